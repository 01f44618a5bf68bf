namespace SmokeTests.Monitoring.Availability;

/// <summary>A stretch of time by what was known of the product in it.</summary>
/// <param name="Unknown">The check ran, but could not tell.</param>
/// <param name="NoData">The check did not run.</param>
internal readonly record struct TimeBreakdown(TimeSpan Up, TimeSpan Down, TimeSpan Unknown, TimeSpan Maintenance, TimeSpan NoData)
{
    /// <summary>Up, of the time in which it was known to be up or down; null where it never was.</summary>
    public double? Uptime => Up + Down == TimeSpan.Zero ? null : Up / (Up + Down);

    public static TimeBreakdown operator +(TimeBreakdown one, TimeBreakdown other) =>
        new(one.Up + other.Up, one.Down + other.Down, one.Unknown + other.Unknown, one.Maintenance + other.Maintenance,
            one.NoData + other.NoData);
}
