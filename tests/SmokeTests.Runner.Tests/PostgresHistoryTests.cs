using System.Data.Common;
using Dapper;
using DbUp;
using DbUp.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SmokeTests.Recording;
using SmokeTests.Runner.Alerting;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Scheduling;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

/// <summary>The same history on PostgreSQL: each test in a database of its own.</summary>
public sealed class PostgresHistoryTests : HistoryTests
{
    private readonly TestDatabase database = new();

    private protected override UpgradeEngineBuilder Steps() =>
        DeployChanges.To.PostgresqlDatabase(database.Connection).WithVariable("identity", "bigint generated always as identity primary key").WithVariable("bytes", "bytea");

    private protected override Dialect Place() => Dialect.For(database.Connection);

    public override void Dispose() => database.Dispose();

    [Fact]
    public void A_text_with_a_null_character_is_saved()
    {
        using var archive = Open();
        archive.Save([new Entry(Run("1", Outcome.Failed) with { Output = "a\0b", Failure = Text("x\0y") }, false, [])]);
        var run = archive.Run("1")!;
        run.Output.Should().Be("a\ufffdb");
        run.Failure!.Message.Should().Be("x\ufffdy");
    }
}
