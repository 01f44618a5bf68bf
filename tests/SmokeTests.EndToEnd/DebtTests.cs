using System.Diagnostics;
using Dapper;
using Microsoft.Data.Sqlite;

namespace SmokeTests.EndToEnd;

/// <summary>What a journey creates is undone, whatever becomes of its process.</summary>
public class DebtTests(ITestOutputHelper output)
{
    private const int Kills = 50;

    [Fact]
    public async Task Nothing_is_left_behind_by_a_worker_killed_at_fifty_random_moments()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var shop = new Bookshop();
        await shop.Open();
        await using var runner = new Runner([Product.ShopChecks, "--every", "1s", "--filter", "A customer orders"], shop.Environment);
        await runner.Start();
        await runner.Until("the first order has been made",
            async () => (await runner.Check("A customer orders a book")).Outcome == "Passed");

        var (caught, begun) = (0, 0);
        for (var kill = 0; kill < Kills; kill++)
        {
            var worker = (await runner.Workers()).Single().ProcessId;
            // Every other kill waits until a run owes something, so that it hits between the act and its undoing, or near it.
            if (kill % 2 == 0)
                await runner.Until("a run owes something", async () => await Owed(runner) > 0);
            await Task.Delay(random.Next(kill % 2 == 0 ? 80 : 1100));
            Process.GetProcessById(worker).Kill();
            var left = await Orders(shop, "status <> 'cancelled'");
            caught += left.Count;
            begun += await Owed(runner);
            await runner.Until("another worker has started",
                async () => (await runner.Workers()) is [{ } next] && next.ProcessId != worker);
            await runner.Until("what the dead one left is undone",
                async () => !(await Orders(shop, "status <> 'cancelled'")).Intersect(left).Any());
        }
        output.WriteLine($"{Kills} kills: {caught} orders were left open, {begun} debts were on the books");
        caught.Should().BePositive("some of the kills must have hit between the act and its undoing");

