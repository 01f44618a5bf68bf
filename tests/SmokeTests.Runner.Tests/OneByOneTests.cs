using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using SmokeTests.Runner.Notifications;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Settings;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.SelfMonitoring;

namespace SmokeTests.Runner.Tests;

/// <summary>What watches many things: one of them that cannot be looked at, or written down, holds up no other.</summary>
public sealed class OneByOneTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("smoke-each-").FullName;
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly HistoryStore historyStore;
    private readonly AlertingServices alerting;

    public OneByOneTests()
    {
        historyStore = new HistoryStore(Dialect.For(Path.Combine(folder, "smoke.db")));
        alerting = TestDesk.On(historyStore,
            new RunnerSettings(new Dictionary<string, Team>(), Team.Unrouted("platform"), new AlertPolicy()), time);
    }

    [Fact]
    public async Task A_worry_that_cannot_be_looked_at_is_one_itself()
    {
        using var stop = new CancellationTokenSource();
        var watching = new MonitorWatch([new Odd(), new Real("The disk is well", "it is full")], alerting).Run(stop.Token);
        for (var passed = 0; passed < 90; passed += 5)
            time.Advance(TimeSpan.FromSeconds(5));

        alerting.Incidents.Open().Select(i => $"{i.Check}: {i.Summary}").Should()
            .BeEquivalentTo("Something odd: \"Something odd\" cannot be looked up", "The disk is well: it is full");
        await stop.CancelAsync();
        time.Advance(TimeSpan.FromSeconds(5));
        await watching;
    }

    [Fact]
    public void An_incident_that_cannot_be_closed_keeps_no_other_open()
    {
        foreach (var check in new[] { "a@local", "b@local", "c@local" })
            alerting.Incidents.Open(check, Fault.Product, "storefront", "run", "it broke", new Message("opened", "✗ it is broken", [], []),
                time.GetUtcNow());
        historyStore.Write((db, transaction) => db.Execute(
            "create trigger odd before update on incidents when old.id = 2 begin select raise(abort, 'that row is odd'); end",
            transaction: transaction));
        var departures = new RemovedChecks(_ => false, () => true, alerting);

        departures.Look();
        time.Advance(TimeSpan.FromMinutes(1));
        departures.Look().Should().BeTrue("there is something to tell");

        alerting.Incidents.Open().Should().ContainSingle().Which.Check.Should().Be("b@local");
        departures.Look().Should().BeFalse();
        historyStore.Write((db, transaction) => db.Execute("drop trigger odd", transaction: transaction));
        departures.Look().Should().BeTrue();
        alerting.Incidents.Open().Should().BeEmpty();
    }

    public void Dispose()
    {
        alerting.Dispose();
        historyStore.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private sealed class Odd : IRunnerHealthCheck
    {
        public string Name => "Something odd";

        public ValueTask<HealthProblem?> Look() => throw new InvalidOperationException("it has no meaning");
    }

    private sealed class Real(string name, string summary) : IRunnerHealthCheck
    {
        public string Name => name;

        public ValueTask<HealthProblem?> Look() => new(new HealthProblem(summary));
    }
}
