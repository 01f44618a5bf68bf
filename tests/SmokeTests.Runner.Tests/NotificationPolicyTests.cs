using System.Globalization;

namespace SmokeTests.Runner.Tests;

/// <summary>
/// What is told of an incident, and when. A history is what happens to it, with the minute: <c>opens</c>, <c>resolved</c>,
/// <c>taken</c> (acknowledged), <c>silent</c> to <c>loud</c>, <c>flaps</c>. What is told is written with its minute too.
/// </summary>
public class NotificationPolicyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly Message Words = new("opened", "✗ it broke", [], []);

    [Theory]
    //          what happens                                   until    what is told
    [InlineData("0 opens",                                     "59m",   "0 open")]
    [InlineData("0 opens",                                     "3h",    "0 open, 60 remind")]
    [InlineData("0 opens",                                     "5h",    "0 open, 60 remind, 240 remind")]
    // then daily
    [InlineData("0 opens",                                     "3d",    "0 open, 60 remind, 240 remind, 1680 remind, 3120 remind")]
    [InlineData("0 opens, 5 resolved",                         "1h",    "0 open, 5 resolve")]
    [InlineData("0 opens, 90 resolved",                        "1d",    "0 open, 60 remind, 90 resolve")]
    // somebody has it
    [InlineData("0 opens, 30 taken",                           "3d",    "0 open")]
    [InlineData("0 opens, 90 taken",                           "3d",    "0 open, 60 remind")]
    [InlineData("0 opens, 30 taken, 50 resolved",              "3d",    "0 open, 50 resolve")]
    [InlineData("0 opens, 10 flaps",                           "59m",   "0 open, 10 flap")]
    [InlineData("0 opens, 10 flaps, 40 resolved",              "59m",   "0 open, 10 flap, 40 resolve")]
    [InlineData("0 silent, 10 opens",                          "5h",    "")]
    // still failing: told then
    [InlineData("0 silent, 10 opens, 30 loud",                 "1h",    "30 open")]
    // reminded from when it was told
    [InlineData("0 silent, 10 opens, 30 loud",                 "95m",   "30 open, 90 remind")]
    // nobody has missed anything
    [InlineData("0 silent, 10 opens, 20 resolved, 30 loud",    "1d",    "")]
    // still failing when it ends: told then
    [InlineData("0 opens, 10 silent, 30 loud",                 "40m",   "0 open, 30 remind")]
    // nothing is told during a silence
    [InlineData("0 opens, 10 silent, 20 resolved, 30 loud",    "40m",   "0 open, 30 resolve")]
    // one, for all that were due
    [InlineData("0 opens, 10 silent, 90 loud",                 "2h",    "0 open, 90 remind")]
    [InlineData("0 opens, 10 silent, 500 loud",                "10h",   "0 open, 500 remind")]
    [InlineData("0 opens, 5 taken, 10 silent, 30 loud",        "2h",    "0 open")]
    [InlineData("0 silent, 10 opens, 20 taken, 30 loud",       "2h",    "30 open")]
    public void Of_an_incident_is_told(string happens, string until, string told) =>
        Play(happens, until, new AlertPolicy(), hasPager: false).Should().Be(told);

    [Theory]
    // nobody has acknowledged it
    [InlineData("0 opens",                                     "59m",   "0 open, 15 page")]
    [InlineData("0 opens, 14 taken",                           "59m",   "0 open")]
    // the pager is told so
    [InlineData("0 opens, 20 taken",                           "59m",   "0 open, 15 page, 20 acknowledge")]
    [InlineData("0 opens, 20 taken, 30 resolved",              "59m",   "0 open, 15 page, 20 acknowledge, 30 resolve")]
    [InlineData("0 opens, 10 resolved",                        "59m",   "0 open, 10 resolve")]
    [InlineData("0 opens, 20 resolved",                        "59m",   "0 open, 15 page, 20 resolve")]
    // [Pages]
    [InlineData("0 opens paging",                              "59m",   "0 open, 0 page")]
    [InlineData("0 opens paging, 10 resolved",                 "59m",   "0 open, 0 page, 10 resolve")]
    // never passed: once, quietly
    [InlineData("0 opens new",                                 "3d",    "0 open")]
    [InlineData("0 opens new paging",                          "3d",    "0 open")]
    [InlineData("0 silent, 1 opens paging, 30 loud",           "59m",   "30 open, 30 page")]
    [InlineData("0 opens, 10 silent, 30 loud",                 "59m",   "0 open, 30 page")]
    public void With_a_pager(string happens, string until, string told) =>
        Play(happens, until, new AlertPolicy(), hasPager: true).Should().Be(told);

    [Theory]
    [InlineData("off",             "off",  "3d",   "0 open")]
    [InlineData("10m",             "off",  "35m",  "0 open, 10 remind, 20 remind, 30 remind")]
    [InlineData("5m, 30m",         "off",  "70m",  "0 open, 5 remind, 35 remind, 65 remind")]
    [InlineData("off",             "1m",   "1h",   "0 open, 1 page")]
    public void The_times_are_settings(string remind, string pageAfter, string until, string told) => Play("0 opens", until, new AlertPolicy
    {
        Remind = remind == "off" ? [] : [.. remind.Split(", ").Select(Time)],
        PageAfter = pageAfter == "off" ? null : Time(pageAfter),
    }, hasPager: true).Should().Be(told);

    /// <summary>Looks every minute, as the herald does, and writes down what it is told to do.</summary>
    private static string Play(string happens, string until, AlertPolicy policy, bool hasPager)
    {
        var events = happens.Split(", ").Select(e => e.Split(' ', 2))
            .ToLookup(e => int.Parse(e[0], CultureInfo.InvariantCulture), e => e[1]);
        IncidentProgress? story = null;
        var (silent, told) = (false, new List<string>());
        for (var minute = 0; minute <= Time(until).TotalMinutes; minute++)
        {
            var now = Noon.AddMinutes(minute);
            foreach (var happened in events[minute])
                (story, silent) = happened switch
                {
                    "silent" => (story, true),
                    "loud" => (story, false),
                    "resolved" => (story! with { ResolvedAt = now }, silent),
                    "taken" => (story! with { AcknowledgedAt = now }, silent),
                    "flaps" => (story! with { Flaps = true }, silent),
                    _ => (new IncidentProgress(1, "c", Fault.Product, "t", now) { Opened = Words,
                        Pages = happened.Contains("paging", StringComparison.Ordinal),
                            IsNew = happened.Contains("new", StringComparison.Ordinal) }, silent),
                };
            while (story is not null && NotificationPolicy.Next(story, policy, silent, hasPager, now) is { } act)
            {
                if (act is not (NotificationAction.Hush or NotificationAction.Drop))
                    told.Add($"{minute} {act.ToString().ToLowerInvariant()}");
                story = act is NotificationAction.Drop or NotificationAction.Resolve ? null : story.After(act, policy, now);
            }
        }
        return string.Join(", ", told);
    }

    private static TimeSpan Time(string text) => Interval.TryParse(text, out var time) ? time : throw new FormatException(text);
}
