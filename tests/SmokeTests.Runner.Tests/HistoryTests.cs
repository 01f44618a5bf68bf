using Dapper;
using DbUp.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SmokeTests.Recording;
using SmokeTests.Runner.History;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

/// <summary>What holds on both databases.</summary>
public abstract class HistoryTests : IDisposable
{
    private protected static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private protected const int LastStep = 6;
    private static readonly Message News =
        new("opened", "it broke", [new Monitoring.Messages.Fact("Step", "log in")], [new Link("Run", "http://x/1")]);
    private readonly FakeTimeProvider clock = new(Noon);

    private protected abstract Dialect Place();

    private protected abstract UpgradeEngineBuilder Steps();

    private protected void Upgrade(int step) =>
        Steps().WithScriptsEmbeddedInAssembly(typeof(HistoryStore).Assembly,
            name => name.Contains(".History.Schema.")
                && int.Parse(name.Split('.')[^2], System.Globalization.CultureInfo.InvariantCulture) <= step)
            .WithTransactionPerScript().LogToNowhere().Build().PerformUpgrade().Successful.Should().BeTrue();

    public abstract void Dispose();

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5)]
    public void A_history_that_stands_at_an_earlier_step_is_brought_forward_with_all_that_it_holds(int step)
    {
        Upgrade(step);
        using (var place = Place())
        {
            place.Behind().Should().Be(LastStep - step);
            using var db = place.Open();
            var at = Noon.ToUnixTimeMilliseconds();
            db.Execute("insert into checks (id, environment, name, grp, team, passed_at) values ('c', 'local', 'n', 'g', 'storefront', 5)");
            db.Execute("insert into runs (id, check_key, at, ms, outcome, steps) select 'r', key, @at, 1.5, 'Failed', '[]' from checks",
                new { at });
            db.Execute("insert into incidents (check_id, fault, team, opened_at, opened_by, summary) values ('c', 'Product', "
                + "'storefront', @at, 'r', 'it broke')", new { at });
            db.Execute("insert into rollups (span, check_key, starts, good, slow, failed, broken, blamed, ms, slowest) select 'day', "
                + "key, @day, 3, 0, 1, 0, 0, 4.0, 2.0 from checks", new { day = at / 86_400_000 * 86_400_000 });
        }
        for (var start = 0; start < 2; start++)
        {
            using var historyStore = Open();
            historyStore.Runs("c", 10).Should().ContainSingle().Which.Should()
                .BeEquivalentTo(new { Id = "r", Ms = 1.5, Outcome = Outcome.Failed });
            new Incidents(historyStore).Open().Should().ContainSingle().Which.Should()
                .BeEquivalentTo(new { Check = "c", Summary = "it broke" });
            historyStore.Standing("c").EverPassed.Should().BeTrue();
            historyStore.Read(db => db.ExecuteScalar<long>("select good from rollups where span = 'day'")).Should().Be(3);
        }
        using var forward = Place();
        forward.Behind().Should().Be(0);
    }

    [Fact]
    public void Every_step_is_tried_from() =>
        typeof(HistoryStore).Assembly.GetManifestResourceNames().Count(n => n.Contains(".History.Schema.")).Should()
        .Be(LastStep, "a new step is a new row above");

    [Fact]
    public async Task A_run_its_decision_and_its_message_are_there_after_a_restart()
    {
        using (var historyStore = Open())
        {
            await Write(historyStore, historyWriter => historyWriter.Save(Run("1", Outcome.Passed), Always));
            await Write(historyStore, historyWriter => historyWriter.Save(Run("2", Outcome.Failed), standing =>
            {
                standing.Recent.Select(p => p.Outcome).Should().Equal(Outcome.Failed, Outcome.Passed);
                standing.EverPassed.Should().BeTrue();
                return (Ruling.Nothing, [Opens("storefront")]);
            }));
        }
        using var again = Open();
        again.Runs("c", 10).Select(r => (r.Id, r.Outcome)).Should().Equal(("2", Outcome.Failed), ("1", Outcome.Passed));
        new Incidents(again).Open().Should().ContainSingle().Which.Should()
            .BeEquivalentTo(new { Check = "c", Fault = Fault.Product, Team = "storefront", OpenedBy = "2", Summary = "it broke" });
        new Incidents(again).Untold().Should().ContainSingle().Which.Opened.Should().BeEquivalentTo(News);
        again.LastTimes()["c"].Should().Be(Noon.AddSeconds(2));
    }

    [Fact]
    public async Task Everything_of_a_run_comes_back_as_it_was()
    {
        using var historyStore = Open();
        var run = new Run("7", "c", Noon, 12.5, Outcome.Failed,
            [new StepTaken("log in", 0, 1, 2.5, "http://x/", 200, true, "took the form")], Text("it broke"), "said")
        {
            BlamedOn = "other",
            Late = TimeSpan.FromMilliseconds(3.5),
            Evidence = [new EvidenceFile("page.html", 12)],
            Location = "oslo",
            Measures = [new Measure("bytes", 1.5, "kB")],
            Trace = "abc",
        };
        await Write(historyStore, historyWriter => historyWriter.Save(run));
        historyStore.Run("7").Should().BeEquivalentTo(run);
        historyStore.Run("8").Should().BeNull();
    }

    [Fact]
    public async Task A_fault_while_deciding_saves_neither_the_run_nor_a_message_and_holds_up_no_other()
    {
        using var historyStore = Open();
        historyStore.RegisterChecks([Check("d")]);
        await Write(historyStore, async historyWriter =>
        {
            var good = historyWriter.Save(Run("1", Outcome.Passed) with { Check = "d" }, Always);
            var faulty = historyWriter.Save(Run("2", Outcome.Failed), _ => throw new InvalidOperationException("in mid-decision"));
            await good;
            await faulty.Invoking(f => f).Should().ThrowAsync<InvalidOperationException>();
        });
        historyStore.Runs("c", 10).Should().BeEmpty();
        historyStore.Runs("d", 10).Should().ContainSingle();
        new Incidents(historyStore).Untold().Should().BeEmpty();
    }

    [Fact]
    public async Task An_incident_is_opened_and_resolved_once_whatever_is_in_memory()
    {
        using var historyStore = Open();
        var policy = new AlertPolicy();
        var outcomes = new[] { Outcome.Passed, Outcome.Failed, Outcome.Failed, Outcome.Failed, Outcome.Passed, Outcome.Passed,
            Outcome.Passed };
        await Write(historyStore, async historyWriter =>
        {
            for (var n = 0; n < outcomes.Length; n++)
                await historyWriter.Save(Run($"{n}", outcomes[n]), standing =>
                {
                    var ruling = AlertRules.Decide(standing, policy);
                    return (ruling, [.. ruling.Decisions.Select(
                        d => new DecisionMessage(d, "storefront", News with { Kind = d.GetType().Name }))]);
                });
        });
        var story = new Incidents(historyStore).Untold().Should().ContainSingle().Subject;
        (story.Opened.Kind, story.Resolved!.Kind, story.ResolvedAt).Should()
            .Be((nameof(IncidentOpened), nameof(IncidentResolved), Noon.AddSeconds(5)));
        new Incidents(historyStore).Open().Should().BeEmpty();
    }

    [Fact]
    public async Task Runs_of_many_checks_are_saved_together_and_each_is_reported()
    {
        using var historyStore = Open();
        historyStore.RegisterChecks([.. Enumerable.Range(0, 3000).Select(n => Check($"c{n}"))]);
        await Write(historyStore, async historyWriter =>
        {
            await Task.WhenAll(Enumerable.Range(0, 3000)
                .Select(n => historyWriter.Save(Run($"r{n}", Outcome.Passed) with { Check = $"c{n}" }, Always)));
            historyWriter.Last("c2999")!.Id.Should().Be("r2999");
        });
        historyStore.Read(db => db.ExecuteScalar<long>("select count(*) from runs")).Should().Be(3000);
    }

    [Fact]
    public void Each_routes_messages_keep_their_order_and_wait_for_no_other_route()
    {
        using var historyStore = Open();
        var outbox = new Outbox(historyStore);
        foreach (var team in new[] { "a", "a", "b" })
            outbox.Post(team, ["slack", "email"], News, Noon);
        var first = outbox.Take(Noon, []);
        first.Select(l => (l.Notification, l.Team, l.Route)).Should()
            .Equal((1, "a", "slack"), (1, "a", "email"), (3, "b", "slack"), (3, "b", "email"));
        outbox.Postpone(first[0], Noon.AddMinutes(1), "500");
        outbox.Mark(first[1], NotificationState.Sent, Noon);
        outbox.Mark(first[2], NotificationState.Refused, Noon, "no_service");
        outbox.Mark(first[3], NotificationState.Sent, Noon);
        outbox.Take(Noon, []).Select(l => (l.Notification, l.Route)).Should()
            .Equal([(2, "email")], "the second of a route waits for the first");
        outbox.Take(Noon.AddMinutes(1), [("a", "email")]).Select(l => (l.Notification, l.Route, l.Attempts)).Should()
            .Equal((1, "slack", 1));
        outbox.Notifications().Select(n => (n.Id, n.State, n.Error)).Should()
            .Equal((3, NotificationState.Refused, "no_service"), (2, NotificationState.Waiting, null),
                (1, NotificationState.Waiting, "500"));
    }

    [Fact]
    public void A_message_is_sent_by_one_runner_and_by_another_only_when_that_one_has_fallen_silent()
    {
        using var historyStore = Open();
        var (one, other) = (new Outbox(historyStore), new Outbox(historyStore));
        one.Post("a", ["slack"], News, Noon);
        var letter = one.Take(Noon, []).Should().ContainSingle().Subject;
        other.Take(Noon.AddSeconds(59), []).Should().BeEmpty("the first holds it");
        one.Take(Noon.AddSeconds(59), []).Should().ContainSingle("it is the first's own still");
        other.Take(Noon.AddMinutes(3), []).Should().ContainSingle("the first has fallen silent");
        one.Claim(letter, Noon.AddMinutes(3)).Should().BeFalse();
    }

    [Fact]
    public void An_incident_without_a_run_is_opened_once_and_resolved_once()
    {
        using var historyStore = Open();
        var incidents = new Incidents(historyStore);
        bool OpenIt() => incidents.Open("c", Fault.Debt, "storefront", "1", "left behind", News, Noon);
        OpenIt().Should().BeTrue();
        OpenIt().Should().BeFalse();
        var incident = incidents.Open().Should().ContainSingle().Subject;
        incidents.Resolve(incident.Id, News, Noon).Should().BeTrue();
        incidents.Resolve(incident.Id, News, Noon).Should().BeFalse();
    }

    [Fact]
    public void What_was_done_about_an_incident_is_written_down_with_the_message_that_tells_it()
    {
        using var historyStore = Open();
        var (incidents, outbox) = (new Incidents(historyStore), new Outbox(historyStore));
        incidents.Open("c", Fault.Debt, "storefront", "1", "left behind", News, Noon);
        incidents.Tell(Bulletin(NotificationAction.Open), new AlertPolicy(), Noon.AddSeconds(1));
        var told = incidents.Untold().Single();
        (told.ToldAt, told.ToldIn, told.Reminders).Should().Be((Noon.AddSeconds(1), 1, 0));
        outbox.Waiting("storefront", "slack").Should().ContainSingle().Which.Should()
            .BeEquivalentTo(new { Announcement = News, Incidents = new[] { told.Id }, Mentions = true });
        incidents.LastTold()[("storefront", "opened")].Should().Be(Noon.AddSeconds(1));

        incidents.Tell(Bulletin(NotificationAction.Hush) with { Announcement = null }, new AlertPolicy(), Noon);
        incidents.Untold().Single().Hushed.Should().BeTrue();
        incidents.Tell(Bulletin(NotificationAction.Remind), new AlertPolicy(), Noon.AddHours(5));
        incidents.Untold().Single().Should()
            .BeEquivalentTo(new { Hushed = false, Reminders = 2 }, "one reminder is told for all that fell due");
        incidents.Acknowledge(told.Id, "ada", "on it", Noon).Should().BeTrue();
        incidents.Acknowledge(told.Id, "bob", "me too", Noon).Should().BeFalse();
        incidents.Open().Single().AcknowledgedBy.Should().Be("ada");
        incidents.Tell(Bulletin(NotificationAction.Page), new AlertPolicy(), Noon.AddHours(5));
        incidents.Untold().Single().PagedAt.Should().Be(Noon.AddHours(5));
        incidents.Resolve(told.Id, News, Noon.AddHours(6));
        incidents.Tell(Bulletin(NotificationAction.Resolve), new AlertPolicy(), Noon.AddHours(6));
        incidents.Untold().Should().BeEmpty();

        PlannedNotification Bulletin(NotificationAction act) => new(act, "storefront", incidents.Untold(), News, ["slack"], Mentions: true);
    }

    [Fact]
    public void Silences_are_made_and_lifted_and_it_is_known_by_whom()
    {
        using var historyStore = Open();
        var silences = new Silences(historyStore);
        var id = silences.Make(CheckSelector.Parse("team=storefront and Ordering"), Noon, Noon.AddHours(1), "ada", "moving house", Noon);
        silences.Make(CheckSelector.Parse(""), Noon.AddDays(-1), Noon.AddHours(-1), "bob", "over", Noon);
        silences.Ahead(Noon).Should().ContainSingle().Which.Should()
            .BeEquivalentTo(new Silence(id, CheckSelector.Parse("team=storefront and Ordering"), Noon, Noon.AddHours(1), "ada",
                "moving house"));
        silences.Lift(id, "bob", Noon.AddMinutes(5)).Should().BeTrue();
        silences.Lift(id, "bob", Noon.AddMinutes(5)).Should().BeFalse();
        silences.Ahead(Noon.AddMinutes(6)).Should().BeEmpty();
    }

    [Fact]
    public async Task Runs_that_say_nothing_are_no_part_of_the_standing_and_dent_no_uptime()
    {
        using var historyStore = Open();
        await Write(historyStore, async historyWriter =>
        {
            await historyWriter.Save(Run("1", Outcome.Passed));
            await historyWriter.Save(Run("2", Outcome.Lost));
            await historyWriter.Save(Run("3", Outcome.Broken));
            await historyWriter.Save(Run("4", Outcome.Skipped) with { BlamedOn = "other" });
            await historyWriter.Save(Run("5", Outcome.Failed));
        });
        historyStore.Standing("c").Recent.Select(p => p.Outcome).Should().Equal(Outcome.Failed, Outcome.Broken, Outcome.Passed);
        historyStore.Since(Noon.AddDays(-1))["c"].Uptime.Should().BeNull("no time was counted");
    }

    [Fact]
    public async Task Runs_are_summed_up_once_by_minute_hour_and_day()
    {
        using var historyStore = Open();
        var (keeper, rollups) = (Keeper(historyStore), new RollupQueries(historyStore));
        await Write(historyStore, async historyWriter =>
        {
            for (var n = 1; n <= 100; n++)
                await historyWriter.Save(new Run($"{n}", "c", Noon.AddMinutes(-n), n,
                    n % 10 == 0 ? Outcome.Failed : n % 10 == 1 ? Outcome.Slow : Outcome.Passed, [], null, null), null,
                    before => n % 10 == 1 ? new TimeBreakdown { Down = TimeSpan.FromMinutes(1) }
                        : new TimeBreakdown { Up = TimeSpan.FromMinutes(1) });
        });
        var unrolled = historyStore.Since(Noon.AddDays(-1))["c"];
        (unrolled.Up, unrolled.Down).Should().Be((TimeSpan.FromMinutes(90), TimeSpan.FromMinutes(9)), "the first run ends no time");
        keeper.RollUp().Should().Be(100);
        historyStore.Since(Noon.AddDays(-1))["c"].Should().Be(unrolled, "rolled up or not, it is the same");
        rollups.Time("c", "hour", Noon.AddDays(-1), Noon).Should().Be(unrolled with { NoData = TimeSpan.FromMinutes(24 * 60 - 99) });
        keeper.RollUp().Should().Be(0);
        // A run that was saved late belongs to the hour that it began in.
        await Write(historyStore,
            historyWriter => historyWriter.Save(new Run("late", "c", Noon.AddMinutes(-90), 500, Outcome.Passed, [], null, null)));
        keeper.RollUp().Should().Be(1);

        rollups.Of("c", "minute", Noon.AddDays(-1)).Should().HaveCount(100);
        var hours = rollups.Of("c", "hour", Noon.AddDays(-1));
        hours.Select(h => h.Starts).Should().Equal(Noon.AddHours(-2), Noon.AddHours(-1));
        hours[1].Should().BeEquivalentTo(new { Good = 48L, Slow = 6L, Failed = 6L, Broken = 0L, Slowest = 59d });
        var day = rollups.Of("c", "day", Noon.AddDays(-1)).Should().ContainSingle().Subject;
        day.Should().BeEquivalentTo(new { Good = 81L, Slow = 10L, Failed = 10L, Slowest = 500d });
        day.MeanMs.Should().BeApproximately((Enumerable.Range(1, 100).Where(n => n % 10 != 0).Sum() + 500) / 91.0, 0.001);
        rollups.Percentile("c", "day", Noon.AddDays(-1), 0.5).Should().BeInRange(45, 56);
        rollups.Percentile("c", "day", Noon.AddDays(-1), 1).Should().BeInRange(500, 550);
        rollups.Percentile("c", "day", Noon.AddDays(1), 0.5).Should().BeNull();
        rollups.Percentiles("c", "hour", Noon.AddDays(-1), 0.5, 1).Select(h => h.Starts).Should()
            .Equal(Noon.AddHours(-2), Noon.AddHours(-1));
    }

    [Fact]
    public async Task What_is_old_goes_but_for_the_last_run_and_what_opened_an_incident()
    {
        using var historyStore = Open();
        historyStore.RegisterChecks([Check("c"), Check("rare")]);
        var keeper = new Housekeeping(historyStore,
            () => new Retention { Runs = TimeSpan.FromDays(7), Minutes = TimeSpan.FromDays(1), Hours = TimeSpan.FromDays(8) }, clock,
            NullLogger<Housekeeping>.Instance);
        await Write(historyStore, async historyWriter =>
        {
            await historyWriter.Save(new Run("rare", "rare", Noon.AddDays(-30), 1, Outcome.Passed, [], null, null));
            await historyWriter.Save(new Run("old", "c", Noon.AddDays(-10), 1, Outcome.Passed, [], null, null));
            await historyWriter.Save(new Run("opener", "c", Noon.AddDays(-9), 1, Outcome.Failed, [], Text("it broke"), null),
                _ => (Ruling.Nothing, [Opens("storefront")]));
            await historyWriter.Save(new Run("young", "c", Noon.AddDays(-6), 1, Outcome.Passed, [], null, null));
            await historyWriter.Save(new Run("now", "c", Noon, 1, Outcome.Passed, [], null, null));
        });
        keeper.Sweep();
        historyStore.Runs("c", 10).Should().HaveCount(4, "nothing goes before it is summed up");
        keeper.RollUp();
        keeper.Sweep();
        historyStore.Runs("c", 10).Select(r => r.Id).Should().Equal("now", "young", "opener");
        historyStore.Runs("rare", 10).Should().ContainSingle();
        new RollupQueries(historyStore).Of("c", "day", default).Should().HaveCount(4);
        new RollupQueries(historyStore).Of("c", "hour", default).Select(h => h.Starts).Should().Equal(Noon.AddDays(-6), Noon);
        new RollupQueries(historyStore).Of("c", "minute", default).Select(h => h.Starts).Should().Equal(Noon);
    }

    [Fact]
    public async Task The_oldest_runs_go_before_their_time_when_all_are_too_large()
    {
        using var historyStore = Open();
        var keeper = new Housekeeping(historyStore, () => new Retention { Megabytes = 1 }, clock, NullLogger<Housekeeping>.Instance);
        var output = new string('x', 100_000);
        await Write(historyStore, async historyWriter =>
        {
            for (var n = 0; n < 20; n++)
                await historyWriter.Save(new Run($"{n}", "c", Noon.AddMinutes(n - 60), 1, Outcome.Passed, [], null, output));
        });
        keeper.RollUp();
        keeper.Sweep();
        historyStore.Runs("c", 100).Select(r => r.Id).Should()
            .Equal(Enumerable.Range(10, 10).Reverse().Select(n => $"{n}"), "ten of 100,000 bytes are nearly a megabyte");
        new RollupQueries(historyStore).Of("c", "hour", default).Sum(h => h.Good).Should().Be(20, "the sums know all of them");
    }

    [Fact]
    public async Task On_a_full_disk_what_is_good_is_left_out_and_what_is_decided_is_saved_without_its_steps()
    {
        using var historyStore = Open();
        var scarce = false;
        var historyWriter = new HistoryWriter(historyStore, null, TimeProvider.System,
            NullLogger<HistoryWriter>.Instance) { IsScarce = () => scarce };
        var writing = historyWriter.Run();
        StepTaken[] steps = [new("look", 0, 0, 1, null, null, false)];
        await historyWriter.Save(Run("1", Outcome.Passed) with { Steps = steps }, Always);
        scarce = true;
        await historyWriter.Save(Run("2", Outcome.Passed) with { Steps = steps }, Always);
        historyWriter.LastInMemory("c").Should().Be(Noon.AddSeconds(2), "the check is not still");
        await historyWriter.Save(Run("3", Outcome.Failed) with { Steps = steps }, _ => (Ruling.Nothing, [Opens("storefront")]));
        await historyWriter.Save(Run("4", Outcome.Passed) with { Steps = steps }, Always);
        scarce = false;
        await historyWriter.Save(Run("5", Outcome.Passed) with { Steps = steps }, Always);
        historyWriter.Close();
        await writing;
        historyStore.Runs("c", 10).Select(r => (r.Id, r.Steps.Count)).Should().Equal(("5", 1), ("4", 0), ("3", 0), ("1", 1));
        historyWriter.LeftOut.Should().Be(1);
        new Incidents(historyStore).Open().Should().ContainSingle();
    }

    private protected static Decide Always => _ => (Ruling.Nothing, []);

    private protected HistoryStore Open()
    {
        var historyStore = new HistoryStore(Place());
        historyStore.RegisterChecks([Check("c")]);
        return historyStore;
    }

    private protected static HistoryWriter HistoryWriter(HistoryStore historyStore) =>
        new(historyStore, null, TimeProvider.System, NullLogger<HistoryWriter>.Instance);

    private protected static Check Check(string id) =>
        new(id, "k", "s", "local", "n", "g", "cl", "storefront") { Schedule = Schedule.Usual, Limit = TimeSpan.FromSeconds(1) };

    private protected static Run Run(string id, Outcome outcome) =>
        new(id, "c", Noon.AddSeconds(int.TryParse(id, out var n) ? n : 0), 1, outcome, [],
            outcome == Outcome.Failed ? Text("it broke") : null, null);

    private protected static Failure Text(string text) => new(text, text, null, null, null, null, null, null);

    private protected static async Task Until(Func<List<string>> list, int count)
    {
        for (var had = 0; had < count; await Task.Yield())
            lock (list())
                had = list().Count;
    }

    private Housekeeping Keeper(HistoryStore historyStore) =>
        new(historyStore, () => new Retention(), clock, NullLogger<Housekeeping>.Instance);

    private static DecisionMessage Opens(string team) => new(new IncidentOpened(Fault.Product, Noon, 2, 2, false), team, News);

    private static async Task Write(HistoryStore historyStore, Func<HistoryWriter, Task> act)
    {
        var historyWriter = HistoryWriter(historyStore);
        var writing = historyWriter.Run();
        await act(historyWriter);
        historyWriter.Close();
        await writing;
    }
}
