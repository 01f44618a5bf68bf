using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using SmokeTests.Runner.History;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

/// <summary>What is kept, decided and told while the shared database is away, and what becomes of it there.</summary>
public sealed class FallbackHistoryTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly Message Words = new("opened", "it broke", [], []);
    private static readonly Check[] Checks = [Check("a"), Check("b")];
    private readonly TestDatabase database = new();
    private readonly string folder = Directory.CreateTempSubdirectory("smoke-interim-").FullName;
    private readonly HistoryStore shared;
    private readonly HistoryStore own;
    private readonly FallbackHistory fallbackHistory;

    public FallbackHistoryTests()
    {
        shared = new HistoryStore(Dialect.For(database.Connection));
        shared.RegisterChecks(Checks);
        own = At("own.db");
        fallbackHistory = Over(own);
        fallbackHistory.UpdateSnapshot();
        fallbackHistory.Begin("its cable is out");
    }

    [Fact]
    public async Task What_was_opened_and_told_meanwhile_keeps_its_number_and_is_known_as_told()
    {
        Opens("a");
        var here = Tell();

        (await fallbackHistory.MoveToDatabase()).Should().BeTrue();

        var there = new Incidents(shared).Untold().Should().ContainSingle().Subject;
        there.Id.Should().Be(here.Id, "links and pagers go by it");
        there.ToldAt.Should().Be(Noon);
        new Outbox(shared).Of(there.Id).Should().ContainSingle("its message is there as well").Which.State.Should()
            .Be(NotificationState.Waiting);
        new Incidents(shared).Heard(there.Id).Should().Equal("slack");
        shared.Runs("a", 10).Should().ContainSingle();
        shared.Gaps("a", 10).Should().ContainSingle().Which.Times.Should().Be(3);
        fallbackHistory.IsOn.Should().BeFalse();
        own.Runs("a", 10).Should().BeEmpty();
    }

    [Fact]
    public async Task What_was_known_before_is_resolved_there_once_it_is_resolved_here()
    {
        (await fallbackHistory.MoveToDatabase()).Should().BeTrue();
        new Incidents(shared).Open("a", Fault.Product, "storefront", "1", "it broke", Words, Noon);
        fallbackHistory.UpdateSnapshot();
        var known = new Incidents(own).Untold().Should().ContainSingle().Subject;
        fallbackHistory.IsToldHere(known).Should().BeFalse("whoever has the duty may be telling it");
        fallbackHistory.Begin("its cable is out again");
        own.Save([new HistoryEntry(Run("a", Outcome.Passed), false,
            [new DecisionMessage(new IncidentResolved(Fault.Product, new Incident(known.Id, "a", Fault.Product, "storefront", Noon)),
                "storefront", Words)])]);

        (await fallbackHistory.MoveToDatabase()).Should().BeTrue();

        new Incidents(shared).Open().Should().BeEmpty();
        new Incidents(shared).Get(known.Id)!.ResolvedAt.Should().Be(Noon);
    }

    [Fact]
    public async Task What_another_runner_has_opened_as_well_is_one_incident_and_told()
    {
        Opens("a");
        Tell();
        new Incidents(shared).Open("a", Fault.Product, "storefront", "1", "it broke", Words, Noon);

        (await fallbackHistory.MoveToDatabase()).Should().BeTrue();

        new Incidents(shared).Untold().Should().ContainSingle().Which.ToldAt.Should().Be(Noon);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_another_runner_has_seen_pass_since_is_over_and_goes_on_only_where_it_was_told(bool isTold)
    {
        Opens("a");
        if (isTold)
            Tell();
        shared.Save([new HistoryEntry(Run("a", Outcome.Passed) with { Id = "elsewhere", At = Noon.AddMinutes(1) }, false, [])]);

        (await fallbackHistory.MoveToDatabase()).Should().BeTrue();

        new Incidents(shared).Open().Should().HaveCount(isTold ? 1 : 0, "its end is told with the next run, to those who were told of it");
        new Incidents(shared).Untold().Should().HaveCount(isTold ? 1 : 0);
        shared.Read(db => db.ExecuteScalar<long>("select count(*) from incidents")).Should().Be(1, "it was there");
    }

    [Fact]
    public async Task A_runner_that_ends_half_way_takes_nothing_there_twice()
    {
        Opens("a");
        Tell();
        own.Read(db => db.Execute($"vacuum into '{Path.Combine(folder, "before.db")}'"));
        (await fallbackHistory.MoveToDatabase()).Should().BeTrue();

        using var before = At("before.db");
        var again = Over(before);
        again.Resume();
        again.IsOn.Should().BeTrue();
        (await again.MoveToDatabase()).Should().BeTrue();

        new Incidents(shared).Untold().Should().ContainSingle();
        new Outbox(shared).Notifications().Should().ContainSingle();
        shared.Runs("a", 10).Should().ContainSingle();
        shared.Gaps("a", 10).Should().ContainSingle();
    }

    [Fact]
    public async Task A_runner_that_starts_with_what_an_outage_has_left_takes_it_there_before_its_first_run()
    {
        Opens("a");
        own.Read(db => db.Execute($"vacuum into '{Path.Combine(folder, "left.db")}'"));
        using var left = At("left.db");
        var again = Over(left);

        again.Resume();
        var historyWriter = new HistoryWriter(shared, null, TimeProvider.System, NullLogger<HistoryWriter>.Instance) { Interim = again };
        var writing = historyWriter.Run();
        var saved = await historyWriter.Save(Run("b", Outcome.Passed), standing => (AlertRules.Decide(standing, new AlertPolicy()), []));
        historyWriter.Close();
        await writing;

        saved.Should().Be(Ruling.Nothing);
        again.IsOn.Should().BeFalse();
        shared.Runs("a", 10).Should().ContainSingle();
        shared.Runs("b", 10).Should().ContainSingle();
        left.Standing("b").Recent.Should().BeEmpty("it knows its checks, should the database go away at once");
    }

    [Fact]
    public async Task Where_more_is_opened_than_there_are_numbers_for_none_is_lost()
    {
        for (var n = 0; n < 5; n++)
            new Incidents(shared).Open($"{n} there", Fault.Monitor, "ops", "", "it broke", Words, Noon);
        for (var n = 0; n < 205; n++)
            new Incidents(own).Open($"{n} here", Fault.Monitor, "ops", "", "it broke", Words, Noon);

        (await fallbackHistory.MoveToDatabase()).Should().BeTrue();

        new Incidents(shared).Open().Should().HaveCount(210);
        new Incidents(shared).Open("one more", Fault.Monitor, "ops", "", "it broke", Words, Noon).Should().BeTrue();
    }

    public void Dispose()
    {
        fallbackHistory.Dispose();
        own.Dispose();
        shared.Dispose();
        database.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private HistoryStore At(string file) => new(Dialect.For(Path.Combine(folder, file))) { Numbers = FallbackSnapshot.Number };

    private FallbackHistory Over(HistoryStore historyStore) =>
        new(historyStore, shared, () => Checks, TimeProvider.System, NullLogger<FallbackHistory>.Instance);

    private void Opens(string check) =>
        own.Save([new HistoryEntry(Run(check, Outcome.Failed), false,
            [new DecisionMessage(new IncidentOpened(Fault.Product, Noon, 2, 2, false), "storefront", Words)]) { Gap =
            new Gap(check, Noon.AddMinutes(-1), Noon, 3, "its run before was not over") }]);

    private IncidentProgress Tell()
    {
        var story = new Incidents(own).Untold().Should().ContainSingle().Subject;
        fallbackHistory.IsToldHere(story).Should().BeTrue();
        new Incidents(own).Tell(new PlannedNotification(NotificationAction.Open, "storefront", [story], Words, ["slack"], false),
            new AlertPolicy(), Noon);
        return story;
    }

    private static Check Check(string id) =>
        new(id, "k", "s", "local", "n", "g", "cl", "storefront") { Schedule = Schedule.Usual, Limit = TimeSpan.FromSeconds(1) };

    private static Run Run(string check, Outcome outcome) => new($"run of {check}", check, Noon, 1, outcome, [], null, null);
}
