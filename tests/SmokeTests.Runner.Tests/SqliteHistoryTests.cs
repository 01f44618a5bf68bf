using Dapper;
using DbUp;
using DbUp.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using SmokeTests.Recording;
using SmokeTests.Runner.History;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

/// <summary>The same history on SQLite.</summary>
public sealed class SqliteHistoryTests : HistoryTests
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    private protected override Dialect Place() => Dialect.For(Path.Combine(folder, "smoke.db"));

    private protected override UpgradeEngineBuilder Steps() =>
        DeployChanges.To.SqliteDatabase($"Data Source={Path.Combine(folder, "smoke.db")}")
        .WithVariable("identity", "integer primary key autoincrement").WithVariable("bytes", "blob");

    public override void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Theory, InlineData(1), InlineData(2)]
    public void A_history_of_an_earlier_version_is_taken_over(int version)
    {
        using (var early = new SqliteConnection($"Data Source={Path.Combine(folder, "smoke.db")}"))
        {
            early.Open();
            var added = version == 2
                ? "alter table runs add column evidence text; alter table runs add column measures text; "
                    + "alter table runs add column trace text;"
                : "";
            early.Execute($"""
                create table checks (id text primary key, environment text not null, name text not null, grp text not null,
                  team text, passed_at integer);
                create table runs (id text primary key, check_id text not null, at integer not null, ms real not null,
                  outcome text not null, blamed_on text, failure text, steps text not null, output text);
                create index runs_by_check on runs (check_id, at);
                create table incidents (id integer primary key, check_id text not null, fault text not null, team text not null,
                  opened_at integer not null, resolved_at integer, opened_by text not null, summary text not null);
                create unique index incidents_open on incidents (check_id, fault) where resolved_at is null;
                create table notifications (id integer primary key, team text not null, check_id text,
                  kind text not null, state text not null, announcement text not null,
                  at integer not null, attempts integer not null default 0, next_at integer not null, done_at integer, error text);
                create index notifications_waiting on notifications (team, id) where state = 'Waiting';
                insert into checks values ('c', 'local', 'n', 'g', 'storefront', 5);
                insert into runs values ('r', 'c', 7, 1.5, 'Failed', null, null, '[]', 'said');
                insert into incidents values (3, 'c', 'Product', 'storefront', 7, null, 'r', 'it broke');
                {added}
                pragma user_version = {version};
                """);
        }
        for (var start = 0; start < 2; start++)
        {
            using var historyStore = Open();
            historyStore.Runs("c", 10).Should().ContainSingle().Which.Should()
                .BeEquivalentTo(new { Id = "r", Ms = 1.5, Outcome = Outcome.Failed, Output = "said" });
            new Incidents(historyStore).Open().Should().ContainSingle().Which.Should()
                .BeEquivalentTo(new { Id = 3L, Summary = "it broke" });
            historyStore.Standing("c").EverPassed.Should().BeTrue();
        }
    }

    [Fact]
    public async Task Files_copied_in_mid_write_open_and_hold_all_that_was_reported()
    {
        using var historyStore = Open();
        var historyWriter = HistoryWriter(historyStore);
        var writing = historyWriter.Run();
        var told = new List<string>();
        using var enough = new CancellationTokenSource();
        var load = Task.Run(async () =>
        {
            for (var n = 1; !enough.IsCancellationRequested; n++)
                if (await historyWriter.Save(Run($"{n}", n % 2 == 0 ? Outcome.Failed : Outcome.Passed), Always) is not null)
                    lock (told)
                        told.Add($"{n}");
        }, TestContext.Current.CancellationToken);
        for (var copy = 0; copy < 10; copy++)
        {
            await Until(() => told, (copy + 1) * 5);
            string[] before;
            lock (told)
                before = [.. told];
            var there = Directory.CreateDirectory(Path.Combine(folder, $"copy{copy}")).FullName;
            // A power cut leaves both files as they are at one moment. While somebody reads, the log only grows, so a copy of the
            // file and then of the log is that.
            using (var reader = new SqliteConnection($"Data Source={Path.Combine(folder, "smoke.db")};Pooling=false"))
            {
                reader.Open();
                using var reading = reader.BeginTransaction(deferred: true);
                reader.ExecuteScalar<long>("select count(*) from runs", transaction: reading);
                foreach (var name in new[] { "smoke.db", "smoke.db-wal" })
                    File.Copy(Path.Combine(folder, name), Path.Combine(there, name));
            }
            using var again = new HistoryStore(Dialect.For(Path.Combine(there, "smoke.db")));
            again.Read(db => db.ExecuteScalar<string>("pragma integrity_check")).Should().Be("ok");
            again.Runs("c", 100_000).Select(r => r.Id).Should().Contain(before);
        }
        await enough.CancelAsync();
        await load;
        historyWriter.Close();
        await writing;
    }

    [Fact]
    public async Task Runs_wait_for_a_database_that_is_locked_and_what_decides_is_never_left_out()
    {
        using var historyStore = Open();
        var historyWriter = new HistoryWriter(historyStore, null, TimeProvider.System,
            NullLogger<HistoryWriter>.Instance) { Comfortable = 2 };
        var writing = historyWriter.Run();
        historyStore.RegisterChecks([.. Enumerable.Range(0, 30).Select(n => Check($"c{n}"))]);
        for (var n = 0; n < 30; n++)
            await historyWriter.Save(Run($"a{n}", Outcome.Passed) with { Check = $"c{n}" }, Always);

        using var other = new SqliteConnection($"Data Source={Path.Combine(folder, "smoke.db")}");
        other.Open();
        using (var held = other.BeginTransaction())
        {
            var good = Enumerable.Range(0, 30)
                .Select(n => historyWriter.Save(Run($"b{n}", Outcome.Passed) with { Check = $"c{n}",
                    Steps = [new StepTaken("look", 0, 0, 1, null, null, false)] }, Always)).ToArray();
            var bad = Enumerable.Range(0, 30)
                .Select(n => historyWriter.Save(Run($"f{n}", Outcome.Failed) with { Check = $"c{n}" }, Always)).ToArray();
            historyWriter.LeftOut.Should().BeGreaterThan(0);
            held.Rollback();
            await Task.WhenAll(bad);
            await Task.WhenAll(good);
        }
        for (var n = 0; n < 30; n++)
            historyStore.Runs($"c{n}", 10).Should().Contain(r => r.Id == $"f{n}");
        var kept = Enumerable.Range(0, 30).Select(n => historyStore.Run($"b{n}")).OfType<Run>().ToArray();
        kept.Length.Should().Be(30 - (int)historyWriter.LeftOut);
        kept.Should().Contain(r => r.Steps.Count == 0, "runs that waited long were shortened");
        historyWriter.Close();
        await writing;
    }
}
