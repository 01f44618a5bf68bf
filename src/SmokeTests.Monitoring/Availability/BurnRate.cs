namespace SmokeTests.Monitoring.Availability;

/// <summary>How fast an error budget is spent.</summary>
/// <param name="Times">1 spends it to the end of its time, 10 in a tenth of that.</param>
/// <param name="Over">The time over which it was spent so.</param>
internal sealed record BurnRate(double Times, TimeSpan Over);
