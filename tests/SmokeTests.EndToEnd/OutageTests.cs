using Dapper;
using Microsoft.Data.Sqlite;

namespace SmokeTests.EndToEnd;

/// <summary>
/// The PostgreSQL that two runners share is away for longer: they go on, tell what they decide, and bring everything when it is
/// back.
/// </summary>
public class OutageTests
{
    private const int Checks = 40;
    private const string GoesOn = "goes on with its own";

    [Fact]
    public async Task While_the_database_is_away_runs_are_kept_what_breaks_is_told_and_nothing_is_told_twice()
    {
        await using var postgres = new OwnPostgres();
        await postgres.Create();
        await using var site = await ManyPages.Open();
        await using var receiver = await TeamWebhook.Open();
        await using var first = Node(1, postgres, site, receiver);
        await using var second = Node(2, postgres, site, receiver);
        await Task.WhenAll(first.Start(), second.Start());
        await first.Until("both have checks",
            async () => (await postgres.Ask<long>("select count(distinct node) from shards where node is not null"))[0] == 2);
        await first.Until("every check has run",
            async () => (await postgres.Ask<long>("select count(distinct check_key) from runs"))[0] == Checks);
        site.Break(1, 2);
        await first.Until("what broke before is told", () => Task.FromResult(receiver.Has("opened", 2)));
        await first.Until("and known to both", () => Task.FromResult(Known(first) == 2 && Known(second) == 2));

        var from = await postgres.Now();
        await postgres.Stop();
        site.HealAll();
        await first.Until("what heals meanwhile is told", () => Task.FromResult(receiver.Has("resolved", 2)));
        site.Break(Enumerable.Range(10, 10));
        await first.Until("what breaks meanwhile is told, by whichever has the check", () => Task.FromResult(receiver.Has("opened", 12)));
        site.Heal(10);
        await first.Until("what breaks and heals meanwhile is told", () => Task.FromResult(receiver.Has("resolved", 3)));
        (await first.Checks()).Should().HaveCount(Checks).And.Contain(c => c.Colour == "Red", "the board shows what it knows");

        await postgres.Start();
        await first.Until("both have brought what they have",
            async () => (await postgres.Ask<long>("select count(*) from incidents where fault = 'Product' and told_at is not null"))[0]
                == 12 && first.Output.Contains("runs were taken there", StringComparison.Ordinal)
                && second.Output.Contains("runs were taken there", StringComparison.Ordinal));
        var to = await postgres.Now();
        site.HealAll();
        await first.Until("what heals later is told", () => Task.FromResult(receiver.Has("resolved", 12)));
        await first.Until("nothing is left to tell",
            async () => (await postgres.Ask<long>(
                "select (select count(*) from incidents where closed_at is null) + (select count(*) from deliveries where state = "
                    + "'Waiting')"))[0] == 0);
        (await RunIn(postgres, from, to)).Should().Be(Checks, "no run is lost");
        receiver.Told.GroupBy(t => t).Should().OnlyContain(t => t.Count() == 1, "nothing is told twice");
        receiver.Told.Should().HaveCount(24);
        (await postgres.Ask<long>(
            "select count(*) from incidents where check_id like 'The history%' and told_at is not null and closed_at is not null"))[0]
            .Should().Be(1, "whoever looks after the runners was told once");

        // One that ends meanwhile brings what it had when it is started again.
        from = await postgres.Now();
        var before = second.Output.Split(GoesOn).Length;
        await postgres.Stop();
        await second.Until("it goes on again", () => Task.FromResult(second.Output.Split(GoesOn).Length > before));
        var since = DateTimeOffset.FromUnixTimeMilliseconds(from);
        await second.Until("every check has run here or there",
            async () => (await first.Checks()).Concat(await second.Checks()).Where(c => c.LastRun > since).DistinctBy(c => c.Id)
                .Count() == Checks);
        await second.Process.Kill();
        to = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await postgres.Start();
        await second.Start();
        await first.Until("every check of both has run in that time", async () => await RunIn(postgres, from, to) == Checks);
    }

