using Microsoft.AspNetCore.OutputCaching;
using SmokeTests.Runner.Access;
using SmokeTests.Runner.Alerting;
using SmokeTests.Runner.Alerting.Routes;
using SmokeTests.Runner.Board;
using SmokeTests.Runner.Cli;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Locations;
using SmokeTests.Runner.Nodes;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Scheduling;
using SmokeTests.Runner.Settings;
using SmokeTests.Runner.Workers;

namespace SmokeTests.Runner;

/// <summary>What a runner was given.</summary>
/// <param name="Data">Its data folder.</param>
/// <param name="Start">The settings that it started with: what is wired by them stays so.</param>
/// <param name="Spare">On its own disk, for when the history's database is away; null where the history is a file.</param>
/// <param name="Node">It as one of several on the same history; null where it is the only one.</param>
internal sealed record Setup(SuiteChoice Choice, TimeSpan? Every, string Data, RunnerSettings Start, Archive Archive, Archive? Spare, Node? Node)
{
    public TimeProvider Time => Node?.Clock ?? TimeProvider.System;

    public Holdings Holdings => Node?.Holdings ?? Holdings.Alone;

    /// <summary>What decides and tells for a satellite is its head.</summary>
    public bool IsSatellite => Start.Node.Head is not null;
}

/// <summary>A runner at work. Everything that it is made of is put together here, begins here and ends here.</summary>
internal sealed class Service : IAsyncDisposable
{
    public static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    private readonly Setup setup;
    private readonly Means means;
    private readonly Telemetry telemetry = new();
    private readonly Punctuality punctuality;
    private readonly Readiness ready = new();
    private readonly DebtWatch debts;
    private readonly Shelf shelf;
    private readonly Disk disk;
    private readonly Limits limits;
    private readonly Household household;
    private readonly Timetable timetable;
    private readonly Interim? interim;
    private readonly Scribe scribe;
    private readonly Desk desk;
    private readonly Desk? spareDesk;
    private readonly SelfTest selfTest;
    private readonly Conductor conductor;
    private readonly Presence presence;
    private readonly Arrivals arrivals;
    private readonly Courier? courier;
    private readonly MonitorWatch watch;
    private readonly DateTimeOffset since;
    private readonly Load load;

    public Service(Setup setup, Means means)
    {
        (this.setup, this.means) = (setup, means);
        var (archive, time, holdings, start, data) = (setup.Archive, setup.Time, setup.Holdings, setup.Start, Path.GetFullPath(setup.Data));
        archive.Fences = setup.Node?.Holdings;

        debts = new DebtWatch(Path.Combine(data, "debts.db"));
        shelf = new Shelf(Path.Combine(data, "evidence"), time, () => means.Settings.Now.Keeping);
        disk = new Disk(data, shelf, () => Disk.FreeIn(data), Log<Disk>());
        limits = new Limits(start.PerHost, time, () => holdings.Nodes);
        household = new Household(limits, new Census(time), shelf, holdings, time, means.Log.CreateLogger("smoke"));
        var post = setup.Choice.Post(Path.Combine(data, "debts.db"), debts.Ring) with { Owner = Leash.OwnerOf(data), LogIns = setup.Node?.LogIns };
        Roster = new Roster(new Muster(setup.Choice.Suites, setup.Choice.Environments, post, Path.Combine(data, DataFolder.Suites), setup.Every, setup.Choice.Selector, means.Settings), household);
        timetable = new Timetable(time);

        interim = setup.Spare is null ? null : new Interim(setup.Spare, archive, () => [.. Roster.Checks.Values], time, Log<Interim>());
        scribe = new Scribe(archive, shelf, time, Log<Scribe>()) { IsScarce = () => disk.IsScarce, Interim = interim };
        desk = new Desk(archive, means, FindCheck, setup.Node is null ? Outbox.Alone : null);
        spareDesk = interim is null || setup.IsSatellite ? null : Meanwhile(interim, setup.Node!.Holdings);
        selfTest = new SelfTest(means.Settings, desk.Post, time);

        punctuality = new Punctuality(time);
        var canaries = new Canaries(start.Canaries, means.Http, time);
        var lending = new Lending(archive, shelf, Log<Lending>());
        shelf.Borrow = lending.Borrow;
        conductor = new Conductor(Roster, timetable, archive, scribe, desk.Herald, canaries, means.Pulse, punctuality, telemetry, holdings, means.Settings, means.Board, time, Log<Conductor>()) { Ended = setup.Node is null ? _ => { } : lending.Lend };
        household.Accused = check => conductor.Oblige([check]);

        presence = new Presence(archive, [.. start.Access.Locations], time, Log<Presence>());
        arrivals = new Arrivals(archive, presence, time, Log<Arrivals>());
        (since, load) = (time.GetUtcNow(), new Load(() => Roster.Workers.Select(w => w.Process), time));
        courier = setup.IsSatellite ? new Courier(archive, shelf, start.Node, means.Http, About, time, Log<Courier>()) : null;
        var stillness = new Stillness(() => Own().Where(c => !setup.IsSatellite || means.Settings.Now.Node.Runs(c)), Roster.PausedFor, scribe, time);
        watch = new MonitorWatch([new Tardiness(punctuality, means.Settings), new MachineShortage(limits.Starvation), new Backlog(scribe), stillness, disk, canaries, selfTest], desk, setup.Node?.Name);
        telemetry.Watch(Roster, conductor, scribe, desk.Outbox, desk.Incidents, time);
    }

