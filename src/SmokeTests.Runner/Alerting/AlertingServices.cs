using SmokeTests.Runner.Routes;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Settings;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Alerting;

/// <summary>All that tells of one history: that of the installation, or a runner's own while the database of all is away.</summary>
internal sealed class AlertingServices : IDisposable
{
    private readonly AlertingOptions means;

    /// <param name="check">A check by its id, while a suite has it.</param>
    /// <param name="sender">Whose claims of messages hold after a restart; null where several runners send.</param>
    /// <param name="tells">Whether an incident is told from here; every one is where nothing else is said.</param>
    public AlertingServices(HistoryStore historyStore, AlertingOptions means, Func<string, Check?> check, string? sender = null,
        Func<IncidentProgress, bool>? tells = null)
    {
        this.means = means;
        (Incidents, Outbox, Silences, Deploys, LinkSigner) =
            (new(historyStore), new(historyStore, sender), new(historyStore), new(historyStore), new(historyStore));
        Post = new(means.Http, means.Board, means.Time, Outbox);
        Dispatcher = new(Outbox, Incidents, means.Settings, Post, means.ChangeSignal, means.Time, Log<OutboxDispatcher>());
        Planner = new(Incidents, Silences, Deploys, LinkSigner, check, means.Settings, Dispatcher.Signal, means.Board, means.Time,
            Log<NotificationPlanner>()) { Tells = tells ?? (_ => true) };
    }

    public Incidents Incidents { get; }

    public Outbox Outbox { get; }

    public Silences Silences { get; }

    public Deploys Deploys { get; }

    public LinkSigner LinkSigner { get; }

    /// <summary>What takes messages to their receivers.</summary>
    public WebhookClient Post { get; }

    public OutboxDispatcher Dispatcher { get; }

    public NotificationPlanner Planner { get; }

    public RunnerSettings Settings => means.Settings.Now;

    /// <summary>The board's address as people reach it: messages link there.</summary>
    public string Board => means.Board;

    public DateTimeOffset Now => means.Time.GetUtcNow();

    /// <summary>Looks again and again until the stop, and tells what comes of it.</summary>
    /// <param name="what">What cannot be done while the history does not answer, as the beginning of a sentence.</param>
    /// <param name="look">Whether there is something to tell.</param>
    public Task Watch<T>(TimeSpan between, string what, Func<ValueTask<bool>> look, CancellationToken stop) =>
        new PollingLoop(between, what, means.Time, Log<T>()).Run(look, Planner.Signal, stop);

    public Task Watch<T>(TimeSpan between, string what, Func<bool> look, CancellationToken stop) =>
        Watch<T>(between, what, () => new ValueTask<bool>(look()), stop);

    /// <param name="next">Waits until the next look.</param>
    public Task Watch<T>(Func<CancellationToken, Task> next, string what, Func<ValueTask<bool>> look, CancellationToken stop) =>
        new PollingLoop(next, what, Log<T>()).Run(look, Planner.Signal, stop);

    public ILogger<T> Log<T>() => means.Log.CreateLogger<T>();

    public void Dispose()
    {
        Planner.Dispose();
        Dispatcher.Dispose();
    }
}
