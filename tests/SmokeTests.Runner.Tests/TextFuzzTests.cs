using CsCheck;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Settings;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

/// <summary>Every text that attributes and settings take is a value or a mistake, never an exception.</summary>
public class TextFuzzTests
{
    private const int Tries = 20_000;

    /// <summary>Texts as people mistype them, and as nobody would write them.</summary>
    public static readonly Gen<string> Texts = Gen.OneOf(
        Gen.String,
        Gen.Select(
            OneOf("NaN", "Infinity", "-1", "0", "1e308", "1e-308", "∞", "9999999999999999999", "0.0000001", "1,5", " 5", "٣", ""),
            OneOf("s", "ms", "m", "h", "d", "", "S", "min"), (number, unit) => number + unit),
        OneOf("* * * * *", "*/0 * * * *", "60 * * * *", "* * * * * *", "@daily", "0 0 31 2 *", "* * * * * * *", "Mon-Fri 08:00-18:00",
            "Mon 24:00-25:00",
            "Xxx 08:00-18:00", "Fri-Mon 23:00-24:00", "Mon 8:0-9:0", "3 of 10", "0 of 0", "10 of 3", "-1 of 5", "٣ of 5", "99.9% in 30d",
            "٩٩% in 30d", "Mon ٠٨:٠٠-١٨:٠٠", "class=", "environment=", "off", "most", "team=", "=", "and", " and and "),
        Gen.Char.Array[0, 12].Select(c => new string(c)));

    private static Gen<string> OneOf(params string[] all) => Gen.Int[0, all.Length - 1].Select(i => all[i]);

    [Fact]
    public void A_time_is_a_time_or_none() => Texts.Sample(text =>
    {
        if (Interval.TryParse(text, out var time))
            time.Should().BeGreaterThan(TimeSpan.Zero).And.BeLessThanOrEqualTo(Interval.Longest);
    }, iter: Tries);

    [Theory]
    [InlineData("NaNs")]
    [InlineData("-NaNs")]
    [InlineData("NaNms")]
    [InlineData("0.0000000001ms")]
    public void What_looks_like_a_number_and_is_none_is_no_time(string text) => Interval.TryParse(text, out _).Should().BeFalse();

    [Fact]
    public void A_schedule_is_one_or_a_mistake() => Gen.Select(Texts.Null(), Texts.Null(), Texts.Null()).Sample((every, cron, zone) =>
    {
        var (schedule, mistake) = Schedule.Parse(every, cron, zone);
        foreach (var at in new[] { DateTimeOffset.UnixEpoch, new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero), DateTimeOffset.MaxValue,
            DateTimeOffset.MinValue })
            _ = schedule.After(at, uint.MaxValue);
        schedule.ToString().Should().NotBeEmpty();
        mistake?.Should().NotBeEmpty();
    }, iter: Tries);

    [Fact]
    public void A_calendar_is_one_or_a_list_of_mistakes() =>
        Gen.Select(Texts.Null(), Texts.Null(), Texts.Array[0, 2]).Sample((zone, hours, except) =>
    {
        var mistakes = new List<string>();
        (Calendar.Parse(zone, hours, except, (key, what) => mistakes.Add(key + what)) is null).Should().Be(mistakes.Count > 0);
    }, iter: Tries);

    [Fact]
    public void A_selector_is_one_or_says_what_is_wrong() => Texts.Sample(text =>
    {
        if (CheckSelector.TryParse(text, out var selector, out var mistake))
            selector.Selects(null, "The runner keeps up", "platform");
        else
            mistake.Should().Contain("^");
        CheckSelector.Stored(text).Selects(null, "The runner keeps up", "platform");
    }, iter: Tries);

    /// <summary>What a suite says of its checks: all its texts at once.</summary>
    [Fact]
    public void A_check_is_one_or_says_what_is_wrong() =>
        Gen.Select(Texts.Null(), Texts.Null(), Texts.Null(), Texts.Null(), Texts.Array[0, 2], Texts, Texts.Null())
        .Sample((every, cron, zone, within, many, name, during) =>
    {
        var found = new CheckFound($"Suite.{name}", name, name, name, every, cron, zone, within, within, true, name, many, name, name, -1,
            during, true, many, many);
        var check = FoundCheck.Read(found, name, name, null, Settings);
        check.Limit.Should().BePositive();
        check.Mistake?.Should().NotBeEmpty();
        _ = check.Schedule.After(DateTimeOffset.UnixEpoch, check.Phase);
        _ = (check.Shard, check.FullName, Settings.PolicyOf(check), Settings.ObjectiveOf(check), Settings.TeamOf(check.Team));
    }, iter: Tries);

    [Fact]
    public void A_filter_fits_or_not() => Gen.Select(Texts.Array[0, 3], Texts).Sample((terms, name) =>
    {
        var found = new CheckFound(name, name, name, name, null, null, null, null, null, true, null, [], name, null, null);
        _ = CheckSelector.AnyOf([.. terms.Select(CheckSelector.Stored)])
            .Selects(FoundCheck.Read(found, "Suite", "here", null, Settings), null);
    }, iter: Tries);

    [Fact]
    public void A_share_of_runs_is_one_or_none() => Texts.Sample(text => Share.Parse(text)?.Of.Should().BePositive(), iter: Tries);

    [Fact]
    public void An_objective_is_one_or_none() => Texts.Sample(text => Objective.Parse(text)?.Budget.Should().BePositive(), iter: Tries);

    private static readonly RunnerSettings Settings = new(new Dictionary<string, Team>(), Team.Unrouted("platform"), new AlertPolicy());
}
