namespace SmokeTests.Runner.Board;

/// <param name="Days">Up, of what was known, day by day; the last is today.</param>
internal sealed record GroupStatus(string Name, Health Health, double? Uptime90, IReadOnlyList<(DateOnly Day, double? Uptime)> Days);
