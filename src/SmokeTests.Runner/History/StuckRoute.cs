namespace SmokeTests.Runner.History;

/// <summary>A route that does not take its messages.</summary>
/// <param name="Count">So many wait.</param>
/// <param name="Since">When the oldest of them was written.</param>
/// <param name="Why">What came of the last try.</param>
internal sealed record StuckRoute(string Team, string Route, int Count, DateTimeOffset Since, string Why);
