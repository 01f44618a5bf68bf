using System.Globalization;
using System.Text.RegularExpressions;

namespace SmokeTests.Monitoring.Checks;

/// <summary>
/// Hours of a week in a time zone, less some days: <c>Mon-Fri 08:00-18:00, Sat 09:00-12:00</c>. Hours are those of the
/// clock on the wall: an hour that daylight saving leaves out is not there, one that it repeats counts twice.
/// </summary>
internal sealed partial class Calendar
{
    private static readonly string[] Days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

    private readonly TimeZoneInfo zone;
    private readonly IReadOnlyList<Hours> hours;
    private readonly IReadOnlySet<DateOnly> except;

    private Calendar(TimeZoneInfo zone, IReadOnlyList<Hours> hours, IReadOnlySet<DateOnly> except) =>
        (this.zone, this.hours, this.except) = (zone, hours, except);

    /// <summary>Reads what the settings say; each mistake is a sentence with the key that it belongs to.</summary>
    public static Calendar? Parse(string? zone, string? hours, IReadOnlyList<string> except, Action<string, string> mistake)
    {
        var wrong = false;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone ?? "UTC", out var found))
            Wrong("zone", $"'{zone}' is not a time zone. Write an IANA name such as Europe/Paris");
        var spans = (hours ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Span).ToArray();
        if (spans.Length == 0)
            Wrong("hours", "are missing. Write days and hours: \"Mon-Fri 08:00-18:00, Sat 09:00-12:00\"");
        var days = new HashSet<DateOnly>();
        foreach (var text in except)
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                days.Add(day);
            else
                Wrong("except", $"'{text}' is not a day. Write 2026-12-25");
        return wrong ? null : new Calendar(found!, [.. spans.OfType<Hours>()], days);

        void Wrong(string key, string what)
        {
            wrong = true;
            mistake(key, what);
        }

        Hours? Span(string text)
        {
            if (Written().Match(text) is { Success: true } match
                && Day(match.Groups["from"].Value) is var first and >= 0
                && (match.Groups["to"].Success ? Day(match.Groups["to"].Value) : first) is var last and >= 0
                && Minutes(match.Groups["begins"].Value) is { } begins && Minutes(match.Groups["ends"].Value) is { } ends && begins < ends)
                return new Hours(first, last, begins, ends);
            Wrong("hours", $"'{text}' is not understood. Write days and hours, which end after they begin: \"Mon-Fri 08:00-18:00\"; "
                + "a whole day ends at 24:00");
            return null;
        }
    }

    public bool IsOpen(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return !except.Contains(DateOnly.FromDateTime(local.DateTime))
            && hours.Any(h => h.Hold(local.DayOfWeek, (int)local.TimeOfDay.TotalMinutes));
    }

    /// <summary>The first moment from then on that is open; null when none is within two years.</summary>
    public DateTimeOffset? NextOpen(DateTimeOffset from)
    {
        if (IsOpen(from))
            return from;
        // The day before as well: a clock that is set back at midnight returns to it.
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(from, zone).DateTime).AddDays(-1);
        for (var last = day.AddYears(2); day < last; day = day.AddDays(1))
            if (Openings(day).Where(o => o > from && IsOpen(o)).Order().Cast<DateTimeOffset?>().FirstOrDefault() is { } opening)
                return opening;
        return null;
    }

    /// <summary>
    /// When hours may begin on a day: at their time on the wall, which may come twice, and where the clock is set in the midst of
    /// them.
    /// </summary>
    private IEnumerable<DateTimeOffset> Openings(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        var (begins, ends) = (Instants(midnight).Min(), Instants(midnight.AddDays(1)).Max());
        return hours.Where(h => h.Hold(day.DayOfWeek)).SelectMany(h => Instants(midnight.AddMinutes(h.Begins)))
            .Concat(Settings(begins, ends));
    }

    /// <summary>A time that daylight saving leaves out is the moment after the gap; one that it repeats is two moments.</summary>
    private DateTimeOffset[] Instants(DateTime local)
    {
        var near = new DateTimeOffset(local, TimeSpan.Zero);
        TimeSpan[] offsets = [zone.GetUtcOffset(near.AddDays(-1)), zone.GetUtcOffset(near.AddDays(1))];
        while (true)
        {
            DateTimeOffset[] found = [.. offsets.Distinct().Select(o => new DateTimeOffset(local, o))
                .Where(at => zone.GetUtcOffset(at) == at.Offset).Select(at => at.ToUniversalTime())];
            if (found.Length > 0)
                return found;
            local = local.AddMinutes(1);
        }
    }

    /// <summary>The moments at which the zone's clock is set, to the minute.</summary>
    private IEnumerable<DateTimeOffset> Settings(DateTimeOffset from, DateTimeOffset to)
    {
        for (var hour = from; hour < to; hour = hour.AddHours(1))
            if (zone.GetUtcOffset(hour) != zone.GetUtcOffset(hour.AddHours(1)))
                yield return Enumerable.Range(1, 60).Select(minute => hour.AddMinutes(minute))
                    .First(at => zone.GetUtcOffset(at) != zone.GetUtcOffset(hour));
    }

    private static int Day(string name) => Array.FindIndex(Days, d => d.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static int? Minutes(string text)
    {
        var parts = text.Split(':');
        var (hour, minute) = (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
        return hour * 60 + minute is var minutes && minute < 60 && minutes <= 24 * 60 ? minutes : null;
    }

    [GeneratedRegex(@"^(?<from>[A-Za-z]{3})(?:-(?<to>[A-Za-z]{3}))?\s+(?<begins>[0-9]{1,2}:[0-9]{2})-(?<ends>[0-9]{1,2}:[0-9]{2})$")]
    private static partial Regex Written();

    private sealed record Hours(int First, int Last, int Begins, int Ends)
    {
        public bool Hold(DayOfWeek day) => First <= Last ? (int)day >= First && (int)day <= Last : (int)day >= First || (int)day <= Last;

        public bool Hold(DayOfWeek day, int minute) => Hold(day) && minute >= Begins && minute < Ends;
    }
}