        runner.Process.Terminate();
        await runner.Process.End();
        // A run that ended with the runner may owe still: the next start pays.
        var (stopped, open) = (DateTimeOffset.UtcNow, await Orders(shop, "status <> 'cancelled'"));
        await runner.Start();
        await runner.Until("what the runner's end left is undone",
            async () => !(await Orders(shop, "status <> 'cancelled'")).Intersect(open).Any());
        await runner.Until("a run has passed since",
            async () => (await runner.Runs("A customer orders a book"))[0] is { Outcome: "Passed", At: var at } && at > stopped);
    }

    [Fact]
    public async Task A_run_that_is_out_of_time_leaves_its_debt_to_the_worker_which_pays_it()
    {
        var folder = Directory.CreateTempSubdirectory("smoke-undone-").FullName;
        var undone = Path.Combine(folder, "undone");
        await using var runner = new Runner([Product.Specimen("Misbehaving"), "--every", "60s", "--filter", "And takes too long"],
            new Dictionary<string, string> { ["UNDONE"] = undone });
        await runner.Start();
        var worker = (await runner.Workers())[0].ProcessId;
        // A run on a machine that is short of cores is lost and tried again.
        await runner.Until("a run has ended", async () => (await runner.Runs("And takes too long")).Any(r => r.Outcome != "Lost"));
        var run = (await runner.Runs("And takes too long")).Last(r => r.Outcome != "Lost");
        await runner.Until("its debt is paid", () => Task.FromResult(File.Exists(undone) && File.ReadAllText(undone).Contains(run.Id)));
        await runner.Until("nothing is owed", async () => await Owed(runner) == 0);
        (await runner.Workers()).Should().Contain(w => w.ProcessId == worker, "a worker must not die of a run that owes");
        Scratch.Remove(folder);
    }

    [Fact]
    public async Task A_debt_that_cannot_be_paid_is_told_to_the_team_until_it_is_struck_out()
    {
        var data = Directory.CreateTempSubdirectory("smoke-debt-").FullName;
        await using var runner =
            new Runner([Product.Specimen("Misbehaving"), "--every", "1h", "--filter", "And cannot pay", "--data", data]);
        await runner.Start();
        await runner.Until("the check has run and owes", async () => await Owed(runner) == 1);
        await runner.Until("paying it has failed",
            async () => (await runner.Page("/debts")).Contains("order 66 cannot be cancelled any more"));
        (await runner.Notifications()).Should().BeEmpty("it is tried again first");

        // The last try, hours later.
        await using (var ledger = new SqliteConnection($"Data Source={Path.Combine(data, "debts.db")}"))
            await ledger.ExecuteAsync("update debts set attempts = 5, next_at = 0");
        await runner.Until("the team is told", async () => (await runner.Notifications()).Length == 1);
        (await runner.Notifications())[0].Text.Should()
            .ContainAll("has left something behind", "Refuse(\"order 66\")", "cannot be cancelled any more", "smoke debts --forget");

        var id = System.Text.RegularExpressions.Regex.Match((await runner.Notifications())[0].Text, "--forget ([0-9a-f]+)").Groups[1].Value;
        var (listed, list) = await Product.Run([Product.Smoke, "debts", "--data", data]);
        (listed, list).Should()
            .Match<(int Code, string Output)>(r => r.Code == 1 && r.Output.Contains(id) && r.Output.Contains("given up"));
        (await Product.Run([Product.Smoke, "debts", "--data", data, "--forget", id])).ExitCode.Should().Be(0);
        await runner.Until("the incident is resolved",
            async () => (await runner.Notifications()).Any(n => n.Text.Contains("owes nothing any more")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_single_run_could_not_undo_is_told_at_its_end_and_listed_where_it_is(bool isNamed)
    {
        var folder = Directory.CreateTempSubdirectory("smoke-owing-").FullName;
        string[] data = isNamed ? ["--data", Path.Combine(folder, "elsewhere")] : [];
        var (code, told) = await Product.Run([Product.Smoke, "run", Product.Specimen("Misbehaving"), "--filter", "And cannot pay", .. data],
            folder: folder);
        told.Should().ContainAll("1 passed, 0 failed", "1 could not be undone", "Refuse(\"order 66\")",
            "order 66 cannot be cancelled any more", "smoke debts --data");
        code.Should().Be(1, told);
        var (listed, list) = await Product.Run([Product.Smoke, "debts", .. data], folder: folder);
        list.Should().ContainAll("Refuse(\"order 66\")", "Owes.And_cannot_pay");
        listed.Should().Be(0, "it is tried again");
        // Another run leaves its own, and knows of the first.
        var (_, again) = await Product.Run([Product.Smoke, "run", Product.Specimen("Misbehaving"), "--filter", "And cannot pay", .. data],
            folder: folder);
        again.Should().ContainAll("1 could not be undone", "1 of earlier runs still to be undone");
        var ids = System.Text.RegularExpressions.Regex.Matches(
            (await Product.Run([Product.Smoke, "debts", .. data], folder: folder)).Output, "(?m)^([0-9a-f]{12})  ")
            .Select(m => m.Groups[1].Value).ToArray();
        foreach (var id in ids)
            (await Product.Run([Product.Smoke, "debts", "--forget", id, .. data], folder: folder)).ExitCode.Should().Be(0);
        // A run that undoes what it did owes nothing.
        var undone = Path.Combine(folder, "undone");
        var (good, well) = await Product.Run([Product.Smoke, "run", Product.Specimen("Passing"), .. data],
            new Dictionary<string, string> { ["UNDONE"] = undone }, folder);
        well.Should().NotContain("undone");
        good.Should().Be(0, well);
        Scratch.Remove(folder);
    }

    private static async Task<int> Owed(Runner runner) => (await runner.Page("/api/debts")).Split("\"owedAt\"").Length - 1;

    private static async Task<IReadOnlyList<string>> Orders(Bookshop shop, string where)
    {
        await using var db = new SqliteConnection($"Data Source={shop.Environment["BOOKSHOP_DATABASE"]};Mode=ReadOnly");
        return [.. await db.QueryAsync<string>($"select reference from orders where {where}")];
    }
}
