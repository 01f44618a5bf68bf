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
        await runner.Until("the first order has been made", async () => (await runner.Check("A customer orders a book")).Outcome == "Passed");

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
            await runner.Until("another worker has started", async () => (await runner.Workers()) is [{ } next] && next.ProcessId != worker);
            await runner.Until("what the dead one left is undone", async () => !(await Orders(shop, "status <> 'cancelled'")).Intersect(left).Any());
        }
        output.WriteLine($"{Kills} kills: {caught} orders were left open, {begun} debts were on the books");
        caught.Should().BePositive("some of the kills must have hit between the act and its undoing");

        runner.Process.Terminate();
        await runner.Process.End();
        // A run that ended with the runner may owe still: the next start pays.
        await runner.Start();
        await runner.Until("a run has passed", async () => (await runner.Runs("A customer orders a book"))[0].Outcome == "Passed");
        runner.Process.Terminate();
        await runner.Process.End();
        (await Orders(shop, "status <> 'cancelled'")).Should().BeEmpty();
        (await Orders(shop, "true")).Count.Should().BeGreaterThan(Kills / 2);
    }

    private static async Task<int> Owed(Runner runner) => (await runner.Page("/api/debts")).Split("\"owedAt\"").Length - 1;

    private static async Task<IReadOnlyList<string>> Orders(Bookshop shop, string where)
    {
        await using var db = new SqliteConnection($"Data Source={shop.Environment["BOOKSHOP_DATABASE"]};Mode=ReadOnly");
        return [.. await db.QueryAsync<string>($"select reference from orders where {where}")];
    }
}
