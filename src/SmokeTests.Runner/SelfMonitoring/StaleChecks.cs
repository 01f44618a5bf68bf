using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.SelfMonitoring;

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