    public Roster Roster { get; }

    /// <summary>Loads the suites; what a runner that died has left is ended first.</summary>
    public async Task Load()
    {
        if (Leash.EndLeftovers(Leash.OwnerOf(Path.GetFullPath(setup.Data))) is > 0 and var left)
            Console.WriteLine($"{left} processes of a runner that had ended were still there: they are ended.");
        await Roster.Load();
        Snapshot.Tidy(Path.Combine(Path.GetFullPath(setup.Data), DataFolder.Suites), Roster.Copies);
    }

    /// <summary>What pages and API show, and what they act on.</summary>
    public void Show(IServiceCollection board) => board
        .AddSingleton(setup.Archive).AddSingleton(setup.Time).AddSingleton(setup.Holdings)
        .AddSingleton(means.Settings).AddTransient(_ => means.Settings.Now).AddSingleton(means.Pulse).AddSingleton(ready)
        .AddSingleton(desk.Incidents).AddSingleton(desk.Outbox).AddSingleton(desk.Silences).AddSingleton(desk.Deploys).AddSingleton(desk.Signing)
        .AddSingleton(desk.Herald).AddSingleton(desk.Teller).AddSingleton(desk.Post)
        .AddSingleton(Roster).AddSingleton(conductor).AddSingleton(shelf).AddSingleton(debts).AddSingleton(presence).AddSingleton(arrivals)
        .AddSingleton(new Audit(setup.Archive)).AddSingleton(new Sums(setup.Archive)).AddSingleton(new EngineState(Roster, conductor, scribe, punctuality, limits))
        .AddSingleton(new Sessions(setup.Archive, means.Settings, setup.Time)).AddSingleton(new Guesses(setup.Time))
        .AddSingleton<Acts>().AddSingleton<Status>().AddSingleton<TraceViewer>()
        .AddSingleton(s => new BoardState(Roster, setup.Archive, desk.Incidents, desk.Silences, scribe, timetable, conductor, means.Settings, s.GetRequiredService<IOutputCacheStore>(), setup.Time));

