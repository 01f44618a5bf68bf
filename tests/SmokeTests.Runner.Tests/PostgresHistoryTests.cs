using Dapper;
using DbUp;
using DbUp.Builder;
using SmokeTests.Runner.History;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

/// <summary>The same history on PostgreSQL: each test in a database of its own.</summary>
public sealed class PostgresHistoryTests : HistoryTests
{
    private readonly TestDatabase database = new();

    private protected override UpgradeEngineBuilder Steps() =>
        DeployChanges.To.PostgresqlDatabase(database.Connection).WithVariable("identity", "bigint generated always as identity primary key")
        .WithVariable("bytes", "bytea");

    private protected override Dialect Place() => Dialect.For(database.Connection);

    public override void Dispose() => database.Dispose();

    [Fact]
    public void A_text_with_a_null_character_is_saved()
    {
        using var historyStore = Open();
        historyStore.Save([new HistoryEntry(Run("1", Outcome.Failed) with { Output = "a\0b", Failure = Text("x\0y") }, false, [])]);
        var run = historyStore.Run("1")!;
        run.Output.Should().Be("a\ufffdb");
        run.Failure!.Message.Should().Be("x\ufffdy");
    }

    /// <summary>Runners of the version before go on beside the new one while one after the other is replaced.</summary>
    [Fact]
    public void Every_step_only_adds_what_the_version_before_can_do_without()
    {
        var columns = new Dictionary<string, (string Type, bool MayBeLeftOut)>();
        var keys = new HashSet<string>();
        for (var step = 1; step <= LastStep; step++)
        {
            Upgrade(step);
            using var place = Place();
            using var db = place.Open();
            var now = db.Query<(string Table, string Column, string Type, bool Free)>("""
                select table_name, table_name || '.' || column_name, data_type, is_nullable = 'YES' or column_default is not null
                    or is_identity = 'YES'
                from information_schema.columns where table_schema = current_schema()
                """).ToArray();
            var unique = db.Query<(string Table, string Key)>(
                "select tablename, indexdef from pg_indexes where schemaname = current_schema() and indexdef like 'CREATE UNIQUE%'")
                .ToArray();
            var tables = columns.Keys.Select(c => c.Split('.')[0]).ToHashSet();
            foreach (var (column, was) in columns)
                now.Should().Contain(n => n.Column == column && n.Type == was.Type && (n.Free || !was.MayBeLeftOut),
                    $"step {step} leaves {column} as it was");
            now.Where(n => tables.Contains(n.Table) && !columns.ContainsKey(n.Column) && !n.Free).Should()
                .BeEmpty($"step {step}: who does not know a new column leaves it out");
            unique.Where(u => tables.Contains(u.Table)).Select(u => u.Key).Should()
                .BeSubsetOf(keys, $"step {step} forbids no row that could be written before");
            columns = now.ToDictionary(n => n.Column, n => (n.Type, n.Free));
            keys = [.. unique.Select(u => u.Key)];
        }
        columns.Should().ContainKey("lent.loan");
    }
}
