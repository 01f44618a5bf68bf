using System.Data.Common;
using System.Globalization;
using CsCheck;
using Dapper;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using SmokeTests.Cleanup;
using SmokeTests.Runner.Notifications;
using SmokeTests.Runner.History;
using SmokeTests.Testing;

namespace SmokeTests.Runner.Tests;

/// <summary>
/// Whatever stands in whichever column of a history, from an older version or by somebody's hand: the runner starts, every page
/// is shown, and what goes on in the background goes on. <c>SMOKETESTS_FUZZ=200</c> tries as many histories, other ones each time.
/// </summary>
public abstract class StoredRowsTests : IDisposable
{
    private const string Variable = "SMOKETESTS_FUZZ";
    private const int OfTable = 2;

    /// <summary>What leads the migrations; who belongs to a cluster is damaged in <see cref="ClusterTablesTests"/>.</summary>
    private static readonly string[] Others = ["SchemaVersions", "schemaversions", "members", "membership", "sqlite_sequence"];

    private static readonly string[] Kinds = ["double", "int", "blob", "text"];
    private static readonly byte[][] Blobs = [[], [0], [0, 255], [0xf0, 0x9f, 0x98], "[]"u8.ToArray(), "7"u8.ToArray()];
    private static readonly long[] Numbers = [0, 1, -1, 7, int.MaxValue, int.MinValue, 253_402_300_800_000, -62_135_596_800_001,
        9_007_199_254_740_993, long.MaxValue, long.MinValue];
    private static readonly double[] Doubles =
        [0, -1, 0.5, 1e308, -1e308, double.PositiveInfinity, double.NegativeInfinity, double.NaN, double.Epsilon];

    private static readonly string[] Words =
    [
        "", " ", "x", "null", "[]", "{}", "[null]", "[{}]", "7", "\"x\"", "{\"kind\":null}", "{\"headline\":\"x\"}",
        "{\"kind\":\"digest\",\"headline\":\"x\",\"facts\":[],\"links\":[]}",
        "{\"kind\":\"digest\",\"headline\":\"x\",\"facts\":[null,{\"name\":\"Messages\",\"text\":\"-7\"}],\"links\":[null]}",
        "[{\"name\":null}]", "[{\"name\":\"x\",\"depth\":2147483647,\"startMs\":1e308,\"ms\":-1e308}]",
        "{\"message\":null,\"summary\":null}", "{\"summary\":\"x\",\"message\":\"y\",\"stack\":\"\\u0000\"}",
        "{\"version\":null,\"lateness\":null,\"suites\":[null]}",
        "[9223372036854775807,-1]", "[1e308]", "Passed", "Failed", "Nobody", "Product", "javascript:alert(1)", "http://",
        "../../etc/passwd", "a and b and ", "\u0001\u001b", "é\ufffe", "<key/>", "00ff",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("smoke-rows-").FullName;

    private protected string Folder => folder;

    private protected abstract string Place { get; }

    private protected abstract string Columns { get; }

    /// <summary>How many histories are tried: each with two other columns of every table.</summary>
    private protected abstract int Usual { get; }

    /// <summary>Whether any value stands in any column, whatever its type.</summary>
    private protected abstract bool TakesAnything { get; }

    public virtual void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Whatever_stands_in_a_history_the_runner_starts_and_shows_it()
    {
        var isFixed = Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 };
        var tries = isFixed ? Usual : int.Parse(Environment.GetEnvironmentVariable(Variable)!, CultureInfo.InvariantCulture);
        var chance = new PCG(1, isFixed ? 7 : (ulong)Random.Shared.NextInt64());
        await using (var runner = await RunnerUnderTest.Start(Place, folder))
        {
            await runner.Fill();
            await TestContext.Current.Until(() => runner.Get<Outbox>().Notifications().Count > 0
                && runner.HistoryStore.LastRun(RunnerUnderTest.Located) is not null);
        }
        Owe();
        var faults = new List<string>();
        for (var n = 0; n < tries && faults.Count < 10; n++)
        {
            var changes = Change(chance, n);
            await using var runner = await RunnerUnderTest.Start(Place, folder);
            var found = await Look(runner);
            if (found.Count > 0)
                faults.Add($"{n}: {string.Join("; ", changes)}\n{string.Join('\n', found)}");
        }
        string.Join("\n\n", faults).Should().BeEmpty();
    }

