using System.Globalization;

namespace SmokeTests;

/// <summary>Reads and writes times as people write them in attributes and settings: 500ms, 30s, 5m, 1h, 1d.</summary>
internal static class Interval
{
    private static readonly (string Unit, double Milliseconds)[] Units =
        [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    public const string Advice = "Write a number with its unit: 500ms, 30s, 5m, 1h or 1d";

    public static bool TryParse(string? text, out TimeSpan interval)
    {
        interval = default;
        if (text is null)
            return false;
        var unit = Units.FirstOrDefault(u => text.EndsWith(u.Unit, StringComparison.Ordinal));
        if (unit.Unit is null
            || !double.TryParse(text[..^unit.Unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || double.IsNaN(number) || number * unit.Milliseconds > TimeSpan.FromDays(366).TotalMilliseconds)
            return false;
        interval = TimeSpan.FromMilliseconds(number * unit.Milliseconds);
        return interval > TimeSpan.Zero;
    }

    /// <summary>The same for what has lasted, in whole minutes and at least one: seconds would change on every look.</summary>
    public static string WriteMinutes(TimeSpan time) => Write(TimeSpan.FromMinutes(Math.Max(1, Math.Round(time.TotalMinutes))));

    /// <summary>In the unit that a reader would choose, with one decimal below ten.</summary>
    public static string Write(TimeSpan time)
    {
        var (unit, milliseconds) = time.TotalMilliseconds switch
        {
            < 1_000 => Units[0],
            < 60_000 => Units[1],
            < 3_600_000 => Units[2],
            < 86_400_000 => Units[3],
            _ => Units[4],
        };
        var number = time.TotalMilliseconds / milliseconds;
        return string.Create(CultureInfo.InvariantCulture, $"{(number < 10 ? Math.Round(number, 1) : Math.Round(number))} {(unit == "m" ? "min" : unit)}");
    }
}
