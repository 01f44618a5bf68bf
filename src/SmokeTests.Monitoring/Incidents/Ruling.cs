namespace SmokeTests.Monitoring.Incidents;

/// <summary>The decisions after a run, and whether it is repeated soon to be sure of what it seems to say.</summary>
internal sealed record Ruling(IReadOnlyList<Decision> Decisions, bool Confirm)
{
    public static readonly Ruling Nothing = new([], false);
    public static readonly Ruling AskAgain = new([], true);
}
