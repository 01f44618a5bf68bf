using SmokeTests.Runner.Access;
using SmokeTests.Runner.Board;
using SmokeTests.Runner.Cluster;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.Locations;
using SmokeTests.Runner.Notifications;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.SelfMonitoring;
using SmokeTests.Runner.Workers;

namespace SmokeTests.Runner.Hosting;

/// <summary>A runner at work. Everything that it is made of is put together here, begins here and ends here.</summary>
internal sealed class RunnerHost : IAsyncDisposable
{
    public static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    private readonly RunnerHostOptions setup;
    private readonly AlertingOptions means;
    private readonly Telemetry telemetry = new();
    private readonly LatenessTracker latenessTracker;
    private readonly Readiness ready = new();
    private readonly DebtWatch debts;
    private readonly EvidenceStore evidenceStore;
    private readonly Disk disk;
    private readonly ConcurrencyLimits limits;
    private readonly SharedWorkerServices sharedServices;
    private readonly DueQueue dueQueue;
    private readonly FallbackHistory? fallbackHistory;
    private readonly HistoryWriter historyWriter;
    private readonly AlertingServices alerting;
    private readonly AlertingServices? spareDesk;
    private readonly SelfTest selfTest;
    private readonly RunScheduler runScheduler;
    private readonly NodeRegistry nodeRegistry;
    private readonly ReportReceiver reportReceiver;
    private readonly ReportSender? reportSender;
    private readonly MonitorWatch watch;
    private readonly DateTimeOffset since;
    private readonly Load load;

    public RunnerHost(RunnerHostOptions setup, AlertingOptions means)
    {
        (this.setup, this.means) = (setup, means);
        var (historyStore, time, ownership, start, data) =
            (setup.HistoryStore, setup.Time, setup.Ownership, setup.Start, Path.GetFullPath(setup.Data));
        historyStore.Fences = setup.Node?.Ownership;

        debts = new DebtWatch(Path.Combine(data, "debts.db"));
        evidenceStore = new EvidenceStore(Path.Combine(data, "evidence"), time, () => means.Settings.Now.Retention);
        disk = new Disk(data, evidenceStore, () => Disk.FreeIn(data), Log<Disk>());
        limits = new ConcurrencyLimits(start.PerHost, time, () => ownership.Nodes);
        sharedServices = new SharedWorkerServices(limits, new CrashCorrelator(time), evidenceStore, ownership, time,
            means.Log.CreateLogger("smoke"));
        var post = setup.Choice.Post(Path.Combine(data, "debts.db"), debts.Signal)
            with { Owner = ProcessGroup.OwnerOf(data), LogIns = setup.Node?.LogIns };
        SuiteRegistry = new SuiteRegistry(new SuiteRegistryOptions(setup.Choice.Suites, setup.Choice.Environments, post,
            Path.Combine(data, DataFolder.Suites), setup.Every, setup.Choice.Selector, means.Settings), sharedServices);
        dueQueue = new DueQueue(time);

        fallbackHistory = setup.Spare is null ? null
            : new FallbackHistory(setup.Spare, historyStore, () => [.. SuiteRegistry.Checks.Values], time, Log<FallbackHistory>());
        historyWriter = new HistoryWriter(historyStore, evidenceStore, time, Log<HistoryWriter>()) { IsScarce = () => disk.IsScarce,
            Interim = fallbackHistory };
        alerting = new AlertingServices(historyStore, means, FindCheck, setup.Node is null ? Outbox.Alone : null);
        spareDesk = fallbackHistory is null || setup.IsSatellite ? null : Meanwhile(fallbackHistory, setup.Node!.Ownership);
        selfTest = new SelfTest(means.Settings, alerting.Post, time);

        latenessTracker = new LatenessTracker(time);
        var connectivity = new ConnectivityProbe(start.Canaries, means.Http, time);
        var lending = new EvidenceReplication(historyStore, evidenceStore, Log<EvidenceReplication>());
        evidenceStore.Borrow = lending.Fetch;
        runScheduler = new RunScheduler(SuiteRegistry, dueQueue, historyStore, historyWriter, alerting.Planner, connectivity,
            means.ChangeSignal, latenessTracker, telemetry, ownership, means.Settings, means.Board, time,
            Log<RunScheduler>()) { Ended = setup.Node is null ? _ => { } : lending.Publish };
        sharedServices.Accused = check => runScheduler.RunRequested([check]);

        nodeRegistry = new NodeRegistry(historyStore, [.. start.Access.Locations], time, Log<NodeRegistry>());
        reportReceiver = new ReportReceiver(historyStore, nodeRegistry, time, Log<ReportReceiver>());
        (since, load) = (time.GetUtcNow(), new Load(() => SuiteRegistry.Workers.Select(w => w.Process), time));
        reportSender = setup.IsSatellite
            ? new ReportSender(historyStore, evidenceStore, start.Node, means.Http, About, time, Log<ReportSender>()) : null;
        var stillness = new StaleChecks(() => Own().Where(c => !setup.IsSatellite || means.Settings.Now.Node.Runs(c)),
            SuiteRegistry.PausedFor, historyWriter, time);
        watch = new MonitorWatch([new LatenessCheck(latenessTracker, means.Settings), new MachineShortage(limits.Starvation),
            new WriteBacklog(historyWriter), stillness, disk, connectivity, selfTest], alerting, setup.Node?.Name);
        telemetry.Watch(SuiteRegistry, runScheduler, historyWriter, alerting.Outbox, alerting.Incidents, time);
    }

