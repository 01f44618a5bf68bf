using System.Globalization;
using System.Text.RegularExpressions;

namespace SmokeTests.Monitoring.Availability;

/// <summary>
/// What a check promises: <c>"checks": { "orders a book": { "objective": "99.9% in 30d" } }</c>. What it leaves is the error
/// budget. Two pairs of windows tell when that is spent too fast, as Google's SRE Workbook (chapter 5) has it: 14.4 times
/// over an hour (2 % of 30 days' budget) and over the last five minutes, or 6 times over six hours (5 %) and over the last thirty
/// minutes. The short one ends the alert soon after the trouble.
/// </summary>
internal sealed partial record Objective(double Share, TimeSpan Over)
{
    private static readonly (TimeSpan Long, TimeSpan Short, double Times)[] Windows =
    [
        (TimeSpan.FromHours(1), TimeSpan.FromMinutes(5), 14.4),
        (TimeSpan.FromHours(6), TimeSpan.FromMinutes(30), 6),
    ];

    /// <summary>The time that it may be down.</summary>
    public TimeSpan Budget => (1 - Share) * Over;

    public static Objective? Parse(string text) => Written().Match(text) is { Success: true } match
        && double.TryParse(match.Groups["share"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
        && percent is > 0 and < 100
        && Interval.TryParse(match.Groups["over"].Value, out var over) && over > TimeSpan.Zero
            ? new Objective(percent / 100, over) : null;

    /// <summary>How much of the budget is left, of 1; below 0 when more was spent than there was.</summary>
    /// <param name="account">The time that the objective is over.</param>
    public double Left(TimeBreakdown account) => 1 - account.Down / Budget;

    /// <summary>Whether it is spent too fast now; null where not.</summary>
    /// <param name="account">The last so much time of the check.</param>
    public BurnRate? Burning(Func<TimeSpan, TimeBreakdown> account)
    {
        foreach (var (whole, last, times) in Windows)
            if (Rate(account(whole)) is var rate && rate >= times && Rate(account(last)) >= times)
                return new BurnRate(rate, whole);
        return null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Share * 100:0.#####} % in {Interval.Write(Over)}");

    /// <summary>Time that nothing is known of spends nothing.</summary>
    private double Rate(TimeBreakdown account) => account.Uptime is { } uptime ? (1 - uptime) / (1 - Share) : 0;

    [GeneratedRegex(@"^\s*(?<share>[0-9]{1,2}(\.[0-9]{1,5})?)\s*%\s+in\s+(?<over>\S+)\s*$")]
    private static partial Regex Written();
}
