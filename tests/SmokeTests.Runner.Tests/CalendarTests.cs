
namespace SmokeTests.Runner.Tests;

/// <summary>Hours on the wall in ten time zones over ten years, against a slow reference that walks minute by minute.</summary>
public class CalendarTests
{
    private const int Years = 10;

    public static TheoryData<string> Zones =>
    [
        "UTC", "Europe/London", "Europe/Paris", "America/New_York", "America/Havana", "America/Santiago",
        "Australia/Lord_Howe", "Asia/Tehran", "Pacific/Apia", "Africa/Casablanca",
    ];

    [Fact]
    public void An_hour_that_comes_twice_opens_twice()
    {
        var night = Parse("Europe/London", "Sun 01:30-05:00", []);
        night.NextOpen(Utc("2026-10-25T00:00Z")).Should().Be(Utc("2026-10-25T00:30Z"));
        night.IsOpen(Utc("2026-10-25T01:10Z")).Should().BeFalse("the clock says 01:10 for the second time");
        night.NextOpen(Utc("2026-10-25T01:10Z")).Should().Be(Utc("2026-10-25T01:30Z"));
    }

    [Theory, MemberData(nameof(Zones))]
    public void What_opens_next_is_what_a_walk_by_minutes_comes_to(string zone)
    {
        string[] hours = ["Mon-Sun 01:30-05:00", "Sun 00:30-01:20", "Sat-Sun 23:15-24:00, Sun 00:00-00:45",
            "Mon-Fri 08:00-18:00, Sat 09:00-12:00", "Sun 02:10-02:20", "Mon-Sun 00:00-24:00"];
        foreach (var text in hours)
            foreach (var day in Changes(zone))
            {
                var calendar = Parse(zone, text, [$"{day.AddDays(2):yyyy-MM-dd}"]);
                DateTimeOffset? next = null;
                // Backwards, so that each minute knows what comes after it.
                for (var at = day.AddDays(9); at >= day.AddDays(-2); at = at.AddMinutes(-1))
                {
                    if (calendar.IsOpen(at))
                        next = at;
                    if (next is not null && (at.Minute % 10 == 0 || at.AddMinutes(1) == next))
                        calendar.NextOpen(at).Should().Be(next, "of \"{0}\" in {1} at {2:u}", text, zone, at);
                }
            }
    }

    /// <summary>The days on which the zone's clock is set, and an ordinary one.</summary>
    private static IEnumerable<DateTimeOffset> Changes(string zone)
    {
        var found = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var first = Utc("2025-01-01T00:00Z");
        yield return first.AddDays(100);
        for (var day = first; day < first.AddYears(Years); day = day.AddDays(1))
            if (found.GetUtcOffset(day) != found.GetUtcOffset(day.AddDays(1)))
                yield return day;
    }

    private static Calendar Parse(string zone, string hours, string[] except) =>
        Calendar.Parse(zone, hours, except, (key, what) => throw new InvalidOperationException(key + what))!;

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