    public SuiteRegistry SuiteRegistry { get; }

    /// <summary>Loads the suites; what a runner that died has left is ended first.</summary>
    public async Task Load()
    {
        if (ProcessGroup.EndLeftovers(ProcessGroup.OwnerOf(Path.GetFullPath(setup.Data))) is > 0 and var left)
            Console.WriteLine($"{left} processes of a runner that had ended were still there: they are ended.");
        await SuiteRegistry.Load();
        SuiteCopy.Tidy(Path.Combine(Path.GetFullPath(setup.Data), DataFolder.Suites), SuiteRegistry.Copies);
    }

    /// <summary>What pages and API show, and what they act on.</summary>
    public void Show(IServiceCollection board) => board
        .AddSingleton(setup.HistoryStore).AddSingleton(setup.Time).AddSingleton(setup.Ownership)
        .AddSingleton(means.Settings).AddTransient(_ => means.Settings.Now).AddSingleton(means.ChangeSignal).AddSingleton(ready)
        .AddSingleton(alerting.Incidents).AddSingleton(alerting.Outbox).AddSingleton(alerting.Silences).AddSingleton(alerting.Deploys)
        .AddSingleton(alerting.LinkSigner).AddSingleton(alerting.Post)
        .AddSingleton(SuiteRegistry).AddSingleton(runScheduler).AddSingleton(evidenceStore).AddSingleton(debts).AddSingleton(nodeRegistry)
        .AddSingleton(reportReceiver)
        .AddSingleton(new Audit(setup.HistoryStore)).AddSingleton(new RollupQueries(setup.HistoryStore))
        .AddSingleton(new RunnerParts(SuiteRegistry, runScheduler, dueQueue, historyWriter, latenessTracker, limits))
        .AddSingleton<EngineState>().AddSingleton<BoardState>().AddSingleton(alerting)
        .AddSingleton(new Sessions(setup.HistoryStore, () => means.Settings.Now.Access, setup.Time))
        .AddSingleton(new SignInThrottle(setup.Time))
        .AddSingleton<OperatorActions>().AddSingleton<Status>().AddSingleton<TraceViewer>();

