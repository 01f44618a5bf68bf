using SmokeTests.Runner.Alerting;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Settings;

namespace SmokeTests.Runner.Running;

/// <summary>Something about the runner itself that the platform team must know.</summary>
/// <param name="Name">Stands where a check's name would.</param>
internal sealed record Worry(string Name, string Summary, IReadOnlyList<string> Advice);

/// <summary>
/// Watches the runner itself: when runs begin late, or the history takes nothing, that is an incident of the platform team,
/// never a silent gap. It is resolved when it has been well for a minute.
/// </summary>
internal sealed class MonitorWatch(Func<IEnumerable<Check>> checks, Punctuality punctuality, Scribe scribe, Incidents incidents, Herald herald, RunnerSettings settings, string board, TimeProvider time, ILogger<MonitorWatch> log)
{
    public const string Late = "The runner keeps up";
    public const string Full = "The history keeps up";

    public const string Silent = "Every check runs";

    /// <summary>So many of its due times may pass before a check that does not run is missed.</summary>
    private const int MissedTimes = 3;
    private readonly DateTimeOffset began = time.GetUtcNow();

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Sure = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, DateTimeOffset> since = new(StringComparer.Ordinal);

    public async Task Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(BetweenLooks, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                Settle(Late, TooLate());
                Settle(Full, TooMuch());
                Settle(Silent, NoData());
            }
            catch (System.Data.Common.DbException e) when (Dialect.MayPass(e))
            {
                log.LogError("The state of the runner itself cannot be written down: {Why}", e.Message);
            }
        }
    }

    private Worry? TooLate()
    {
        var minute = punctuality.LastMinute();
        return minute.P90 <= settings.Late.TotalMilliseconds ? null
            : new Worry(Late, $"one run in ten begins more than {Interval.Write(TimeSpan.FromMilliseconds(Math.Round(minute.P90)))} late", [$"{minute.Missed:N0} due times were passed over in the last minute, because their checks still waited or ran.", "Give it more cores, run checks less often, or raise \"atOnce\" where the site bears more."]);
    }

    /// <summary>No data is no good news: a check that has not run for three of its intervals is somebody's matter.</summary>
    private Worry? NoData()
    {
        var now = time.GetUtcNow();
        var silent = checks().Where(c => IsSilent(c, now)).OrderBy(c => c.FullName, StringComparer.Ordinal).ToArray();
        return silent.Length == 0 ? null
            : new Worry(Silent, $"{silent.Length} checks have not run for {MissedTimes} intervals", [string.Join('\n', silent.Take(10).Select(c => $"{c.FullName} in {c.Environment} ({c.Schedule})")), "The run page of each says how its last run ended; /api/engine tells how the runner does."]);
    }

    private bool IsSilent(Check check, DateTimeOffset now)
    {
        DateTimeOffset? due = scribe.LastInMemory(check.Id) is { } last && last > began ? last : began;
        for (var passed = 0; passed < MissedTimes && due is { } at; passed++)
            due = check.Schedule.After(at, check.Phase);
        return due is { } missed && missed + check.Limit < now;
    }

    private Worry? TooMuch() => scribe.Queue <= scribe.Comfortable ? null
        : new Worry(Full, scribe.Trouble is { } why ? $"it takes nothing: {why}" : "it is slower than the runs come", [$"{scribe.Queue:N0} runs wait to be written. Good runs are kept without their steps; {scribe.LeftOut:N0} were left out."]);

    /// <summary>Opened when it has lasted for a minute, resolved when it has been well for one.</summary>
    private void Settle(string name, Worry? worry)
    {
        var now = time.GetUtcNow();
        var open = incidents.Open().FirstOrDefault(i => i.Check == name);
        if ((worry is null) == (open is null))
        {
            since.Remove(name);
            return;
        }
        since.TryAdd(name, now);
        if (now - since[name] < Sure)
            return;
        if (worry is not null && incidents.Open(name, Fault.Monitor, settings.Platform.Name, "", worry.Summary, Wording.Worried(worry, settings.Platform.Name, board), now)
            || open is not null && incidents.Resolve(open.Id, Wording.Calmed(open, board, now), now))
            herald.Ring();
    }
}
