using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Settings;
using SmokeTests.Settings;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

/// <summary>What a check promises, what is left of its error budget, and when that is spent too fast.</summary>
public sealed class ObjectiveTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("99.9% in 30d", "99.9 % in 30 d", 43.2)]
    [InlineData(" 99 % in 7d ", "99 % in 7 d", 100.8)]
    [InlineData("99.99% in 90d", "99.99 % in 90 d", 12.96)]
    [InlineData("50% in 1h", "50 % in 1 h", 30)]
    public void An_objective_leaves_so_many_minutes(string text, string written, double minutes)
    {
        var objective = Objective.Parse(text)!;
        objective.ToString().Should().Be(written);
        objective.Budget.TotalMinutes.Should().BeApproximately(minutes, 0.001);
    }

    [Theory]
    [InlineData("")]
    [InlineData("100% in 30d")]
    [InlineData("0% in 30d")]
    [InlineData("99.9%")]
    [InlineData("99.9 in 30d")]
    [InlineData("99.9% in a month")]
    [InlineData("-1% in 30d")]
    public void What_is_none_is_told(string text) => Objective.Parse(text).Should().BeNull();

    [Theory]
    //          down, minutes   left of 99.9 % in 30 d, per cent
    [InlineData(0,              100)]
    [InlineData(4.32,           90)]
    [InlineData(21.6,           50)]
    [InlineData(43.2,           0)]
    [InlineData(86.4,           -100)]
    public void So_much_of_the_budget_is_left(double down, double left) =>
        (Objective.Parse("99.9% in 30d")!.Left(new TimeBreakdown { Up = TimeSpan.FromDays(29), Down = TimeSpan.FromMinutes(down) })
            * 100).Should().BeApproximately(left, 0.001);

    [Theory]
    //          down of the last 5 min, 30 min, 1 h, 6 h, in seconds; 99.9 %      burns
    [InlineData(0,    0,    0,     0,      null)]
    [InlineData(300,  300,  300,   300,    83.3)]     // down for five minutes: at once
    [InlineData(60,   60,   60,    60,     16.7)]     // a minute of an hour is 16.7 times
    [InlineData(50,   50,   50,    50,     null)]     // 13.9 times
    [InlineData(0,    300,  300,   300,    6.0)]      // over for five minutes, but six hours have seen as much as they bear
    [InlineData(0,    0,    300,   300,    null)]     // over for half an hour
    [InlineData(0,    20,   20,    200,    6.0)]      // a little, for long
    [InlineData(0,    10,   20,    200,    null)]     // the last half hour is better
    [InlineData(0,    20,   20,    120,    null)]
    public void Two_pairs_of_windows_tell_when_it_is_spent_too_fast(double five, double thirty, double hour, double six, double? times)
    {
        var burn = Objective.Parse("99.9% in 30d")!.Burning(length => length.TotalMinutes switch { 5 => Of(length, five), 30 =>
            Of(length, thirty), 60 => Of(length, hour), _ => Of(length, six) });
        if (times is null)
            burn.Should().BeNull();
        else
            burn!.Times.Should().BeApproximately(times.Value, 8);
    }

    [Fact]
    public void Time_that_nothing_is_known_of_spends_nothing() =>
        Objective.Parse("99.9% in 30d")!.Burning(length => new TimeBreakdown { NoData = length / 2, Maintenance = length / 2 })
        .Should().BeNull();

    [Fact]
    public async Task A_budget_that_is_spent_too_fast_is_an_incident_of_the_team_until_it_is_not()
    {
        using var historyStore = new HistoryStore(Dialect.For(Path.Combine(folder, "smoke.db")));
        var file = Path.Combine(folder, "smoketests.json");
        await File.WriteAllTextAsync(file,
            """{ "teams": { "storefront": { "slack": "board" } },"""
                + """ "checks": { "finds a book": { "objective": "99.9% in 30d", "open": 50 } } }""",
            TestContext.Current.CancellationToken);
        var read = SettingsFile.Load(file, new Dictionary<string, string>());
        var settings = RunnerSettings.Read(read);
        read.Mistakes.Should().BeEmpty();
        Check[] checks = [Check("finds a book"), Check("other")];
        historyStore.RegisterChecks(checks);
        using var alerting = TestDesk.On(historyStore, settings, time, id => checks.First(c => c.Id == id));
        var (incidents, outbox, planner) = (alerting.Incidents, alerting.Outbox, alerting.Planner);
        var watch = new BudgetWatch(() => checks, new RollupQueries(historyStore), alerting);

        Pass(minutes: 120, Outcome.Passed);
        watch.Look().Should().BeFalse();
        Pass(minutes: 3, Outcome.Failed);
        watch.Look().Should().BeTrue();
        watch.Look().Should().BeFalse("it is open already");
        incidents.Open().Should().ContainSingle().Which.Should()
            .BeEquivalentTo(new { Check = "finds a book", Fault = Fault.Budget, Team = "storefront" });
        while (planner.Look()) { }
        outbox.Notifications().Single().Text.Should().Contain("spends its error budget").And.Contain("99.9 % in 30 d allows 43 min");
        Pass(minutes: 90, Outcome.Passed);
        watch.Look().Should().BeTrue();
        incidents.Open().Should().BeEmpty();

        Pass(minutes: 30, Outcome.Failed);
        watch.Look().Should().BeTrue();
        using var without = TestDesk.On(historyStore, settings with { Objectives = [] }, time);
        new BudgetWatch(() => checks, new RollupQueries(historyStore), without).Look().Should()
            .BeTrue("an objective that is taken back ends it");
        incidents.Open().Should().BeEmpty();

        void Pass(int minutes, Outcome outcome)
        {
            for (var minute = 0; minute < minutes; minute++)
            {
                time.Advance(TimeSpan.FromMinutes(1));
                var span = outcome == Outcome.Passed ? new TimeBreakdown { Up = TimeSpan.FromMinutes(1) }
                    : new TimeBreakdown { Down = TimeSpan.FromMinutes(1) };
                historyStore.Save([new HistoryEntry(new Run(Run.NewId(time.GetUtcNow()), "finds a book", time.GetUtcNow(), 1, outcome, [],
                    null, null), false, []) { Before = span }]);
            }
            new Housekeeping(historyStore, () => new Retention(), time, NullLogger<Housekeeping>.Instance).RollUp();
        }
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static TimeBreakdown Of(TimeSpan length, double down) =>
        new() { Down = TimeSpan.FromSeconds(down), Up = length - TimeSpan.FromSeconds(down) };

    private static Check Check(string name) =>
        new(name, name, "s", "local", name, "g", "cl", "storefront")
        {
            Schedule = Schedule.Parse("1m", null, null).Schedule,
            Limit = TimeSpan.FromSeconds(10),
        };
}
