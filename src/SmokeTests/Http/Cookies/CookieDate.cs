using System.Globalization;

namespace SmokeTests.Http.Cookies;

/// <summary>The date of a cookie's <c>Expires</c>, in whatever order and with whatever between (RFC 6265bis, 5.1.1).</summary>
internal static class CookieDate
{
    private const string Months = "janfebmaraprmayjunjulaugsepoctnovdec";

    /// <summary>Null where it is no date: then the cookie lives as long as the visit.</summary>
    public static DateTimeOffset? Parse(string text)
    {
        int? hour = null, minute = null, second = null, day = null, month = null, year = null;
        foreach (var token in Tokens(text))
            if (hour is null && TimeOf(token) is var (h, m, s))
                (hour, minute, second) = (h, m, s);
            else if (day is null && Number(token, 1, 2) is { } d)
                day = d;
            else if (month is null && token.Length >= 3
                && Months.IndexOf(token[..3].ToLowerInvariant(), StringComparison.Ordinal) is var at and >= 0 && at % 3 == 0)
                month = at / 3 + 1;
            else if (year is null && Number(token, 2, 4) is { } y)
                year = y switch { >= 70 and <= 99 => y + 1900, >= 0 and <= 69 => y + 2000, _ => y };
        if (year is null or < 1601 || month is null || day is null or < 1 || hour is null or > 23 || minute > 59 || second > 59
            || day > DateTime.DaysInMonth(year.Value, month.Value))
            return null;
        return new DateTimeOffset(year.Value, month.Value, day.Value, hour.Value, minute!.Value, second!.Value, TimeSpan.Zero);
    }

    private static IEnumerable<string> Tokens(string text)
    {
        var began = 0;
        for (var at = 0; at <= text.Length; at++)
        {
            if (at < text.Length && !IsDelimiter(text[at]))
                continue;
            if (at > began)
                yield return text[began..at];
            began = at + 1;
        }
    }

    private static bool IsDelimiter(char c) =>
        c is '\t' or >= ' ' and <= '/' or >= ';' and <= '@' or >= '[' and <= '`' or >= '{' and <= '~';

    private static (int, int, int)? TimeOf(string token) =>
        token.Split(':') is [var hour, var minute, var second] && Number(hour, 1, 2) is { } h && Number(minute, 1, 2) is { } m
        && Number(second, 1, 2) is { } s
            ? (h, m, s) : null;

    /// <summary>Digits and nothing else, as Chromium reads them: the RFC lets other characters follow.</summary>
    private static int? Number(string token, int least, int most) =>
        token.Length >= least && token.Length <= most && token.All(char.IsAsciiDigit)
        ? int.Parse(token, CultureInfo.InvariantCulture) : null;
}
