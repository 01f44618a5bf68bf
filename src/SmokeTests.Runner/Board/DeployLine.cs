namespace SmokeTests.Runner.Board;

/// <summary>A check's part in the answer to a deploy.</summary>
internal sealed record DeployLine(string Check, string Name, string Environment, string? Team, string Outcome, double Ms, string? Message,
    string Run);
