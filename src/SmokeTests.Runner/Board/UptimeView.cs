namespace SmokeTests.Runner.Board;

/// <summary>An account of a stretch of time, in seconds.</summary>
/// <param name="Uptime">Up / (up + down); null where neither was known.</param>
internal sealed record UptimeView(int Days, double? Uptime, double Up, double Down, double Unknown, double Maintenance, double NoData)
{
    public static UptimeView Of(int days, TimeBreakdown account) =>
        new(days, account.Uptime, account.Up.TotalSeconds, account.Down.TotalSeconds, account.Unknown.TotalSeconds,
            account.Maintenance.TotalSeconds, account.NoData.TotalSeconds);
}
