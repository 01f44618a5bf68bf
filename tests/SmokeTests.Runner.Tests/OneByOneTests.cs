using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using SmokeTests.Runner.Alerting;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Settings;

namespace SmokeTests.Runner.Tests;

/// <summary>What watches many things: one of them that cannot be looked at, or written down, holds up no other.</summary>
public sealed class OneByOneTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("smoke-each-").FullName;
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly Archive archive;
    private readonly Desk desk;

    public OneByOneTests()
    {
        archive = new Archive(Dialect.For(Path.Combine(folder, "smoke.db")));
        desk = TestDesk.On(archive, new RunnerSettings(new Dictionary<string, Team>(), Team.Unrouted("platform"), new Policy()), time);
    }

    [Fact]
    public async Task A_worry_that_cannot_be_looked_at_is_one_itself()
    {
        using var stop = new CancellationTokenSource();
        var watching = new MonitorWatch([new Odd(), new Real("The disk is well", "it is full")], desk).Run(stop.Token);
        for (var passed = 0; passed < 90; passed += 5)
            time.Advance(TimeSpan.FromSeconds(5));

        desk.Incidents.Open().Select(i => $"{i.Check}: {i.Summary}").Should()
            .BeEquivalentTo("Something odd: \"Something odd\" cannot be looked up", "The disk is well: it is full");
        await stop.CancelAsync();
        time.Advance(TimeSpan.FromSeconds(5));
        await watching;
    }

    [Fact]
    public void An_incident_that_cannot_be_closed_keeps_no_other_open()
    {
        foreach (var check in new[] { "a@local", "b@local", "c@local" })
            desk.Incidents.Open(check, Fault.Product, "storefront", "run", "it broke", new Announcement("opened", "✗ it is broken", [], []), time.GetUtcNow());
        archive.Write((db, transaction) => db.Execute(
            "create trigger odd before update on incidents when old.id = 2 begin select raise(abort, 'that row is odd'); end", transaction: transaction));
        var departures = new Departures(_ => false, () => true, desk);

        departures.Look();
        time.Advance(TimeSpan.FromMinutes(1));
        departures.Look().Should().BeTrue("there is something to tell");

        desk.Incidents.Open().Should().ContainSingle().Which.Check.Should().Be("b@local");
        departures.Look().Should().BeFalse();
        archive.Write((db, transaction) => db.Execute("drop trigger odd", transaction: transaction));
        departures.Look().Should().BeTrue();
        desk.Incidents.Open().Should().BeEmpty();
    }

    public void Dispose()
    {
        desk.Dispose();
        archive.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private sealed class Odd : IWorry
    {
        public string Name => "Something odd";

        public ValueTask<Worry?> Look() => throw new InvalidOperationException("it has no meaning");
    }

    private sealed class Real(string name, string summary) : IWorry
    {
        public string Name => name;

        public ValueTask<Worry?> Look() => new(new Worry(summary));
    }
}
