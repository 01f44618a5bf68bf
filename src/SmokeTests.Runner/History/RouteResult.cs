namespace SmokeTests.Runner.History;

/// <summary>What became of a message by one route.</summary>
internal sealed record RouteResult(string Route, NotificationState State, string? Error);
