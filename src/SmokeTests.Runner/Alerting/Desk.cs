using SmokeTests.Runner.Alerting.Routes;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Settings;

namespace SmokeTests.Runner.Alerting;

/// <summary>All that tells of one history: that of the installation, or a runner's own while the database of all is away.</summary>
internal sealed class Desk : IDisposable
{
    private readonly Means means;

    /// <param name="check">A check by its id, while a suite has it.</param>
    /// <param name="sender">Whose claims of messages hold after a restart; null where several runners send.</param>
    /// <param name="tells">Whether an incident is told from here; every one is where nothing else is said.</param>
    public Desk(Archive archive, Means means, Func<string, Check?> check, string? sender = null, Func<Story, bool>? tells = null)
    {
        this.means = means;
        (Incidents, Outbox, Silences, Deploys, Signing) = (new(archive), new(archive, sender), new(archive), new(archive), new(archive));
        Post = new(means.Http, means.Board, means.Time, Outbox);
        Teller = new(Outbox, Incidents, means.Settings, Post, means.Pulse, means.Time, Log<Teller>());
        Herald = new(Incidents, Silences, Deploys, Signing, check, means.Settings, Teller.Ring, means.Board, means.Time, Log<Herald>()) { Tells = tells ?? (_ => true) };
    }

    public Incidents Incidents { get; }

    public Outbox Outbox { get; }

    public Silences Silences { get; }

    public Deploys Deploys { get; }

    public Signing Signing { get; }

    /// <summary>What takes messages to their receivers.</summary>
    public Post Post { get; }

    public Teller Teller { get; }

    public Herald Herald { get; }

    public RunnerSettings Settings => means.Settings.Now;

    /// <summary>The board's address as people reach it: messages link there.</summary>
    public string Board => means.Board;

    public DateTimeOffset Now => means.Time.GetUtcNow();

    /// <summary>Looks again and again until the stop, and tells what comes of it.</summary>
    /// <param name="what">What cannot be done while the history does not answer, as the beginning of a sentence.</param>
    /// <param name="look">Whether there is something to tell.</param>
    public Task Watch<T>(TimeSpan between, string what, Func<ValueTask<bool>> look, CancellationToken stop) =>
        new Rounds(between, what, means.Time, Log<T>()).Run(look, Herald.Ring, stop);

    public Task Watch<T>(TimeSpan between, string what, Func<bool> look, CancellationToken stop) =>
        Watch<T>(between, what, () => new ValueTask<bool>(look()), stop);

    /// <param name="next">Waits until the next look.</param>
    public Task Watch<T>(Func<CancellationToken, Task> next, string what, Func<ValueTask<bool>> look, CancellationToken stop) =>
        new Rounds(next, what, Log<T>()).Run(look, Herald.Ring, stop);

    public ILogger<T> Log<T>() => means.Log.CreateLogger<T>();

    public void Dispose()
    {
        Herald.Dispose();
        Teller.Dispose();
    }
}

/// <summary>What everything that tells works with.</summary>
/// <param name="Board">The board's address as people reach it: messages link there.</param>
internal sealed record Means(LiveSettings Settings, HttpClient Http, Pulse Pulse, string Board, TimeProvider Time, ILoggerFactory Log);
