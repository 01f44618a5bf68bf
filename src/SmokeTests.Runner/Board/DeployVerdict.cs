namespace SmokeTests.Runner.Board;

/// <summary>The last line of that answer.</summary>
internal sealed record DeployVerdict(int Passed, int Failed, int Broken);
