using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.SelfMonitoring;
using SmokeTests.Runner.Settings;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

/// <summary>The runner's own troubles are told like any other.</summary>
public sealed class MonitorWatchTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Runs_that_begin_late_for_a_minute_are_an_incident_of_the_platform_team_until_they_are_in_time_for_a_minute()
    {
        using var historyStore = new HistoryStore(Dialect.For(Path.Combine(folder, "smoke.db")));
        var settings = new RunnerSettings(new Dictionary<string, Team>(), Team.Unrouted("platform"), new AlertPolicy());
        var latenessTracker = new LatenessTracker(time);
        var historyWriter = new HistoryWriter(historyStore, null, time, NullLogger<HistoryWriter>.Instance);
        using var alerting = TestDesk.On(historyStore, settings, time);
        var (incidents, outbox, planner) = (alerting.Incidents, alerting.Outbox, alerting.Planner);
        using var stop = new CancellationTokenSource();
        var watching = new MonitorWatch([new LatenessCheck(latenessTracker, settings), new WriteBacklog(historyWriter)],
            alerting).Run(stop.Token);

        Pass(TimeSpan.FromSeconds(50), late: TimeSpan.FromSeconds(30));
        incidents.Open().Should().BeEmpty("it may be a moment's matter");
        Pass(TimeSpan.FromSeconds(30), late: TimeSpan.FromSeconds(30));
        incidents.Open().Should().ContainSingle().Which.Should()
            .BeEquivalentTo(new { Check = LatenessCheck.Word, Fault = Fault.Monitor, Team = "platform" });
        planner.Look();
        outbox.Notifications().Should().ContainSingle().Which.Text.Should()
            .Contain("The monitor itself: one run in ten begins more than 30 s late");

        Pass(TimeSpan.FromMinutes(61), late: TimeSpan.FromMinutes(2));
        incidents.Open().Should().ContainSingle().Which.Summary.Should().Be("one run in ten begins more than 2 min late");
        planner.Look();
        outbox.Notifications().Should()
            .HaveCount(2).And.Contain(n => n.Kind == "reminder"
                && n.Text.Contains("The monitor itself: one run in ten begins more than 2 min late"), "a reminder says how it is by now");

        Pass(TimeSpan.FromMinutes(2), late: TimeSpan.FromMinutes(3));
        incidents.Open().Should().ContainSingle().Which.Summary.Should().Be("one run in ten begins more than 3 min late");
        Pass(TimeSpan.FromMinutes(2), late: TimeSpan.FromMinutes(4));
        var (before, changes) = (incidents.Open().Single().Summary, 0);
        for (var minutes = 5; minutes < 17; minutes++)
        {
            Pass(TimeSpan.FromSeconds(10), late: TimeSpan.FromMinutes(minutes));
            changes += incidents.Open().Single().Summary == before ? 0 : 1;
            before = incidents.Open().Single().Summary;
        }
        changes.Should().BeInRange(1, 3, "in two minutes it is written once a minute, not at each look");

        Pass(TimeSpan.FromMinutes(3), late: TimeSpan.Zero);
        incidents.Open().Should().BeEmpty();
        planner.Look();
        outbox.Notifications().Should().HaveCount(3).And.Contain(n => n.Text.Contains("The runner keeps up again"));
        await stop.CancelAsync();
        await watching;

        void Pass(TimeSpan span, TimeSpan late)
        {
            for (var passed = TimeSpan.Zero; passed < span; passed += TimeSpan.FromSeconds(5))
            {
                latenessTracker.Began(late);
                time.Advance(TimeSpan.FromSeconds(5));
            }
        }
    }

    [Fact]
    public void The_incident_of_a_check_that_is_gone_is_closed_after_a_minute_and_told_but_not_while_a_suite_has_not_loaded()
    {
        using var historyStore = new HistoryStore(Dialect.For(Path.Combine(folder, "smoke.db")));
        var settings = new RunnerSettings(new Dictionary<string, Team>(), Team.Unrouted("platform"), new AlertPolicy());
        using var alerting = TestDesk.On(historyStore, settings, time);
        var (incidents, outbox, planner) = (alerting.Incidents, alerting.Outbox, alerting.Planner);
        var (there, complete) = (new HashSet<string> { "gone", "stays" }, true);
        var departures = new RemovedChecks(there.Contains, () => complete, alerting);
        foreach (var (check, fault, by) in new[] { ("gone", Fault.Product, "1"), ("stays", Fault.Product, "2"),
            ("The runner keeps up", Fault.Monitor, "") })
            incidents.Open(check, fault, "storefront", by, "it broke", new Message("opened", $"✗ \"{check}\" is broken", [], []),
                time.GetUtcNow());
        while (planner.Look()) { }

        (departures.Look(), there.Remove("gone"), departures.Look()).Should().Be((false, true, false));
        time.Advance(TimeSpan.FromSeconds(50));
        complete = false;
        departures.Look().Should().BeFalse();
        time.Advance(TimeSpan.FromSeconds(50));
        complete = true;
        departures.Look().Should().BeFalse("its minute begins anew");
        time.Advance(TimeSpan.FromSeconds(70));
        departures.Look().Should().BeTrue();
        departures.Look().Should().BeFalse();
        incidents.Open().Select(i => i.Check).Should().BeEquivalentTo("stays", "The runner keeps up");
        while (planner.Look()) { }
        outbox.Notifications().Where(n => n.Kind == "resolved").Should().ContainSingle().Which.Text.Should()
            .Contain("○ \"gone\" is not watched any more (storefront)").And.Contain("Whether it works is not known");
    }

    [Fact]
    public async Task What_does_not_run_on_purpose_is_no_missing_data_until_three_intervals_after_that()
    {
        using var historyStore = new HistoryStore(Dialect.For(Path.Combine(folder, "smoke.db")));
        var historyWriter = new HistoryWriter(historyStore, null, time, NullLogger<HistoryWriter>.Instance);
        var (rests, checks) = (true, new[] { Check("rests", "1m"), Check("runs late", "1m") });
        var stillness = new StaleChecks(() => checks, c => rests && c.Id == "rests" ? "it ends its workers, and is run less often" : null,
            historyWriter, time);

        for (var minute = 0; minute < 30; minute++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            ((await stillness.Look())?.Advice[0] ?? "").Should().NotContain("rests");
        }
        (await stillness.Look())!.Summary.Should().StartWith("1 checks");
        rests = false;
        // The third of its intervals, which begin at any second of a minute, ends after two minutes at the soonest.
        time.Advance(TimeSpan.FromMinutes(2));
        (await stillness.Look())!.Summary.Should().StartWith("1 checks", "its intervals begin when it need not rest any more");
        time.Advance(TimeSpan.FromMinutes(3));
        (await stillness.Look())!.Summary.Should().StartWith("2 checks");
    }

    [Fact]
    public async Task Checks_that_do_not_run_any_more_are_an_incident_of_the_platform_team()
    {
        using var historyStore = new HistoryStore(Dialect.For(Path.Combine(folder, "smoke.db")));
        var settings = new RunnerSettings(new Dictionary<string, Team>(), Team.Unrouted("platform"), new AlertPolicy());
        using var alerting = TestDesk.On(historyStore, settings, time);
        var (incidents, outbox, planner) = (alerting.Incidents, alerting.Outbox, alerting.Planner);
        var checks = new[] { Check("minutely", "1m"), Check("hourly", "1h") };
        historyStore.RegisterChecks(checks);
        var historyWriter = new HistoryWriter(historyStore, null, time, NullLogger<HistoryWriter>.Instance);
        var writing = historyWriter.Run();
        using var stop = new CancellationTokenSource();
        var watching = new MonitorWatch([new StaleChecks(() => checks, _ => null, historyWriter, time)], alerting).Run(stop.Token);

        Pass(minutes: 3);
        incidents.Open().Should().BeEmpty();
        Pass(minutes: 3);
        incidents.Open().Should().ContainSingle().Which.Check.Should().Be(StaleChecks.Word);
        planner.Look();
        outbox.Notifications().Single().Text.Should()
            .Contain("1 checks have not run for 3 intervals").And.Contain("g: minutely in local (every 1 min)").And.NotContain("hourly");

        for (var minute = 0; minute < 4; minute++)
        {
            var saved = historyWriter.Save(new Run($"r{minute}", "minutely", time.GetUtcNow(), 1, Outcome.Passed, [], null, null));
            while (!saved.IsCompleted)
            {
                time.Advance(TimeSpan.FromMilliseconds(50));
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }
            Pass(minutes: 1);
        }
        incidents.Open().Should().BeEmpty("it runs again");
        await stop.CancelAsync();
        historyWriter.Close();
        await writing;
        await watching;

        void Pass(int minutes)
        {
            for (var seconds = 0; seconds < minutes * 60; seconds += 5)
                time.Advance(TimeSpan.FromSeconds(5));
        }
    }

    private static Check Check(string name, string every) =>
        new(name, name, "s", "local", name, "g", "cl", "team")
        {
            Schedule = Schedule.Parse(every, null, null).Schedule,
            Limit = TimeSpan.FromSeconds(10),
        };

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }
}
