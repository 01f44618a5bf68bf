using SmokeTests.Runner.History;
using SmokeTests.Runner.Settings;

namespace SmokeTests.Runner.Running;

/// <summary>Something about the runner itself that may go wrong. One is a class, and a line in <c>ServeCommand</c>.</summary>
internal interface IRunnerHealthCheck
{
    /// <summary>What should be so; stands where a check's name would.</summary>
    string Name { get; }

    /// <summary>Whether it is the same whichever node looks; otherwise each node has its own.</summary>
    bool IsOfAll => false;

    /// <summary>What is wrong now; null where it is as it should be.</summary>
    ValueTask<HealthProblem?> Look();
}

/// <summary>What the platform team must know.</summary>
/// <param name="Summary">What is wrong.</param>
/// <param name="Advice">The particulars, and what to do.</param>
internal sealed record HealthProblem(string Summary, params IReadOnlyList<string> Advice);

/// <summary>Runs begin late: the machine cannot keep up.</summary>
internal sealed class LatenessCheck(LatenessTracker latenessTracker, LiveSettings settings) : IRunnerHealthCheck
{
    public const string Word = "The runner keeps up";

    public string Name => Word;

    public ValueTask<HealthProblem?> Look()
    {
        var minute = latenessTracker.LastMinute();
        return new(minute.P90 <= settings.Now.Late.TotalMilliseconds ? null
            : new HealthProblem($"one run in ten begins more than {Interval.Write(TimeSpan.FromMilliseconds(Math.Round(minute.P90)))} late",
                $"{minute.Missed:N0} due times were passed over in the last minute, because their checks still waited or ran.",
                "Give it more cores, run checks less often, or raise \"atOnce\" where the site bears more."));
    }
}

/// <summary>Runs that did not end in time because the machine was short of cores.</summary>
internal sealed class MachineShortage(Workers.Starvation starvation) : IRunnerHealthCheck
{
    public string Name => "The machine bears its checks";

    public ValueTask<HealthProblem?> Look()
    {
        var runs = starvation.Lately;
        return new(runs == 0 ? null : new HealthProblem($"{runs} runs of the last 5 min did not end in time because it was short of cores",
            "They blame no product, and are tried again. What really hangs is not told of meanwhile.",
            "Give it more cores, run checks less often, or put browser checks on a runner of their own."));
    }
}

/// <summary>The history takes less than comes.</summary>
internal sealed class WriteBacklog(HistoryWriter historyWriter) : IRunnerHealthCheck
{
    public string Name => "The history keeps up";

    public ValueTask<HealthProblem?> Look() => new(historyWriter.Queue <= historyWriter.Comfortable ? null
        : new HealthProblem(historyWriter.Trouble is { } why ? $"it takes nothing: {why}" : "it is slower than the runs come",
            $"{historyWriter.Queue:N0} runs wait to be written. Good runs are kept without their steps; {historyWriter.LeftOut:N0} "
                + "were left out."));
}

/// <summary>
/// No data is no good news: a check that has not run for three of its intervals is somebody's matter. What does not run on purpose
/// is not counted, nor the intervals that pass meanwhile.
/// </summary>
/// <param name="checks">Those that run here.</param>
/// <param name="pausedFor">Why a check does not run now although it is due; null where nobody means that.</param>
/// <param name="historyWriter">Knows the last runs.</param>
/// <param name="time">The time.</param>
internal sealed class StaleChecks(Func<IEnumerable<Check>> checks, Func<Check, string?> pausedFor, HistoryWriter historyWriter,
    TimeProvider time) : IRunnerHealthCheck
{
    public const string Word = "Every check runs";
    private const int MissedTimes = 3;
    private const int Named = 10;
    private readonly DateTimeOffset began = time.GetUtcNow();
    private readonly Dictionary<string, DateTimeOffset> pausedUntil = new(StringComparer.Ordinal);

    public string Name => Word;

    public ValueTask<HealthProblem?> Look()
    {
        var now = time.GetUtcNow();
        var all = checks().ToArray();
        foreach (var paused in all.Where(c => pausedFor(c) is not null))
            pausedUntil[paused.Id] = now;
        var silent = all.Where(c => IsSilent(c, now)).OrderBy(c => c.FullName, StringComparer.Ordinal).ToArray();
        return new(silent.Length == 0 ? null
            : new HealthProblem($"{silent.Length} checks have not run for {MissedTimes} intervals",
                string.Join('\n', silent.Take(Named).Select(c => $"{c.FullName} in {c.Environment} ({c.Schedule})")),
                "The run page of each says how its last run ended; /api/engine tells how the runner does."));
    }

    private bool IsSilent(Check check, DateTimeOffset now)
    {
        DateTimeOffset? due = historyWriter.LastInMemory(check.Id) is { } last && last > began ? last : began;
        if (pausedUntil.TryGetValue(check.Id, out var paused) && paused > due)
            due = paused;
        for (var passed = 0; passed < MissedTimes && due is { } at; passed++)
            due = check.Schedule.After(at, check.Phase);
        return due is { } missed && missed + check.Limit < now;
    }
}