    private static async Task<List<string>> Look(RunnerUnderTest runner)
    {
        var (found, runs) = (new List<string>(), runner.HistoryStore.Runs(RunnerUnderTest.Located, 5));
        var pages = runner.Routes.Where(r => r.RoutePattern.Parameters.Count == 0
            && r.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") != false).Select(r => r.RoutePattern.RawText!)
            .Where(p => p is not ("/events" or "/signin/provider"))
            .Concat(runs.SelectMany(r => new[] { $"/runs/{OddTexts.Escape(r.Id)}", $"/api/runs/{OddTexts.Escape(r.Id)}",
                $"/runs/{OddTexts.Escape(r.Id)}/evidence/page.html" }))
            .Concat(new[] { RunnerUnderTest.Check,
                RunnerUnderTest.Located }.SelectMany(c => new[] { $"/checks/{c}", $"/checks/{c}?over=year", $"/api/checks/{c}",
                    $"/api/checks/{c}/runs", $"/api/checks/{c}/uptime", $"/checks/{c}/badge.svg" }))
            .Concat(["/teams/storefront", "/incidents/1", "/api/incidents/1", "/api/incidents?open=false", runner.Act,
                "/status/Ordering.json"]).Distinct();
        foreach (var page in pages)
            if (await runner.Get(page,
                page.StartsWith("/api", StringComparison.Ordinal) || page == "/metrics" ? $"Authorization: Bearer {RunnerUnderTest.Token}"
                    : "X-Forwarded-User: grace") is { Status: 0 or >= 500 } bad)
                found.Add($"{page}: {bad.Status}");
        // What it does by itself, at once.
        Try("herald", () => runner.Get<AlertingServices>().Planner.Look());
        Try("outbox", () => runner.Get<Outbox>().Take(DateTimeOffset.UtcNow, []));
        var housekeeping = new Housekeeping(runner.HistoryStore, () => new Retention(), TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<Housekeeping>.Instance);
        Try("rollup", () => housekeeping.RollUp());
        Try("sweep", () => housekeeping.Sweep());
        Try("standing", () => runner.HistoryStore.Standing(RunnerUnderTest.Located));
        var again = await runner.Api("POST", $"/api/checks/{RunnerUnderTest.Check}/run", "{}");
        if (again.Status != 200)
            found.Add($"run: {again.Status}");
        var report = await runner.Api("POST", "/api/reports",
            Reports.Good(DateTimeOffset.UtcNow, $"{Random.Shared.NextInt64(1L << 48):x23}"));
        if (report.Status != 204)
            found.Add($"report: {report.Status} {report.Text}");
        if (runner.Running.IsCompleted)
            found.Add("the runner has ended");
        found.AddRange(runner.Log.Stacks.Select(s => $"{s}".Length > 1_500 ? $"{s}"[..1_500] : $"{s}"));
        return found;

        void Try(string what, Action act)
        {
            try
            {
                act();
            }
            catch (Exception e)
            {
                found.Add($"{what}: {e}");
            }
        }
    }

    /// <summary>Values in some columns of each table.</summary>
    private List<string> Change(PCG chance, int round)
    {
        var changes = new List<string>();
        using var historyStore = new HistoryStore(Dialect.For(Place));
        var columns = historyStore.Read(db => db.Query<(string Table, string Column, string Type, long MayBeNull)>(Columns)
            .Where(c => !Others.Contains(c.Table)).ToArray());
        columns.Select(c => c.Table).Distinct().Should()
            .Contain(["runs", "incidents", "notifications", "deliveries", "silences", "deploys", "keys", "rollups", "arrivals"]);
        foreach (var (table, nth) in columns.GroupBy(c => c.Table).SelectMany(t => Enumerable.Range(0, OfTable).Select(nth => (t, nth))))
        {
            // One column after the other, so that each has its turn.
            var (_, column, type, mayBeNull) = table.ElementAt((OfTable * round + nth) % table.Count());
            // What ties rows together is whose it is.
            if (column is "key" or "seq" || table.Key == "checks" && column == "id")
                continue;
            var value = Value(TakesAnything ? Kinds[(int)(chance.Next() % (ulong)Kinds.Length)] : type, mayBeNull != 0, chance);
            // SQLite has no such number: it writes null.
            value = TakesAnything && value is double.NaN ? "NaN" : value;
            try
            {
                if (historyStore.Write((db, transaction) => db.Execute($"update {table.Key} set {column} = @value", new { value },
                    transaction)) > 0)
                    changes.Add($"{table.Key}.{column} = {(value is byte[] bytes ? Convert.ToHexString(bytes) : value ?? "null")} "
                        + $"({value?.GetType().Name})");
            }
            catch (DbException)
            {
                // Such a row cannot be.
            }
        }
        return changes;
    }

    private static object? Value(string type, bool mayBeNull, PCG chance)
    {
        var choice = (int)(chance.Next() % 1_000);
        return mayBeNull && choice % 10 == 0 ? null
            : type.Contains("double", StringComparison.OrdinalIgnoreCase) ? Doubles[choice % Doubles.Length]
            : type.Contains("int", StringComparison.OrdinalIgnoreCase) ? Numbers[choice % Numbers.Length]
            : type is "blob" or "bytea" ? Blobs[choice % Blobs.Length]
            : choice % 4 == 0 ? Generated(chance) : Words[choice % Words.Length];
    }

    private static string Generated(PCG chance) => Texts.Clean(AnyJson.Texts.Generate(chance, null, out _))!;

    private void Owe()
    {
        var (ledger, now) = (new Ledger(Path.Combine(folder, "debts.db")), DateTimeOffset.UtcNow);
        ledger.Owe(new Debt("d1", "r1", "Shop.Orders", "Shop", "production", "storefront", "Shop", "Void Undo(System.String)", "[\"x\"]",
            now, 0, now, null));
        using var db = new SqliteConnection($"Data Source={Path.Combine(folder, "debts.db")};Pooling=false");
        db.Open();
        db.Execute("update debts set owed_at = @Most, next_at = -@Most, attempts = @Most, arguments = '', method = '', error = ''",
            new { Most = long.MaxValue });
        const string others =
            "id, run, check_name, suite, environment, team, class, method, arguments, owed_at, attempts, next_at, error, holder";
        foreach (var odd in new[] { "'soon'", "x'00ff'", "1e308", "''", "7.5" })
            db.Execute($"insert into debts ({others}) "
                + $"select {odd}, {odd}, {odd}, {odd}, {odd}, {odd}, {odd}, {odd}, {odd}, {odd}, {odd}, {odd}, {odd}, {odd}");
    }
}

/// <summary>In a file.</summary>
public sealed class SqliteStoredRowsTests : StoredRowsTests
{
    private protected override string Place => Path.Combine(Folder, "smoke.db");

    private protected override int Usual => 14;

    private protected override bool TakesAnything => true;

    private protected override string Columns =>
        "select m.name, c.name, lower(c.type), 1 - c.\"notnull\" from sqlite_master m join pragma_table_info(m.name) c where m.type "
            + "= 'table' order by m.name, c.cid";
}

/// <summary>In PostgreSQL.</summary>
public sealed class PostgresStoredRowsTests : StoredRowsTests
{
    private readonly TestDatabase database = new();

    private protected override string Place => database.Connection;

    private protected override int Usual => 5;

    private protected override bool TakesAnything => false;

    private protected override string Columns =>
        "select table_name::text, column_name::text, data_type::text, (case when is_nullable = 'YES' then 1 else 0 end)::bigint from "
            + "information_schema.columns where table_schema = current_schema() order by table_name, ordinal_position";

    public override void Dispose()
    {
        base.Dispose();
        database.Dispose();
    }
}
