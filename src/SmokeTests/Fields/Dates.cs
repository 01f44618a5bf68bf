using System.Globalization;
using System.Text.RegularExpressions;

namespace SmokeTests.Fields;

/// <summary>The dates and times of HTML, as the numbers that browsers compare: milliseconds since 1970, or months.</summary>
internal static partial class Dates
{
    private const long MostDays = 100_000_000;
    private const decimal DayLong = 86_400_000;

    public static decimal? Day(string text) =>
        DayForm().Match(text) is { Success: true } m && DayNumber(m) is { } day ? day * DayLong : null;

    public static decimal? Month(string text)
    {
        if (MonthForm().Match(text) is not { Success: true } m)
            return null;
        var (year, month) = (Int(m, 1), Int(m, 2));
        return year is >= 1 and <= 275_760 && month is >= 1 and <= 12 ? (year - 1970) * 12 + month - 1 : null;
    }

    public static decimal? Week(string text)
    {
        if (WeekForm().Match(text) is not { Success: true } m)
            return null;
        var (year, week) = (Int(m, 1), Int(m, 2));
        if (year is < 1 or > 275_760 || week < 1)
            return null;
        var fourth = Days(year, 1, 4);
        var first = fourth - Weekday(fourth);
        var next = Days(year + 1, 1, 4);
        return week <= (next - Weekday(next) - first) / 7 ? (first + (week - 1) * 7L) * DayLong : null;
    }

    public static decimal? Time(string text) => TimeForm().Match(text) is { Success: true } m ? Clock(m) : null;

    public static decimal? Local(string text)
    {
        var at = text.IndexOfAny(['T', ' ']);
        return at > 0 && Day(text[..at]) is { } day && Time(text[(at + 1)..]) is { } time ? day + time : null;
    }

    /// <summary>A local date and time with its T, and without seconds where there are none.</summary>
    public static string Normalized(string text)
    {
        if (Local(text) is null)
            return "";
        var at = text.IndexOfAny(['T', ' ']);
        var m = TimeForm().Match(text[(at + 1)..]);
        var seconds = m.Groups[3].Value is "" or "00" ? "" : ":" + m.Groups[3].Value;
        var parts = m.Groups[4].Value.TrimEnd('0');
        return $"{text[..at]}T{m.Groups[1].Value}:{m.Groups[2].Value}{(parts.Length > 0 ? $":{m.Groups[3].Value}.{parts}" : seconds)}";
    }

    private static decimal? Clock(Match m)
    {
        var (hours, minutes, seconds) = (Int(m, 1), Int(m, 2), m.Groups[3].Length > 0 ? Int(m, 3) : 0);
        var parts = m.Groups[4].Length > 0 ? Int(m.Groups[4].Value.PadRight(3, '0')) : 0;
        return hours < 24 && minutes < 60 && seconds < 60 ? ((hours * 60 + minutes) * 60 + seconds) * 1_000m + parts : null;
    }

    private static long? DayNumber(Match m)
    {
        var (year, month, day) = (Int(m, 1), Int(m, 2), Int(m, 3));
        if (year is < 1 or > 275_760 || month is < 1 or > 12 || day < 1 || day > DaysIn(year, month))
            return null;
        var days = Days(year, month, day);
        return days <= MostDays ? days : null;
    }

    private static int DaysIn(int year, int month) => DateTime.DaysInMonth(2000 + year % 400, month);

    /// <summary>Days since 1970: the Gregorian calendar repeats itself every 400 years, of 146,097 days.</summary>
    private static long Days(int year, int month, int day)
    {
        var like = new DateTime(2000 + year % 400, month, day, 0, 0, 0, DateTimeKind.Utc);
        return (long)(like - DateTime.UnixEpoch).TotalDays + (year - (2000 + year % 400)) / 400 * 146_097L;
    }

    /// <summary>0 for a Monday.</summary>
    private static long Weekday(long days) => ((days + 3) % 7 + 7) % 7;

    private static int Int(Match m, int group) => Int(m.Groups[group].Value);

    private static int Int(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A([0-9]{4,6})-([0-9]{2})-([0-9]{2})\z")]
    private static partial Regex DayForm();

    [GeneratedRegex(@"\A([0-9]{4,6})-([0-9]{2})\z")]
    private static partial Regex MonthForm();

    [GeneratedRegex(@"\A([0-9]{4,6})-W([0-9]{2})\z")]
    private static partial Regex WeekForm();

    [GeneratedRegex(@"\A([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,3}))?)?\z")]
    private static partial Regex TimeForm();
}