    /// <summary>Runs checks, tells and tidies until it is stopped; then finishes or records what is in flight.</summary>
    public async Task Run(CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        interim?.Resume();
        var writing = scribe.Run();
        var besides = Besides(stop.Token).Append(Task.Run(() => Recall(stop.Token), CancellationToken.None)).ToList();
        var beating = setup.Start.Heartbeat is { } heartbeat ? new Watchdog(heartbeat, means.Http, scribe, conductor, setup.Time, Log<Watchdog>()).Run(stop.Token) : Task.CompletedTask;
        var conducting = conductor.Run(stop.Token);
        // After the schedule has begun: what comes from other nodes is put into its place once.
        besides.AddRange(Among(stop.Token));
        // Half a runner is none: it ends, and whatever keeps it running starts it again.
        foreach (var one in besides)
            _ = one.ContinueWith(_ => stop.Cancel(), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        ready.IsReady = true;
        await conducting;

        Console.WriteLine("Stopping: what is in flight is finished or recorded.");
        await Task.WhenAny(conductor.Drain(), Task.Delay(LongestStop, setup.Time, CancellationToken.None));
        await Roster.DisposeAsync();
        await conductor.Drain();
        scribe.Close();
        await writing;
        if (interim is not null)
            await interim.Hush();
        await Task.WhenAll([.. besides, beating]);
        if (courier is not null)
            await courier.Leave();
    }

    public async ValueTask DisposeAsync()
    {
        arrivals.Dispose();
        spareDesk?.Dispose();
        desk.Dispose();
        interim?.Dispose();
        await Roster.DisposeAsync();
        await household.DisposeAsync();
        debts.Dispose();
        telemetry.Dispose();
    }

    /// <summary>Once, as soon as the history answers.</summary>
    private async Task Recall(CancellationToken stop)
    {
        for (var isSaid = false; !stop.IsCancellationRequested; isSaid = true)
            try
            {
                scribe.Recall();
                return;
            }
#pragma warning disable CA1031 // Last runs are looked up one by one as well: nothing waits for this.
            catch (Exception e) when (!Dialect.IsDamaged(e))
#pragma warning restore CA1031
            {
                if (!isSaid)
                    Log<Scribe>().LogWarning("The last runs cannot be recalled now ({Why}); it is tried again", e.Message);
                await Task.Delay(BetweenLooks, setup.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
    }

    /// <summary>What goes on beside the schedule.</summary>
    private IEnumerable<Task> Besides(CancellationToken stop)
    {
        var time = setup.Time;
        var housekeeping = new Housekeeping(setup.Archive, () => means.Settings.Now.Keeping, time, Log<Housekeeping>());
        yield return new Duties(setup.Holdings, courier is null ? [desk.Teller.Run, desk.Herald.Run, housekeeping.Run, .. ForAll()] : [housekeeping.Run, courier.Run]).Run(stop);
        if (courier is null)
        {
            yield return selfTest.Run(stop);
            yield return new BudgetWatch(Own, new Sums(setup.Archive), desk).Run(stop);
            yield return arrivals.Run(Roster, conductor, setup.Holdings, stop);
        }
        yield return disk.Run(time, stop);
        yield return watch.Run(stop);
        yield return Roster.Adapt(stop);
        yield return conductor.WatchClock(stop);
        yield return debts.Watch(Roster, desk, means.Pulse, setup.Node?.Name, stop);
        yield return Roster.Watch(BetweenLooks, conductor.TakeUp, time, stop);
    }

    /// <summary>What goes on where there are other nodes.</summary>
    private IEnumerable<Task> Among(CancellationToken stop)
    {
        if (setup.Node is not { } node)
            yield break;
        (node.Holdings.IsQuiet, node.Holdings.Came, node.Holdings.Goes, node.Holdings.Wanted) = (conductor.IsQuiet, conductor.Come, conductor.Go, conductor.Oblige);
        yield return node.Holdings.Run(stop);
        yield return new Follower(setup.Archive, scribe, setup.Holdings, means.Pulse, setup.Time, Log<Follower>()).Run(stop);
        yield return presence.Run(node.Name, () => node.Member, About, stop);
        yield return interim!.Run(stop);
    }

    /// <summary>What one of several runners watches for all.</summary>
    private Func<CancellationToken, Task>[] ForAll() =>
    [
        new Departures(id => Roster.Checks.ContainsKey(id), () => Roster.Mistakes.Count == 0, desk).Run,
        new LocationWatch(() => Roster.Checks.Values, scribe.Views, desk).Run,
        new MonitorWatch([new Missing(presence, setup.Time), new UndeliveredMessages(desk.Outbox, setup.Time), desk.Herald.Held], desk).Run,
    ];

    /// <summary>The same that tells otherwise, on this runner's own history.</summary>
    private Desk Meanwhile(Interim own, SharedHoldings members)
    {
        // The links of all are signed with one key: it is there before it is needed.
        _ = desk.Signing.Sign("");
        var spare = new Desk(own.Archive, means, FindCheck, tells: own.Tells);
        var meanwhile = new Meanwhile(own, spare, desk.Incidents, members.IsHeard, () => members.Has(Shards.Duties), setup.Time);
        (own.Tell, own.Ended) = (meanwhile.Run, meanwhile.End);
        return spare;
    }

    private Check? FindCheck(string id) => Roster.Checks.GetValueOrDefault(id);

    private IEnumerable<Check> Own() => Roster.Checks.Values.Where(c => setup.Holdings.Has(c.Shard));

    private About About() => new(Presence.Version, since, means.Board, [.. Roster.Folders.Select(f => Path.GetFileName(f)!)], setup.Node?.Holdings.Held ?? Shards.All,
        Own().Count(setup.Start.Node.Runs), conductor.InFlight, scribe.Queue, punctuality.LastMinute(), load.Now());

    private ILogger<T> Log<T>() => means.Log.CreateLogger<T>();
}
