using Microsoft.Data.Sqlite;
using SmokeTests.Runner.Alerting;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Scheduling;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

public sealed class ArchiveTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly Announcement News = new("opened", "it broke", [new Fact("Step", "log in")], [new Link("Run", "http://x/1")]);
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    private string File => Path.Combine(folder, "smoke.db");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_run_its_decision_and_its_message_are_there_after_a_restart()
    {
        using (var archive = Open())
        {
            archive.Save(Run("1", Outcome.Passed), s => s, (_, _) => { });
            archive.Save(Run("2", Outcome.Failed), s => s, (standing, records) =>
            {
                standing.Recent.Select(p => p.Outcome).Should().Equal(Outcome.Failed, Outcome.Passed);
                standing.EverPassed.Should().BeTrue();
                records.Open(new IncidentOpened(Fault.Product, Noon, 2, false), "storefront", News);
            });
        }
        using var again = Open();
        again.Runs("c", 10).Select(r => (r.Id, r.Outcome)).Should().Equal(("2", Outcome.Failed), ("1", Outcome.Passed));
        again.OpenIncidents().Should().ContainSingle().Which.Should().BeEquivalentTo(new { Check = "c", Fault = Fault.Product, Team = "storefront", OpenedBy = "2" });
        again.Outbox(Noon.AddHours(1)).Should().ContainSingle().Which.Announcement.Should().BeEquivalentTo(News);
    }

    [Fact]
    public void A_fault_while_deciding_saves_neither_the_run_nor_a_message()
    {
        using var archive = Open();
        var fault = () => archive.Save(Run("1", Outcome.Failed), s => s, (_, records) =>
        {
            records.Open(new IncidentOpened(Fault.Product, Noon, 2, false), "storefront", News);
            throw new InvalidOperationException("in mid-decision");
        });
        fault.Should().Throw<InvalidOperationException>();
        archive.Runs("c", 10).Should().BeEmpty();
        archive.OpenIncidents().Should().BeEmpty();
        archive.Notifications().Should().BeEmpty();
    }

    [Fact]
    public void Each_teams_messages_keep_their_order_and_wait_for_no_other_team()
    {
        using var archive = Open();
        foreach (var team in new[] { "a", "a", "b" })
            archive.Add(team, null, News, Noon);
        var first = archive.Outbox(Noon);
        first.Select(l => (l.Id, l.Team)).Should().Equal((1, "a"), (3, "b"));
        archive.Postpone(first[0], Noon.AddMinutes(1), "500");
        archive.Mark(first[1], NotificationState.Sent, Noon);
        archive.Outbox(Noon).Should().BeEmpty("the second of a team waits for the first");
        archive.Outbox(Noon.AddMinutes(1)).Select(l => (l.Id, l.Attempts)).Should().Equal((1, 1));
    }

    [Fact]
    public void Runs_that_say_nothing_are_no_part_of_the_standing_and_dent_no_uptime()
    {
        using var archive = Open();
        archive.Save(Run("1", Outcome.Passed));
        archive.Save(Run("2", Outcome.Lost));
        archive.Save(Run("3", Outcome.Broken));
        archive.Save(Run("4", Outcome.Skipped) with { BlamedOn = "other" });
        archive.Save(Run("5", Outcome.Failed), s => s, (standing, _) => standing.Recent.Select(p => p.Outcome).Should().Equal(Outcome.Failed, Outcome.Broken, Outcome.Passed));
        archive.Since(Noon.AddDays(-1))["c"].Should().Be(new Tally(1, 1));
        new Tally(1, 1).Uptime.Should().Be(0.5);
        new Tally(0, 0).Uptime.Should().BeNull();
    }

    private Archive Open()
    {
        var archive = new Archive(File);
        archive.Know([new Check("c", "k", "s", "local", "n", "g", "cl", "storefront", Schedule.Usual, TimeSpan.FromSeconds(1), [], null, null, null)]);
        return archive;
    }

    private static Run Run(string id, Outcome outcome) => new(id, "c", Noon.AddSeconds(int.Parse(id)), 1, outcome, [], null, null);
}
