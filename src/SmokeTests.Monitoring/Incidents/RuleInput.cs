using SmokeTests.Worker;

namespace SmokeTests.Monitoring.Incidents;

/// <summary>What the rules look at: a check's runs, newest first, and its incidents.</summary>
/// <param name="Recent">Without runs that say nothing: skipped, lost, or blamed on a dependency.</param>
internal sealed record RuleInput(IReadOnlyList<RunSummary> Recent, IReadOnlyList<Incident> Open, bool EverPassed)
{
    /// <summary>The last one of each fault that is resolved: what was before it counts no more.</summary>
    public IReadOnlyList<LastResolution> Closed { get; init; } = [];

    /// <summary>The standing once this run has ended as well.</summary>
    public RuleInput After(Run run) => run.SaysNothing ? this : this with
    {
        Recent = [new RunSummary(run.Outcome, run.At, LocationIds.Number(run.Location)), .. Recent.Take(AlertRules.Horizon - 1)],
        EverPassed = EverPassed || run.Outcome is Outcome.Passed or Outcome.Slow,
    };
}