    [Fact]
    public async Task A_runner_that_starts_while_its_database_is_away_waits_for_it()
    {
        await using var postgres = new OwnPostgres();
        await postgres.Create();
        await postgres.Stop();
        await using var site = await ManyPages.Open();
        await using var receiver = await TeamWebhook.Open();
        await using var runner = Node(1, postgres, site, receiver);
        var starting = runner.Start();
        await runner.Until("it says what it waits for",
            () => Task.FromResult(runner.Output.Contains("does not answer", StringComparison.Ordinal)));
        await postgres.Start();
        await starting;
        await runner.Until("every check has run",
            async () => (await postgres.Ask<long>("select count(distinct check_key) from runs"))[0] == Checks);
        runner.Output.Split("does not answer").Should().HaveCount(2, "it is said once");

        runner.Process.Terminate();
        (await runner.Process.End()).Should().Be(0, runner.Output);
        var stopped = await postgres.Now();
        await Patience.Until("each check has missed a due time", async () => await postgres.Now() - stopped > 3_500);
        await runner.Start();
        await runner.Until("every check has run again", async () => await RunIn(postgres, stopped, long.MaxValue) == Checks);
        // A machine that has much to do leaves other gaps besides, before and after.
        (await postgres.Ask<long>($"select count(*) from gaps where since <= {stopped} and until > {stopped} group by check_key")).Should()
            .HaveCount(Checks).And.OnlyContain(times => times == 1, "what was missed is written down once");
    }

    /// <summary>A container gives it 10 s, and kills it then.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_runner_stops_while_its_database_is_away_also_when_it_is_about_to_join_the_others_again(bool isJoining)
    {
        await using var postgres = new OwnPostgres();
        await postgres.Create();
        await using var site = await ManyPages.Open();
        await using var receiver = await TeamWebhook.Open();
        await using var runner = Node(1, postgres, site, receiver);
        await runner.Start();
        await runner.Until("every check has run",
            async () => (await postgres.Ask<long>("select count(distinct check_key) from runs"))[0] == Checks);
        if (isJoining)
        {
            await postgres.Ask<long>("alter table members add check (status <> 3) not valid");
            await postgres.StrikeOff("node-1");
            await runner.Until("it joins, and is not let in",
                async () => (await postgres.Ask<long>("select count(*) from members where status = 2"))[0] == 1);
        }
        await postgres.Stop();
        await runner.Until("it says so",
            () => Task.FromResult(runner.Output.Contains(isJoining ? "does not answer" : "The history takes nothing",
                StringComparison.Ordinal)));

        runner.Process.Terminate();
        (await runner.Process.End()).Should().Be(0, runner.Output);
        runner.Output.Should().NotContain("cannot join", "nobody wants it to any more");
        await postgres.Start();
        await postgres.Ask<long>("alter table members drop constraint if exists members_status_check");
        await runner.Start();
        if (!isJoining)
            await runner.Until("it brings what it could not save",
                () => Task.FromResult(runner.Output.Contains("runs were taken there", StringComparison.Ordinal)));
    }

    private static long Known(Runner runner)
    {
        using var db = new SqliteConnection($"Data Source={Path.Combine(runner.Data, "interim", "smoke.db")};Pooling=false");
        return db.ExecuteScalar<long>("select count(*) from incidents where told_at is not null");
    }

    private static async Task<long> RunIn(OwnPostgres postgres, long from, long to) =>
        (await postgres.Ask<long>("select count(distinct check_key) from runs where at between @from and @to", new { from, to }))[0];

    private static Runner Node(int number, OwnPostgres postgres, ManyPages site, TeamWebhook receiver) =>
        new([Product.Specimen("Many"), "--every", "3s"], new Dictionary<string, string>
    {
        ["MANY"] = $"{Checks}", ["MANY_SITE"] = site.Address, ["SMOKETESTS__teams__load__webhook__address"] = receiver.Address,
        ["SMOKETESTS__teams__ops__slack"] = "board", ["SMOKETESTS__platform"] = "ops",
        ["SMOKETESTS__history__database"] = postgres.Connection, ["SMOKETESTS__node__name"] = $"node-{number}",
    });
}
