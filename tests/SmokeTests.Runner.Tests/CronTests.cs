using System.Globalization;

namespace SmokeTests.Runner.Tests;

/// <summary>
/// Cron's times and maintenance windows in zones that set their clocks by an hour, by half an hour, at midnight, in winter or by
/// the moon, over ten years, against a slow reference that walks minute by minute over the clock on the wall.
/// </summary>
public class CronTests
{
    private const int FirstYear = 2017;
    private const int LastYear = 2026;

    private static readonly string[] Expressions =
    [
        "30 2 * * *", "0 0 * * *", "15 0 * * SUN", "45 1 * * *", "*/20 * * * *", "30 * * * *", "0 1-3 * * *", "0 */6 * * *", "50 23 * * *",
        "5 3 L * *", "59 1 * MAR,OCT,NOV SUN",
    ];

    public static TheoryData<string> Zones =>
    [
        "UTC", "Europe/London", "Europe/Dublin", "Europe/Berlin", "America/New_York", "America/Havana", "America/Santiago",
        "America/Sao_Paulo", "America/St_Johns",
        "Australia/Lord_Howe", "Asia/Tehran", "Africa/Cairo", "Africa/Casablanca", "Pacific/Apia", "Asia/Gaza", "America/Asuncion",
        "Antarctica/Troll", "Asia/Beirut",
    ];

    [Theory, MemberData(nameof(Zones))]
    public void Cron_is_due_when_a_walk_over_the_wall_clock_says(string zone)
    {
        foreach (var text in Expressions)
        {
            var (schedule, mistake) = Schedule.Parse(null, text, zone);
            mistake.Should().BeNull();
            foreach (var (from, to) in Changes(zone))
            {
                var due = new List<DateTimeOffset>();
                for (var next = schedule.After(from, 0); next <= to; next = schedule.After(next.Value, 0))
                    due.Add(next.Value.ToUniversalTime());
                due.Should().Equal(Walk(text, zone, from, to), "of \"{0}\" in {1} from {2:u}", text, zone, from);
                // Asked at any other moment it says the same.
                for (var at = from; at < to; at = at.AddMinutes(47))
                    schedule.After(at, 0).Should()
                        .Be(due.Find(d => d > at) is var found && found != default ? found : schedule.After(to, 0),
                            "of \"{0}\" in {1} at {2:u}", text, zone, at);
            }
        }
    }

    [Theory, MemberData(nameof(Zones))]
    public void Maintenance_is_on_when_a_walk_over_the_wall_clock_says(string zone)
    {
        foreach (var (text, lasts) in new[] { ("30 2 * * *", 45), ("0 0 * * *", 90), ("45 1 * * SUN", 180), ("*/20 * * * *", 5),
            ("0 22 * * *", 300) })
        {
            var maintenance = Read(text, zone, lasts);
            foreach (var (from, to) in Changes(zone))
            {
                var windows = Walk(text, zone, from.AddDays(-1), to).Select(b => (Begins: b, Ends: b.AddMinutes(lasts))).ToArray();
                // Windows begin and end at these.
                for (var at = from; at < to; at = at.AddMinutes(5))
                {
                    var on = windows.Where(w => w.Begins <= at && at < w.Ends).ToArray();
                    if (maintenance.IsOn(at) != on.Length > 0)
                        maintenance.IsOn(at).Should().Be(on.Length > 0, "of \"{0}\" in {1} at {2:u}", text, zone, at);
                    if (on.Length > 0)
                        maintenance.EndOf(at).Should().Be(on.Max(w => w.Ends), "of \"{0}\" in {1} at {2:u}", text, zone, at);
                }
                maintenance.Windows(from, to).Select(w => (w.From.ToUniversalTime(), w.To.ToUniversalTime())).Should().BeEquivalentTo(
                    windows.Where(w => w.Ends > from && w.Begins < to), "of \"{0}\" in {1} from {2:u}", text, zone, from);
            }
        }
    }

