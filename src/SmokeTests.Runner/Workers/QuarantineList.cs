using System.Collections.Concurrent;
using System.Globalization;
using SmokeTests.Recording;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Workers;

/// <summary>The checks of a suite that end their workers, or do not end, and what is said of that in their runs.</summary>
internal sealed class QuarantineList(TimeProvider time, ILogger log)
{
    private const string OwnWorker = "It has a worker of its own until it passes, so that no other check suffers.";
    private const string OwnWorkerForLong =
        "It has a worker of its own until it has not done so for 10 min, so that no other check suffers.";

    private readonly ConcurrentDictionary<string, QuarantinedCheck> convicted = new(StringComparer.Ordinal);

    public bool Has(string key) => convicted.ContainsKey(key);

    /// <summary>Until when it is left in peace; null for all others.</summary>
    public DateTimeOffset? NotBefore(string key) => convicted.GetValueOrDefault(key)?.NotBefore;

    /// <summary>It ended its worker, or does not end: then its verdict is known all the same, and stands.</summary>
    public Run Add(Check check, Run run)
    {
        var quarantined = Add(check.Key, check.FullName, run.Outcome, run.GoesOn, evidence: null);
        var consequence = $"It {Does(run.GoesOn)}. {(quarantined.OnlyGoesOn ? OwnWorker : OwnWorkerForLong)}{Rests(quarantined)}";
        return run with
        {
            Outcome = run.GoesOn ? run.Outcome : VerdictTable.OutcomeOf(Happened.WorkerEnded, Place.Worker),
            Failure = run.Failure is { } failure ? failure with { Message = $"{failure.Message}\n\n{consequence}" } : null,
        };
    }

    /// <summary>It ended a worker that others shared, or after its run.</summary>
    /// <param name="key">The check.</param>
    /// <param name="name">What people call it.</param>
    /// <param name="evidence">How that worker ended.</param>
    public void Add(string key, string name, string evidence) => Add(key, name, Outcome.Broken, goesOn: false, evidence);

    /// <summary>A run of it was well: after some of them, and long enough, it is among the others again.</summary>
    public void RecordGoodRun(Check check)
    {
        if (!convicted.TryGetValue(check.Key, out var quarantined))
            return;
        if (quarantined.After(time.GetUtcNow()) is { } goesOn)
            convicted.TryUpdate(check.Key, goesOn, quarantined);
        else if (convicted.TryRemove(KeyValuePair.Create(check.Key, quarantined)))
            log.LogInformation("{Check} has been quiet: it runs among the others again", check.FullName);
    }

    /// <summary>A run that passes says nothing of what its check does to its worker afterwards.</summary>
    public Run Counted(Check check, Run run)
    {
        if (run.Outcome is not (Outcome.Passed or Outcome.Slow)
            || !convicted.TryGetValue(check.Key, out var quarantined) || quarantined.Evidence is not { } evidence)
            return run;
        var summary = string.Create(CultureInfo.InvariantCulture,
            $"Its code has ended a worker, which other checks may share, at {quarantined.Last.UtcDateTime:HH:mm:ss} UTC. ")
            + "This run itself passed.";
        var message = $"{summary}\n\n{evidence}\n\n{OwnWorkerForLong} Until then it is broken, whatever its runs say.{Rests(quarantined)}";
        return run with
        {
            Outcome = VerdictTable.OutcomeOf(Happened.WorkerEnded, Place.Worker),
            Failure = new Failure(message, summary, null, null, null, null, null, null),
        };
    }

    private QuarantinedCheck Add(string key, string name, Outcome outcome, bool goesOn, string? evidence)
    {
        var now = time.GetUtcNow();
        // What ended a worker that others shared is repeated alone at once, and counts from then on.
        var first = new QuarantinedCheck(evidence is null ? 1 : 0, now, null) { OnlyGoesOn = goesOn, Evidence = evidence };
        var quarantined = convicted.AddOrUpdate(key, first, (_, before) => before.Again(outcome, now, goesOn, evidence));
        if (ReferenceEquals(quarantined, first))
            log.LogWarning("{Check} {Does}: from now on it has a worker of its own", name,
                evidence is null ? Does(goesOn) : "has ended a worker");
        return quarantined;
    }

    private static string Does(bool goesOn) => goesOn ? "does not end" : "ends its worker, also when it runs alone";

    private static string Rests(QuarantinedCheck quarantined) => quarantined.NotBefore is null ? ""
        : $" It has done so {quarantined.Times} times in a row, and is run less often until it does not.";
}
