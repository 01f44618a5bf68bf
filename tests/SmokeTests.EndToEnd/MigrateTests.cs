using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace SmokeTests.EndToEnd;

/// <summary>An installation of 1,000 checks and 90 days moves from its file to PostgreSQL while five incidents are open.</summary>
public sealed class MigrateTests : IDisposable
{
    private const int Checks = 1_000;
    private const int Days = 90;
    private readonly string data = Directory.CreateTempSubdirectory("migrate-").FullName;
    private readonly string server = Environment.GetEnvironmentVariable("SMOKETESTS_POSTGRES")
        ?? throw new InvalidOperationException(
            "These tests need PostgreSQL: run them with dotnet run --project build -- test SmokeTests.EndToEnd");
    private readonly string name = $"moved_{Guid.NewGuid():N}";

    public MigrateTests() => Ask($"create database {name}");

    private string Database => new NpgsqlConnectionStringBuilder(server) { Database = name }.ToString();

    public void Dispose()
    {
        NpgsqlConnection.ClearAllPools();
        SqliteConnection.ClearAllPools();
        Ask($"drop database {name} with (force)");
        Scratch.Remove(data);
    }

    [Fact]
    public async Task Counts_and_sums_agree_and_what_is_open_is_resolved_once()
    {
        await using var site = await ManyPages.Open();
        await using var receiver = await TeamWebhook.Open();
        var environment = new Dictionary<string, string> { ["MANY"] = $"{Checks}", ["MANY_SITE"] = site.Address,
            ["SMOKETESTS__teams__load__webhook__address"] = receiver.Address };
        string[] arguments = [Product.Specimen("Many"), "--every", "10s", "--data", data];
        await using (var runner = new Runner(arguments, environment))
        {
            await runner.Start();
            await runner.Until("every check passes",
                async () => (await runner.Checks()) is { Length: Checks } all && all.All(c => c.Outcome == "Passed"));
            site.Break(1, 20, 300, 444, 999);
            await runner.Until("five incidents are told", () => Task.FromResult(receiver.Has("opened", 5)));
            await runner.OutboxIsEmpty();

            environment["SMOKETESTS__history__database"] = Database;
            var (busy, refused) = await Migrate(environment);
            busy.Should().Be(2);
            refused.Should().Contain("When another runner uses it");
        }
        Past();

        var (code, said) = await Migrate(environment);
        code.Should().Be(0, said);
        using (DbConnection file = new SqliteConnection($"Data Source={Path.Combine(data, "smoke.db")}"),
            moved = new NpgsqlConnection(Database))
            foreach (var rollups in new[]
            {
                "select count(*), cast(sum(at) as bigint), sum(ms) from runs",
                "select count(*), cast(sum(starts) as bigint), sum(ms) from rollups",
                "select count(*), cast(sum(runs) as bigint), 0.0 from latencies",
                "select count(*), cast(sum(opened_at) as bigint), 0.0 from incidents",
                "select count(*), cast(sum(attempts) as bigint), 0.0 from deliveries",
                "select count(*), cast(sum(key) as bigint), 0.0 from checks",
            })
            {
                var (before, after) =
                    (file.QuerySingle<(long Rows, long Sum, double Ms)>(rollups),
                        moved.QuerySingle<(long Rows, long Sum, double Ms)>(rollups.Replace("0.0", "0.0::double precision",
                            StringComparison.Ordinal)));
                (after.Rows, after.Sum).Should().Be((before.Rows, before.Sum), rollups);
                after.Ms.Should().BeApproximately(before.Ms, Math.Abs(before.Ms) * 1e-9, rollups);
                before.Rows.Should().BePositive(rollups);
            }
        (await Migrate(environment)).Output.Should().Contain("There is a history in that database already");

        site.HealAll();
        await using (var runner = new Runner(arguments, environment))
        {
            await runner.Start();
            await runner.Until("every check passes",
                async () => (await runner.Checks()) is { Length: Checks } all
                    && all.All(c => c.Outcome == "Passed" && c.OpenSince is null));
            await runner.Until("five ends are told", () => Task.FromResult(receiver.Has("resolved", 5)));
            await runner.OutboxIsEmpty();
        }
        var told = receiver.Told;
        told.Count(t => t.Kind == "opened").Should().Be(5, "nothing is told anew");
        told.Where(t => t.Kind == "resolved").Select(t => t.Incident).Should()
            .BeEquivalentTo(told.Where(t => t.Kind == "opened").Select(t => t.Incident), "each ends once, by its number");
        (await Product.Run([Product.Smoke, "migrate", "--data", Path.Combine(data, "none"), "--settings", Settings],
            environment)).Output.Should().Contain("There is no history in");
    }

    private static string Settings => Path.Combine(Product.Specimen("Many"), "smoketests.json");

    private Task<(int Code, string Output)> Migrate(Dictionary<string, string> environment) =>
        Product.Run([Product.Smoke, "migrate", "--data", data, "--settings", Settings], environment);

    /// <summary>Three months of it, by day, and a week by hour.</summary>
    private void Past()
    {
        using var db = new SqliteConnection($"Data Source={Path.Combine(data, "smoke.db")}");
        db.Execute("""
            with recursive ago(n) as (select 1 union all select n + 1 from ago where n < @Days),
                hours(n) as (select 1 union all select n + 1 from hours where n < 168)
            insert into rollups (span, check_key, starts, good, slow, failed, broken, blamed, ms, slowest)
            select 'day', key, 1700000000000 - n * 86400000, 8600, 20, 15 + n % 3, 0, 1, 8600 * 12.7 + n, 900.5 from checks, ago
            union all select 'hour', key, 1700000000000 - n * 3600000, 360, 1, 0, 0, 0, 360 * 12.7, 30.25 from checks, hours;
            insert into latencies (span, check_key, starts, bucket, runs)
            select span, check_key, starts, 26, good from rollups where starts < 1700000000000;
            """, new { Days });
    }

    private void Ask(string sql)
    {
        using var db = new NpgsqlConnection(server);
        db.Execute(sql);
    }
}
