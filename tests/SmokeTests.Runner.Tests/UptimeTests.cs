using System.Globalization;
using Cronos;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

/// <summary>
/// Hand-worked: what the hour from 12:00 to 13:00 comes to, in minutes. A run is the minute that it began in and what it
/// said (<c>U</c> up, <c>D</c> down, <c>?</c> nothing), and the place where several look; windows of maintenance are minutes too.
/// What comes of it: <c>U</c> up, <c>D</c> down, <c>?</c> unknown, <c>M</c> maintenance, <c>-</c> no data.
/// </summary>
public class UptimeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    //          runs                                     maintenance   may keep silent   the hour
    [InlineData("",                                      "",           15,               "-60")]                     // it has never run
    [InlineData("0U",                                    "",           60,               "U60")]
    [InlineData("0D",                                    "",           60,               "D60")]
    [InlineData("0?",                                    "",           60,               "?60")]                     // broken: not down
    [InlineData("0U 10D 12U",                            "",           60,               "U58 D2")]                  // from run to run
    // confirmations weigh no more
    [InlineData("0U 10D 11D 12D 13U",                    "",           60,               "U57 D3")]
    [InlineData("0U 10D",                                "",           60,               "U10 D50")]
    [InlineData("0D 30U",                                "",           60,               "U30 D30")]
    // the first day begins with the first run
    [InlineData("30U",                                   "",           60,               "U30 -30")]
    // what was known before holds on
    [InlineData("-5U",                                   "",           120,              "U60")]
    [InlineData("-5D 20U",                               "",           120,              "U40 D20")]
    // gaps: 15-20, 35-40, 55-60
    [InlineData("0U 20U 40U",                            "",           15,               "U45 -15")]
    [InlineData("0U",                                    "",           15,               "U15 -45")]                 // it went silent
    // down is not assumed to last
    [InlineData("0D",                                    "",           15,               "D15 -45")]
    [InlineData("0U 10D 40U",                            "",           15,               "U25 D15 -20")]
    [InlineData("-20U",                                  "",           15,               "-60")]
    [InlineData("-10U",                                  "",           15,               "U5 -55")]
    // the monitor's trouble
    [InlineData("0U 10? 20U",                            "",           60,               "U50 ?10")]
    [InlineData("0U 10? 20D 30U",                        "",           60,               "U40 D10 ?10")]
    [InlineData("0D 10? 20D",                            "",           60,               "D50 ?10")]
    [InlineData("0? 59U",                                "",           60,               "U1 ?59")]
    [InlineData("0U",                                    "10-20",      60,               "U50 M10")]
    // down in maintenance is maintenance
    [InlineData("0U 12D 18U",                            "10-20",      60,               "U50 M10")]
    // only the part outside is down
    [InlineData("0U 5D 15U",                             "10-20",      60,               "U45 D5 M10")]
    [InlineData("0U 15D 25U",                            "10-20",      60,               "U45 D5 M10")]
    // a window that had begun before
    [InlineData("0U",                                    "-10-10",     60,               "U50 M10")]
    [InlineData("0U",                                    "50-70",      60,               "U50 M10")]                 // and one that goes on
    [InlineData("0D",                                    "-10-70",     60,               "M60")]
    // windows that overlap count once
    [InlineData("0U",                                    "10-20 15-30",60,               "U40 M20")]
    [InlineData("0U",                                    "10-20 40-45",60,               "U45 M15")]
    [InlineData("",                                      "10-20",      60,               "M10 -50")]
    [InlineData("0?",                                    "10-20",      60,               "?50 M10")]
    [InlineData("0U 2D 4U 6D 8U 10D 12U",                "",           60,               "U54 D6")]                  // it comes and goes
    [InlineData("0U 2D 3D 4U 5U 6D 7D 8U",               "",           60,               "U56 D4")]
    [InlineData("0D 20U 21D 40U",                        "",           60,               "U21 D39")]
    // one place of three: its own trouble
    [InlineData("0Ua 0Ub 0Uc 10Da",                      "",           60,               "U60")]
    // two of three, from 20 to 30
    [InlineData("0Ua 0Ub 0Uc 10Da 20Db 30Ua",            "",           60,               "U50 D10")]
    [InlineData("0Ua 0Ub 10Da",                          "",           60,               "U60")]                     // of two both must
    [InlineData("0Ua 0Ub 10Da 20Db 30Ub",                "",           60,               "U50 D10")]
    [InlineData("0Ua 0Ub 0Uc 10Da 10Db 10Dc 20Ua",       "",           60,               "U10 D50")]
    // places that cannot tell are no witnesses
    [InlineData("0Da 0?b 0?c",                           "",           60,               "D60")]
    // b and c have gone silent at 20
    [InlineData("0Ua 30Da 0Ub 0Uc",                      "",           20,               "U20 D20 -20")]
    [InlineData("0?a 0?b",                               "",           60,               "?60")]
    public void An_hour_is_counted(string runs, string maintenance, int silent, string hour)
    {
        var seen = runs.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Read).OrderBy(o => o.At).ToArray();
        var windows = maintenance.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(w => w.LastIndexOf('-') is var dash ? new Window(At(w[..dash]), At(w[(dash + 1)..])) : default).ToArray();
        Said(Uptime.Of(seen, Noon, Noon.AddHours(1), at => at.AddMinutes(silent), windows)).Should().Be(hour);
    }

    [Theory]
    //          cron          zone               lasts  from                          hours   maintenance, of those hours
    [InlineData("0 23 * * *", "UTC",             2,     "2026-11-23T22:00:00+00:00",  4,      "U120 M120")]         // across midnight
    [InlineData("0 2 * * *",  "Europe/Paris",    1,     "2026-11-23T00:00:00+00:00",  24,     "U1380 M60")]
    // the hour that is left out in March: it begins at once after it
    [InlineData("30 2 * * *", "Europe/Paris",    1,     "2026-03-29T00:00:00+00:00",  3,      "U120 M60")]
    // the hour that comes twice in October: once
    [InlineData("30 2 * * *", "Europe/Paris",    1,     "2026-10-25T00:00:00+00:00",  3,      "U120 M60")]
    // noon is 10:00 UTC in summer
    [InlineData("0 12 * * *", "Europe/Paris",    1,     "2026-07-01T10:00:00+00:00",  1,      "M60")]
    [InlineData("0 12 * * *", "Europe/Paris",    1,     "2026-12-01T11:00:00+00:00",  1,      "M60")]               // and 11:00 in winter
    [InlineData("0 0 * * SUN","UTC",             24,    "2026-11-21T12:00:00+00:00",  48,     "U1440 M1440")]
    public void Maintenance_keeps_to_the_clock_on_the_wall(string cron, string zone, int lasts, string from, int hours, string came)
    {
        var begin = DateTimeOffset.Parse(from, CultureInfo.InvariantCulture);
        var check = new Check("c@local", "c", "s", "local", "c", "g", "cl", "team")
        {
            Schedule = Schedule.Parse("1d", null, null).Schedule,
            Limit = TimeSpan.FromSeconds(10),
        };
        var window = new Maintenance("m", new CronTimes(cron, CronExpression.Parse(cron), TimeZoneInfo.FindSystemTimeZoneById(zone)),
            TimeSpan.FromHours(lasts), CheckSelector.Parse("team=team"));
        Said(Uptime.Between(check, [new Run("1", check.Id, begin, 1, Outcome.Passed, [], null, null)], begin.AddHours(hours), [window],
            "team")).Should().Be(came);
    }

    [Theory]
    [InlineData("U58 D2", 58.0 / 60)]
    [InlineData("U30 ?20 M10", 1.0)]
    [InlineData("D30 -30", 0.0)]
    [InlineData("?60", null)]
    [InlineData("M60", null)]
    [InlineData("-60", null)]
    public void Uptime_is_up_of_what_was_known(string hour, double? uptime)
    {
        TimeSpan Of(char sign) =>
            TimeSpan.FromMinutes(hour.Split(' ').Where(p => p[0] == sign).Sum(p => int.Parse(p[1..], CultureInfo.InvariantCulture)));
        new TimeBreakdown(Of('U'), Of('D'), Of('?'), Of('M'), Of('-')).Uptime.Should().Be(uptime);
    }

    [Theory]
    [InlineData("Passed",  120, "U30 -90")]
    [InlineData("Slow",    10,  "U10")]
    [InlineData("Failed",  120, "D30 -90")]
    [InlineData("Failed",  5,   "D5")]
    [InlineData("Broken",  120, "?30 -90")]
    [InlineData("Lost",    5,   "?5")]
    [InlineData("Skipped", 5,   "?5")]
    [InlineData("Passed",  0,   "")]
    [InlineData("Passed",  -5,  "")]                  // a clock that was set back
    public void A_check_that_has_missed_three_of_its_times_tells_nothing_any_more(string outcome, int minutes, string came)
    {
        var check = new Check("c@local", "c", "s", "local", "c", "g", "cl", "team")
        {
            Schedule = Schedule.Parse("10m", null, null).Schedule,
            Limit = TimeSpan.Zero,
        };
        var due = check.Schedule.After(Noon, check.Phase)!.Value;
        var run = new Run("1", check.Id, due, 1, Enum.Parse<Outcome>(outcome), [], null, null);
        Said(Uptime.Between(check, [run], due.AddMinutes(minutes), [], "team")).Should().Be(came);
        // The short way must come to what the general one does.
        if (minutes > 0)
            Said(Uptime.Of([Observation.Of(run)], due, due.AddMinutes(minutes), at => at.AddMinutes(30), [])).Should().Be(came);
    }

    private static Observation Read(string word)
    {
        var sign = word.IndexOfAny(['U', 'D', '?']);
        return new Observation(At(word[..sign]),
            word[sign] switch { 'U' => ObservedState.Up, 'D' => ObservedState.Down, _ => ObservedState.Silent },
            sign + 1 < word.Length ? (byte)word[sign + 1] : (byte)0);
    }

    private static DateTimeOffset At(string minute) => Noon.AddMinutes(int.Parse(minute, CultureInfo.InvariantCulture));

    private static string Said(TimeBreakdown account) =>
        string.Join(' ', new[] { ("U", account.Up), ("D", account.Down), ("?", account.Unknown), ("M", account.Maintenance),
            ("-", account.NoData) }
        .Where(part => part.Item2 > TimeSpan.Zero).Select(part => $"{part.Item1}{part.Item2.TotalMinutes:0.##}"));
}
