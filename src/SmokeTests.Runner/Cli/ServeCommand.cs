using System.Text.Json.Serialization;
using SmokeTests.Runner.Access;
using SmokeTests.Runner.Alerting;
using SmokeTests.Runner.Alerting.Routes;
using SmokeTests.Runner.Board;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Locations;
using SmokeTests.Runner.Nodes;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Scheduling;
using SmokeTests.Runner.Settings;
using SmokeTests.Runner.Workers;

namespace SmokeTests.Runner.Cli;

/// <summary><c>smoke serve</c>: the schedule, the alerts and the board, until it is stopped.</summary>
internal static class ServeCommand
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(7);
    private const int MostBody = 1024 * 1024;
    private static readonly TimeSpan SlowestHeaders = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    public static async Task<int> Run(SuiteChoice choice, string listen, string? publicAddress, string data, TimeSpan? every, CancellationToken cancel)
    {
        using var claim = DataFolder.Claim(data);
        if (claim is null)
            return ExitCode.Broken;
        using var http = new HttpClient();
        if (await Archives.Unpack(choice.Suites, Path.Combine(Path.GetFullPath(data), "fetched"), http, cancel) is not { } unpacked)
            return ExitCode.Broken;
        choice = choice with { Suites = unpacked };
        var file = choice.ReadSettings();
        if (SuiteChoice.Settings(file) is not { } start)
            return ExitCode.Broken;

        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(listen);
        builder.WebHost.UseKestrelHttpsConfiguration();
        PlainConsole.Use(builder.Logging.ClearProviders());
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = StopLimit);
        builder.Services.ConfigureHttpJsonOptions(o => o.SerializerOptions.Converters.Add(new JsonStringEnumConverter()));
        builder.WebHost.ConfigureKestrel(o =>
        {
            (o.Limits.MaxRequestBodySize, o.Limits.RequestHeadersTimeout, o.AddServerHeader) = (MostBody, SlowestHeaders, false);
            o.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 500, gracePeriod: SlowestHeaders);
        });
        if (start.Access.IsUnset && !Listening.IsLoopback(listen))
        {
            Console.Error.WriteLine($"The board would listen on {listen} for everybody. Say in the settings' \"access\" who may see it (passwords, oidc or header), or \"access\": \"open\" where its network is trusted; or listen on loopback.");
            return ExitCode.Broken;
        }
        builder.Services.AddOutputCache(o => o.AddPolicy(SharedPage.Name, new SharedPage()));
        Api.Add(builder.Services);
        Telemetry.Add(builder.Services);
        builder.Services.AddRazorComponents();
        builder.Services.AddHttpContextAccessor();

        var board = Reached(publicAddress, listen);
        using var archive = HistoryChoice.Open(start.Database, data);
        if (archive is null)
            return ExitCode.Broken;
        Doorman.Add(builder.Services, start.Access, start.Database is null ? Doorman.KeysIn(Path.Combine(Path.GetFullPath(data), "keys")) : new SharedKeys(archive));
        using var telemetry = new Telemetry();
        using var log = LoggerFactory.Create(PlainConsole.Use);
        await using var node = await Join(start, log, cancel);
        if (start.Database is not null && node is null)
            return ExitCode.Broken;
        var holdings = node?.Holdings ?? Holdings.Alone;
        TimeProvider time = node is null ? TimeProvider.System : node.Clock;
        archive.Fences = node?.Holdings;
        var whole = Path.GetFullPath(data);
        var (owner, copies) = (Leash.OwnerOf(whole), Path.Combine(whole, "suites"));
        if (Leash.EndLeftovers(owner) is > 0 and var left)
            Console.WriteLine($"{left} processes of a runner that had ended were still there: they are ended.");

        var pulse = new Pulse();
        using var debts = new DebtWatch(Path.Combine(whole, "debts.db"));
        var telling = log.CreateLogger<Teller>();
        var settings = new LiveSettings(start with { Board = new OnTheBoard(text => telling.LogInformation("{Message}", text)) }, file, log.CreateLogger<LiveSettings>());
        var shelf = new Shelf(Path.Combine(data, "evidence"), time, () => settings.Now.Keeping);
        var disk = new Disk(whole, shelf, () => Disk.FreeIn(whole), log.CreateLogger<Disk>());
        var census = new Census(time);
        var limits = new Limits(start.PerHost, time, () => holdings.Nodes);
        await using var household = new Household(limits, census, shelf, holdings, time, log.CreateLogger("smoke"));
        var post = choice.Post(Path.Combine(whole, "debts.db"), debts.Ring) with { Owner = owner, LogIns = node?.LogIns };
        await using var roster = new Roster(new Muster(choice.Suites, choice.Environments, post, copies, every, choice.Filter.Fits, settings), household);
        await roster.Load();
        Snapshot.Tidy(copies, roster.Copies);

        var timetable = new Timetable(time);
        using var spare = node is null ? null : HistoryChoice.Open(null, DataFolder.Interim(data), Interim.Number);
        if (node is not null && spare is null)
            return ExitCode.Broken;
        using var interim = spare is null ? null : new Interim(spare, archive, () => [.. roster.Checks.Values], time, log.CreateLogger<Interim>());
        var scribe = new Scribe(archive, shelf, time, log.CreateLogger<Scribe>()) { IsScarce = () => disk.IsScarce, Interim = interim };
        var punctuality = new Punctuality(time);
        var (incidents, outbox, silences, signing) = (new Incidents(archive), new Outbox(archive, node is null ? Outbox.Alone : null), new Silences(archive), new Signing(archive));
        var mail = new Alerting.Routes.Post(http, board, time, outbox);
        using var teller = new Teller(outbox, incidents, settings, mail, pulse, time, telling);
        using var herald = new Herald(incidents, silences, new Deploys(archive), signing, id => roster.Checks.GetValueOrDefault(id), settings, teller.Ring, board, time, log.CreateLogger<Herald>());
        using var meanwhile = interim is null || node is null || start.Node.Head is not null ? null : Meanwhile(interim, node.Holdings);
        var (canaries, selfTest) = (new Canaries(start.Canaries, http, time), new SelfTest(settings, mail, time));
        var lending = new Lending(archive, shelf, log.CreateLogger<Lending>());
        shelf.Borrow = lending.Borrow;
        var conductor = new Conductor(roster, timetable, archive, scribe, herald, canaries, pulse, punctuality, telemetry, holdings, settings, board, time, log.CreateLogger<Conductor>()) { Ended = node is null ? _ => { } : lending.Lend };
        var housekeeping = new Housekeeping(archive, () => settings.Now.Keeping, time, log.CreateLogger<Housekeeping>());
        var watch = new MonitorWatch([new Tardiness(punctuality, settings), new Backlog(scribe), new Stillness(() => roster.Checks.Values.Where(c => holdings.Has(c.Shard) && (start.Node.Head is null || start.Node.Runs(c))), scribe, time), disk, canaries, selfTest], incidents, herald, settings, board, time, log.CreateLogger<MonitorWatch>(), node?.Name);
        var presence = new Presence(archive, [.. start.Access.Locations], time, log.CreateLogger<Presence>());
        var missing = new MonitorWatch([new Missing(presence, time)], incidents, herald, settings, board, time, log.CreateLogger<MonitorWatch>());
        using var arrivals = new Arrivals(archive, presence, time, log.CreateLogger<Arrivals>());
        var locations = new LocationWatch(() => roster.Checks.Values, scribe.Views, incidents, herald, settings, board, time, log.CreateLogger<LocationWatch>());
        var budgets = new BudgetWatch(() => roster.Checks.Values.Where(c => holdings.Has(c.Shard)), new Sums(archive), incidents, herald, settings, board, time, log.CreateLogger<BudgetWatch>());
        var departures = new Departures(id => roster.Checks.ContainsKey(id), () => roster.Mistakes.Count == 0, incidents, herald, settings, board, time, log.CreateLogger<Departures>());
        telemetry.Watch(roster, conductor, scribe, outbox, incidents, time);
        var ready = new Readiness();
        builder.Services.AddSingleton(archive).AddSingleton(incidents).AddSingleton(outbox).AddSingleton(silences).AddSingleton(signing).AddSingleton(herald).AddSingleton(time).AddSingleton(roster).AddSingleton(pulse).AddSingleton(ready).AddSingleton(shelf).AddSingleton(debts).AddSingleton(teller).AddSingleton(mail).AddSingleton(settings).AddTransient(_ => settings.Now).AddSingleton(conductor).AddSingleton(new Deploys(archive)).AddSingleton(new Audit(archive)).AddSingleton(new Sums(archive)).AddSingleton(presence).AddSingleton(arrivals).AddSingleton<Holdings>(holdings).AddSingleton<Acts>().AddSingleton<Status>().AddSingleton<TraceViewer>()
            .AddSingleton(new EngineState(roster, conductor, scribe, punctuality, limits))
            .AddSingleton(s => new BoardState(roster, archive, incidents, silences, scribe, timetable, conductor, settings, s.GetRequiredService<Microsoft.AspNetCore.OutputCaching.IOutputCacheStore>(), time));

        await using var app = builder.Build();
        // Begins to sum the last day up before anybody asks.
        _ = app.Services.GetRequiredService<BoardState>();
        BoardRoutes.Map(app, new Hosts(start.Access, board));
        if (!await Listen(app, listen, cancel))
            return ExitCode.Broken;
        Say(roster, start, board);

        var (since, load) = (time.GetUtcNow(), new Load(() => roster.Workers.Select(w => w.Process), time));
        // What decides and tells for a satellite is its head.
        var courier = start.Node.Head is null ? null : new Courier(archive, shelf, start.Node, http, About, time, log.CreateLogger<Courier>());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, app.Lifetime.ApplicationStopping);
        interim?.Resume();
        var writing = scribe.Run();
        var recalling = Task.Run(scribe.Recall, CancellationToken.None);
        Task[] besides =
        [
            new Duties(holdings, courier is null ? [teller.Run, herald.Run, departures.Run, housekeeping.Run, missing.Run, locations.Run] : [housekeeping.Run, courier.Run]).Run(stop.Token),
            .. courier is null ? [selfTest.Run(stop.Token), budgets.Run(stop.Token), arrivals.Run(roster, conductor, holdings, stop.Token)] : Array.Empty<Task>(),
            disk.Run(time, stop.Token), watch.Run(stop.Token), limits.Adapt(() => roster.Wait, stop.Token), conductor.WatchClock(stop.Token),
            debts.Watch(roster, incidents, settings, herald, pulse, node?.Name, board, time, log.CreateLogger<DebtWatch>(), stop.Token),
            roster.Watch(BetweenLooks, conductor.TakeUp, time, stop.Token),
        ];
        var beating = start.Heartbeat is { } heartbeat ? new Watchdog(heartbeat, http, scribe, conductor, time, log.CreateLogger<Watchdog>()).Run(stop.Token) : Task.CompletedTask;
        var conducting = conductor.Run(stop.Token);
        if (node is not null)
            besides = [.. besides, .. Among(node), interim!.Run(stop.Token)];
        // Half a runner is none: it ends, and whatever keeps it running starts it again.
        foreach (var one in besides)
            _ = one.ContinueWith(_ => stop.Cancel(), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        ready.IsReady = true;
        await conducting;

        Console.WriteLine("Stopping: what is in flight is finished or recorded.");
        await Task.WhenAny(conductor.Drain(), Task.Delay(StopLimit, time, CancellationToken.None));
        await roster.DisposeAsync();
        await conductor.Drain();
        scribe.Close();
        await writing;
        if (interim is not null)
            await interim.Hush();
        await Task.WhenAll([.. besides, beating, recalling]);
        if (courier is not null)
            await courier.Leave();
        await app.StopAsync(CancellationToken.None);
        return ExitCode.Passed;

        Task[] Among(Node here)
        {
            (here.Holdings.IsQuiet, here.Holdings.Came, here.Holdings.Goes, here.Holdings.Wanted) = (conductor.IsQuiet, conductor.Come, conductor.Go, conductor.Oblige);
            return [here.Holdings.Run(stop.Token), new Follower(archive, scribe, holdings, pulse, time, log.CreateLogger<Follower>()).Run(stop.Token), presence.Run(here.Name, () => here.Member, About, stop.Token)];
        }

        // The same that tell otherwise, on this runner's own history.
        Meanwhile Meanwhile(Interim own, SharedHoldings members)
        {
            // The links of all are signed with one key: it is there before it is needed.
            _ = signing.Sign("");
            var (opened, letters) = (new Incidents(own.Archive), new Outbox(own.Archive));
            var carrier = new Teller(letters, opened, settings, new Alerting.Routes.Post(http, board, time, letters), pulse, time, telling);
            var crier = new Herald(opened, new Silences(own.Archive), new Deploys(own.Archive), new Signing(own.Archive), id => roster.Checks.GetValueOrDefault(id), settings, carrier.Ring, board, time, log.CreateLogger<Herald>()) { Tells = own.Tells };
            var all = new Meanwhile(own, opened, incidents, crier, carrier, members.IsHeard, () => holdings.Has(Shards.Duties), settings, board, time, log.CreateLogger<Meanwhile>());
            (own.Tell, own.Ended) = (all.Run, all.End);
            return all;
        }

        About About() => new(Presence.Version, since, board, [.. roster.Folders.Select(f => Path.GetFileName(f)!)], node?.Holdings.Held ?? Shards.All, roster.Checks.Values.Count(c => holdings.Has(c.Shard) && start.Node.Runs(c)), conductor.InFlight, scribe.Queue, punctuality.LastMinute(), load.Now());
    }

    /// <summary>Where the history is a database, this runner is one of those on it, also when it is the only one.</summary>
    private static async Task<Node?> Join(RunnerSettings settings, ILoggerFactory log, CancellationToken cancel)
    {
        if (settings.Database is not { } database)
            return null;
        try
        {
            return await Node.Join(database, settings.Node, log, cancel);
        }
        catch (NodeException e)
        {
            Console.Error.WriteLine(e.Message);
            return null;
        }
    }

    /// <summary>Links in messages lead here. "Every address" is none that anybody could open.</summary>
    private static string Reached(string? publicAddress, string listen)
    {
        if (publicAddress is not null)
            return publicAddress.TrimEnd('/');
        var local = Listening.First(listen, "localhost");
        if (!listen.StartsWith(local, StringComparison.Ordinal))
            Console.WriteLine($"Links in messages lead to {local}: say with --public-address or SMOKE_PUBLIC_ADDRESS how people reach the board.");
        return local;
    }

    private static async Task<bool> Listen(WebApplication app, string listen, CancellationToken cancel)
    {
        try
        {
            await app.StartAsync(cancel);
            return true;
        }
        catch (Exception e) when (e is IOException or FormatException or InvalidOperationException or System.Net.Sockets.SocketException)
        {
            Console.Error.WriteLine($"The board cannot listen on {listen}: {e.Message} Choose another address with --listen.");
            return false;
        }
    }

    private static void Say(Roster roster, RunnerSettings settings, string board)
    {
        foreach (var mistake in roster.Mistakes.Concat(roster.Unrouted(settings)))
            Console.Error.WriteLine(mistake);
        Console.WriteLine($"{roster.Checks.Count} checks of {string.Join(", ", roster.Checks.Values.Select(c => c.Suite).Distinct())} on schedule. Board: {board}   Stop with Ctrl+C.");
    }
}