    private static Maintenance Read(string cron, string zone, int minutes)
    {
        CronText.TryParse(cron, out var expression, out _).Should().BeTrue();
        return new Maintenance("m", new CronTimes(cron, expression!, TimeZoneInfo.FindSystemTimeZoneById(zone)),
            TimeSpan.FromMinutes(minutes), CheckSelector.Parse(""));
    }

    /// <summary>The days around those on which the zone's clock is set, and two ordinary ones.</summary>
    private static IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Changes(string zone)
    {
        var found = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var first = new DateTimeOffset(FirstYear, 1, 1, 0, 0, 0, TimeSpan.Zero);
        yield return (first.AddDays(100).AddHours(5), first.AddDays(102));
        for (var day = first; day.Year <= LastYear; day = day.AddDays(1))
            if (found.GetUtcOffset(day) != found.GetUtcOffset(day.AddDays(1)))
                yield return (day.AddHours(-18), day.AddHours(42));
    }

    /// <summary>
    /// Each minute of the wall's clock that the expression names: the moment when the clock shows it. A minute that is left out
    /// is the first one after the gap; of one that comes twice both count where the expression repeats itself within a day,
    /// and the first where it names an hour.
    /// </summary>
    private static List<DateTimeOffset> Walk(string text, string zone, DateTimeOffset from, DateTimeOffset to)
    {
        var (found, fields) = (TimeZoneInfo.FindSystemTimeZoneById(zone), text.Split(' '));
        var repeats = fields[..2].Any(f => f.Contains('*') || f.Contains('-') || f.Contains('/'));
        var times = new SortedSet<DateTimeOffset>();
        for (var wall = from.UtcDateTime.AddDays(-1.5); wall < to.UtcDateTime.AddDays(1.5); wall = wall.AddMinutes(1))
            if (Fits(fields[0], wall.Minute) && Fits(fields[1], wall.Hour)
                && (fields[2] == "L" ? wall.AddDays(1).Day == 1 : Fits(fields[2], wall.Day))
                && Fits(fields[3], wall.Month, "MAR", "OCT", "NOV") && Fits(fields[4], (int)wall.DayOfWeek, "SUN"))
            {
                var moments = Moments(found, wall);
                times.UnionWith(repeats ? moments : moments[..1]);
            }
        return [.. times.Where(t => t > from && t <= to)];
    }

    private static bool Fits(string field, int value, params string[] names) => field.Split(',').Any(part =>
    {
        var (range, step) = part.Split('/') is [var before, var every] ? (before, int.Parse(every, CultureInfo.InvariantCulture))
            : (part, 1);
        return range == "*" ? value % step == 0
            : names.Contains(range) ? (range switch { "MAR" => 3, "OCT" => 10, "NOV" => 11, _ => 0 }) == value
            : range.Split('-') is [var first, var last] ? value >= int.Parse(first, CultureInfo.InvariantCulture)
            && value <= int.Parse(last, CultureInfo.InvariantCulture)
            : value == int.Parse(range, CultureInfo.InvariantCulture);
    });

    private static DateTimeOffset[] Moments(TimeZoneInfo zone, DateTime wall)
    {
        for (; ; wall = wall.AddMinutes(1))
        {
            // Every offset of the days around.
            var near = new DateTimeOffset(DateTime.SpecifyKind(wall, DateTimeKind.Unspecified), TimeSpan.Zero);
            DateTimeOffset[] moments = [.. Enumerable.Range(-30, 61).Select(h => zone.GetUtcOffset(near.AddHours(h))).Distinct()
                .Select(o => new DateTimeOffset(near.DateTime, o)).Where(m => zone.GetUtcOffset(m) == m.Offset)
                .Select(m => m.ToUniversalTime()).Order()];
            if (moments.Length > 0)
                return moments;
        }
    }
}
