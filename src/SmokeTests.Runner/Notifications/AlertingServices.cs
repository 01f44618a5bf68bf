using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.Routes;
using SmokeTests.Runner.Settings;

namespace SmokeTests.Runner.Notifications;

/// <summary>All that tells of one history: that of the installation, or a runner's own while the database of all is away.</summary>
internal sealed class AlertingServices : IDisposable
{
    private readonly AlertingOptions means;
    private readonly AlertingHistory history;

    /// <param name="check">A check by its id, while a suite has it.</param>
    /// <param name="sender">Whose claims of messages hold after a restart; null where several runners send.</param>
    /// <param name="tells">Whether an incident is told from here; every one is where nothing else is said.</param>
    public AlertingServices(HistoryStore historyStore, AlertingOptions means, Func<string, Check?> check, string? sender = null,
        Func<IncidentProgress, bool>? tells = null)
    {
        this.means = means;
        history = new AlertingHistory(historyStore, sender);
        Post = new(means.Http, means.Board, means.Time, Outbox);
        Dispatcher = new(Outbox, Incidents, means, Post);
        Planner = new(history, check, means, Dispatcher.Signal) { Tells = tells ?? (_ => true) };
    }

    public Incidents Incidents => history.Incidents;

    public Outbox Outbox => history.Outbox;

    public Silences Silences => history.Silences;

    public Deploys Deploys => history.Deploys;

    public LinkSigner LinkSigner => history.LinkSigner;

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
