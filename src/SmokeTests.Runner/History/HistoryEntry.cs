namespace SmokeTests.Runner.History;

/// <summary>A run to be saved, with what follows from it.</summary>
/// <param name="FirstPass">The check has never passed before.</param>
internal sealed record HistoryEntry(Run Run, bool FirstPass, IReadOnlyList<DecisionMessage> Decided)
{
    /// <summary>The time since the run before it.</summary>
    public TimeBreakdown Before { get; init; }

    /// <summary>The number under which this runner had the check's shard when it was decided.</summary>
    public long Fence { get; init; }

    /// <summary>Due times before it at which the check did not run.</summary>
    public Gap? Gap { get; init; }
}
