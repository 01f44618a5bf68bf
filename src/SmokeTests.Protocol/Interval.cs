using System.Globalization;

namespace SmokeTests;

/// <summary>Reads and writes times as people write them in attributes and settings: 500ms, 30s, 5m, 1h, 1d.</summary>
internal static class Interval
{
    private static readonly (string Unit, double Milliseconds)[] Units =
        [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    /// <summary>Ten years: what is kept may be older than one. More is a slip of the pen.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3_660);

    public const string Advice = "Write a number with its unit: 500ms, 30s, 5m, 1h or 1d";

    public static bool TryParse(string? text, out TimeSpan interval)
    {
        interval = default;
        if (text is null)
            return false;
        var unit = Units.FirstOrDefault(u => text.EndsWith(u.Unit, StringComparison.Ordinal));
        if (unit.Unit is null
            || !double.TryParse(text[..^unit.Unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || double.IsNaN(number) || number * unit.Milliseconds > Longest.TotalMilliseconds)
            return false;
        interval = TimeSpan.FromMilliseconds(number * unit.Milliseconds);
        return interval > TimeSpan.Zero;
    }

    /// <summary>
    /// For what lasts still: 11 s, 59 min, 23 h 59 min. No more than has passed, and without seconds after the first minute, which
    /// would change on every look.
    /// </summary>
    public static string WriteSoFar(TimeSpan time) => time.TotalSeconds < 1 ? "0 s"
        : time.TotalMinutes < 1 ? Write(TimeSpan.FromSeconds(Math.Floor(time.TotalSeconds)))
        : Write(TimeSpan.FromMinutes(Math.Floor(time.TotalMinutes)));

    /// <summary>
    /// In the unit that a reader would choose: 250 ms, 1.5 s, 30 s; from a minute on in two of them: 1 min 29 s, 23 h 59 min, 1 d 4 h,
    /// of which the second is left out where it is 0. What follows these two is cut, so that 59 min 59 s is no hour.
    /// </summary>
    public static string Write(TimeSpan time)
    {
        var seconds = time.TotalSeconds;
        // Rounded first: 59.96 s is a minute, and 999.9 ms a second.
        if (Math.Round(seconds, 3) < 1)
            return string.Create(CultureInfo.InvariantCulture, $"{Decimal(time.TotalMilliseconds)} ms");
        if (Decimal(seconds) < 60)
            return string.Create(CultureInfo.InvariantCulture, $"{Decimal(seconds)} s");
        var whole = TimeSpan.FromSeconds(Math.Round(seconds));
        return whole switch
        {
            { TotalHours: < 1 } => Two(whole.Minutes, "min", whole.Seconds, "s"),
            { TotalDays: < 1 } => Two(whole.Hours, "h", whole.Minutes, "min"),
            _ => Two(whole.Days, "d", whole.Hours, "h"),
        };
    }

    /// <summary>With one decimal below ten.</summary>
    private static double Decimal(double number) => Math.Round(number, 1) < 10 ? Math.Round(number, 1) : Math.Round(number);

    private static string Two(int first, string unit, int second, string part) =>
        string.Create(CultureInfo.InvariantCulture, $"{first} {unit}")
            + (second == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" {second} {part}"));
}
