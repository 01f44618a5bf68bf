namespace SmokeTests.Runner.Board;

/// <summary>Why somebody takes an incident on.</summary>
internal sealed record Reason(string? Why);
