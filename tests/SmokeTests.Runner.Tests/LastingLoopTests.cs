using Dapper;
using Microsoft.Data.Sqlite;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Tests;

/// <summary>What goes on in the background goes on: a throw of one round ends neither it nor the runner.</summary>
public sealed class LastingLoopTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("smoke-loops-").FullName;

    private string Place => Path.Combine(folder, "smoke.db");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("incidents", "opened_at")]     // who tells
    [InlineData("deliveries", "next_at")]      // who delivers
    [InlineData("rollups", "ms")]              // who tidies
    [InlineData("told", "kind")]
    [InlineData("silences", "ends")]
    [InlineData("arrivals", "content")]
    public async Task A_column_that_is_away_for_a_while_ends_nothing(string table, string column)
    {
        await using var runner = await RunnerUnderTest.Start(Place, folder);
        await runner.Fill();
        await TestContext.Current.Until(() => runner.Get<Outbox>().Notifications().Count == 1);
        runner.Log.Forget();
        Do($"alter table {table} rename column {column} to elsewhere");
        Open(runner, "second");
        await TestContext.Current.Until(() => runner.Log.Stacks.Count > 0 || table is "rollups" or "arrivals");
        runner.Running.IsCompleted.Should().BeFalse();
        Do($"alter table {table} rename column elsewhere to {column}");
        Open(runner, "third");
        await TestContext.Current.Until(() => runner.Get<Outbox>().Notifications().Count(n => n.State == NotificationState.Shown) >= 3);
        runner.Running.IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task A_history_that_is_deleted_while_the_runner_runs_is_said_to_be_and_the_next_start_has_a_new_one()
    {
        if (OperatingSystem.IsWindows())
            return; // A file that is in use is not deleted there.
        await using (var runner = await RunnerUnderTest.Start(Place, folder))
        {
            await runner.Fill();
            foreach (var file in Directory.GetFiles(folder, "smoke.db*"))
                File.Delete(file);
            var running = async () => await runner.Running.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            (await running.Should().ThrowAsync<HistoryGoneException>()).WithMessage($"*{Place}*");
            runner.IsOver = true;
        }
        await using var again = await RunnerUnderTest.Start(Place, folder);
        await again.Fill();
        again.Running.IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task Debts_that_cannot_be_read_are_said_to_be_so()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "debts.db"), new string('x', 10_000), TestContext.Current.CancellationToken);
        await using var runner = await RunnerUnderTest.Start(Place, folder);
        await runner.Fill();
        await TestContext.Current.Until(() => runner.Log.Entries.Any(e => e.Text.Contains("debts", StringComparison.OrdinalIgnoreCase)));
        foreach (var page in new[] { "/debts", "/api/debts" })
            (await runner.Api("GET", page, null)).Status.Should().BeLessThan(500);
        (await runner.Api("GET", "/debts", null)).Text.Should().Contain("cannot be read");
        runner.Running.IsCompleted.Should().BeFalse();
    }

    /// <summary>Behind the runner's back.</summary>
    private void Do(string sql)
    {
        using var db = new SqliteConnection($"Data Source={Place};Pooling=false;Default Timeout=30");
        db.Open();
        db.Execute(sql);
    }

    /// <summary>An incident, whatever its time is called now.</summary>
    private static void Open(RunnerUnderTest runner, string check) => runner.HistoryStore.Write((db, transaction) =>
    {
        var time = db.Query<string>("select name from pragma_table_info('incidents')", transaction: transaction).Contains("opened_at")
            ? "opened_at" : "elsewhere";
        return db.Execute($"insert into incidents (check_id, fault, team, {time}, opened_by, summary) values (@check, 'Product', "
            + "@check, @at, '', 'it broke')",
            new { check, at = HistoryStore.Ms(DateTimeOffset.UtcNow) }, transaction);
    });
}