    /// <summary>Runs checks, tells and tidies until it is stopped; then finishes or records what is in flight.</summary>
    public async Task Run(CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        fallbackHistory?.Resume();
        var writing = historyWriter.Run();
        var besides = Besides(stop.Token).Append(Task.Run(() => Recall(stop.Token), CancellationToken.None)).ToList();
        var beating = setup.Start.Heartbeat is { } heartbeat
            ? new Watchdog(heartbeat, means.Http, historyWriter, runScheduler, setup.Time, Log<Watchdog>()).Run(stop.Token)
            : Task.CompletedTask;
        var conducting = runScheduler.Run(stop.Token);
        // After the schedule has begun: what comes from other nodes is put into its place once.
        besides.AddRange(Among(stop.Token));
        // A faulted background task stops the process: the supervisor restarts it.
        foreach (var one in besides)
            _ = one.ContinueWith(_ => stop.Cancel(), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        ready.IsReady = true;
        await conducting;

        Console.WriteLine("Stopping: what is in flight is finished or recorded.");
        await Task.WhenAny(runScheduler.Drain(), Task.Delay(LongestStop, setup.Time, CancellationToken.None));
        await SuiteRegistry.DisposeAsync();
        await runScheduler.Drain();
        historyWriter.Close();
        await writing;
        if (fallbackHistory is not null)
            await fallbackHistory.StopTelling();
        await Task.WhenAll([.. besides, beating]);
        if (reportSender is not null)
            await reportSender.SendLast();
    }

    public async ValueTask DisposeAsync()
    {
        reportReceiver.Dispose();
        spareDesk?.Dispose();
        alerting.Dispose();
        fallbackHistory?.Dispose();
        await SuiteRegistry.DisposeAsync();
        await sharedServices.DisposeAsync();
        debts.Dispose();
        telemetry.Dispose();
    }

    /// <summary>Once, as soon as the history answers.</summary>
    private async Task Recall(CancellationToken stop)
    {
        for (var isSaid = false; !stop.IsCancellationRequested; isSaid = true)
            try
            {
                historyWriter.LoadLatest();
                return;
            }
#pragma warning disable CA1031 // Last runs are looked up one by one as well: nothing waits for this.
            catch (Exception e) when (!DatabaseFault.IsDamaged(e))
#pragma warning restore CA1031
            {
                if (!isSaid)
                    Log<HistoryWriter>().LogWarning("The last runs cannot be recalled now ({Why}); it is tried again", e.Message);
                await Task.Delay(BetweenLooks, setup.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
    }

    /// <summary>What goes on beside the schedule.</summary>
    private IEnumerable<Task> Besides(CancellationToken stop)
    {
        var time = setup.Time;
        var housekeeping = new Housekeeping(setup.HistoryStore, () => means.Settings.Now.Retention, time, Log<Housekeeping>());
        yield return new LeaderTasks(setup.Ownership,
            reportSender is null ? [alerting.Dispatcher.Run, alerting.Planner.Run, housekeeping.Run, .. ForAll()]
                : [housekeeping.Run, reportSender.Run]).Run(stop);
        if (reportSender is null)
        {
            yield return selfTest.Run(stop);
            yield return new BudgetWatch(Own, new RollupQueries(setup.HistoryStore), alerting).Run(stop);
            yield return reportReceiver.Run(SuiteRegistry, runScheduler, setup.Ownership, stop);
        }
        yield return disk.Run(time, stop);
        yield return watch.Run(stop);
        yield return SuiteRegistry.Adapt(stop);
        yield return runScheduler.WatchClock(stop);
        yield return debts.Watch(SuiteRegistry, alerting, means.ChangeSignal, setup.Node?.Name, stop);
        yield return SuiteRegistry.Watch(BetweenLooks, runScheduler.ScheduleNew, time, stop);
    }

    /// <summary>What goes on where there are other nodes.</summary>
    private IEnumerable<Task> Among(CancellationToken stop)
    {
        if (setup.Node is not { } node)
            yield break;
        (node.Ownership.IsQuiet, node.Ownership.Came, node.Ownership.Goes, node.Ownership.Wanted) =
            (runScheduler.IsQuiet, runScheduler.AddShards, runScheduler.RemoveShards, runScheduler.RunRequested);
        yield return node.Ownership.Run(stop);
        yield return new RunReplicator(setup.HistoryStore, historyWriter, setup.Ownership, means.ChangeSignal, setup.Time,
            Log<RunReplicator>()).Run(stop);
        yield return nodeRegistry.Run(node.Name, () => node.Member, About, stop);
        yield return fallbackHistory!.Run(stop);
    }

    /// <summary>What one of several runners watches for all.</summary>
    private Func<CancellationToken, Task>[] ForAll() =>
    [
        new RemovedChecks(id => SuiteRegistry.Checks.ContainsKey(id), () => SuiteRegistry.Mistakes.Count == 0, alerting).Run,
        new LocationWatch(() => SuiteRegistry.Checks.Values, historyWriter.Views, alerting).Run,
        new MonitorWatch([new MissingNodes(nodeRegistry, setup.Time), new UndeliveredMessages(alerting.Outbox, setup.Time),
            alerting.Planner.Held], alerting).Run,
    ];

    /// <summary>The same that tells otherwise, on this runner's own history.</summary>
    private AlertingServices Meanwhile(FallbackHistory own, ClusterShardOwnership members)
    {
        // The links of all are signed with one key: it is there before it is needed.
        _ = alerting.LinkSigner.Sign("");
        var spare = new AlertingServices(own.HistoryStore, means, FindCheck, tells: own.IsToldHere);
        var meanwhile = new FallbackNotifier(own, spare, alerting.Incidents, members.AreMostPeersReached, () => members.Owns(Shards.Duties),
            setup.Time);
        (own.Tell, own.Ended) = (meanwhile.Run, meanwhile.End);
        return spare;
    }

    private Check? FindCheck(string id) => SuiteRegistry.Checks.GetValueOrDefault(id);

    private IEnumerable<Check> Own() => SuiteRegistry.Checks.Values.Where(c => setup.Ownership.Owns(c.Shard));

    private NodeStatus About() =>
        new(NodeRegistry.Version, since, means.Board, [.. SuiteRegistry.Folders.Select(f => Path.GetFileName(f)!)],
            setup.Node?.Ownership.Held ?? Shards.All,
        Own().Count(setup.Start.Node.Runs), runScheduler.InFlight, historyWriter.Queue, latenessTracker.LastMinute(), load.Now());

    private ILogger<T> Log<T>() => means.Log.CreateLogger<T>();
}
