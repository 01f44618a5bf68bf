using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using SmokeTests.Testing;

namespace SmokeTests.EndToEnd;

/// <summary>
/// Two runners, as on two machines: each has a folder for temporary files of its own. Their checks borrow the same two log-ins.
/// </summary>
public class LentTests
{
    private const int Checks = 16;
    private const string GoesOn = "goes on with its own";
    private readonly ConcurrentDictionary<string, int> inside = new();
    private readonly ConcurrentDictionary<string, bool> seen = new();
    private readonly ConcurrentQueue<string> overlaps = new();

    [Fact]
    public async Task A_log_in_is_in_use_once_on_whichever_machine_also_after_a_death_and_while_the_database_is_away()
    {
        await using var postgres = new OwnPostgres();
        await postgres.Create();
        await using var site = await TestSite.Answering(Visit);
        using var machines = new Scratch("smoke-machines-");
        await using var first = Node(1, postgres, site, machines);
        await using var second = Node(2, postgres, site, machines);
        await Task.WhenAll(first.Start(), second.Start());
        await Until("both use both", () => Task.FromResult(BothUseBoth));
        await Until("all have passed", async () => await Passed(first) == Checks);

        await second.Process.Kill();
        await Until("what the dead one had is lent again",
            async () => (await postgres.Ask<string>("select distinct node from shards")).Length == 1 && await Passed(first) == Checks);
        await second.Start();
        seen.Clear();
        await Until("both use both again", () => Task.FromResult(BothUseBoth));

        await postgres.Stop();
        await Until("nobody can say what is in use",
            () => Task.FromResult(first.Output.Contains(GoesOn, StringComparison.Ordinal)
                && second.Output.Contains(GoesOn, StringComparison.Ordinal)));
        seen.Clear();
        await Until("whoever has its shard lends it", () => Task.FromResult(!seen.IsEmpty));
        await postgres.Start();
        await Until("what nobody could say is written down",
            async () => (await postgres.Ask<long>(
                "select count(*) from runs where outcome = 'Skipped' and failure like '%database is away%'"))[0] > 0);
        var back = (await postgres.Ask<long>("select max(seq) from runs"))[0];
        await Until("all pass again",
            async () => (await postgres.Ask<long>("select count(distinct check_key) from runs where seq > @back and outcome = 'Passed'",
                new { back }))[0] == Checks);

        overlaps.Should().BeEmpty("a log-in that is borrowed is nobody else's");
        (await postgres.Ask<string>("select failure from runs where outcome not in ('Passed', 'Slow', 'Skipped', 'Lost')"))
            .Where(why => !why.Contains("was in use for 6 s", StringComparison.Ordinal)).Should()
            .BeEmpty("until it is known that their runner is gone, they wait in vain");
        (await postgres.Ask<string>("select check_id || ': ' || summary from incidents where check_id like '%Orders%'")).Should()
            .BeEmpty("nobody is told that log-ins are in use");

        async Task Until(string fact, Func<Task<bool>> isSo)
        {
            try
            {
                await Patience.Until(fact, isSo);
            }
            catch (TimeoutException e)
            {
                throw new TimeoutException($"{e.Message}{await Story(first)}\nthe second:\n{await Story(second)}", e);
            }
        }
    }

    private bool BothUseBoth =>
        seen.Keys.Select(s => s.Split(' ')[0]).Distinct().Count() == 2 && seen.Keys.Select(s => s.Split(' ')[1]).Distinct().Count() == 2;

    private static async Task<int> Passed(Runner runner) => (await runner.Checks()).Count(c => c.Outcome == "Passed");

    private async Task Visit(HttpContext context)
    {
        var (user, by) = context.Request.Path.Value!.Split('/') is [_, "order", var u, var b, ..] ? (u, b) : ("", "");
        if (inside.AddOrUpdate(user, 1, (_, before) => before + 1) > 1)
            overlaps.Enqueue($"{user}, by {by}");
        await Task.Delay(100);
        inside.AddOrUpdate(user, 0, (_, before) => before - 1);
        seen[$"{user} {by}"] = true;
        context.Response.ContentType = "text/html";
        await context.Response.WriteAsync("<p>Thank you</p>");
    }

    private static async Task<string> Story(Runner runner) =>
        $"{string.Join('\n', (await runner.Checks()).Select(c => $"{c.Name}: {c.Outcome} at {c.LastRun:HH:mm:ss} {c.Message}"))}"
            + $"\n{runner.Output}";

    private static Runner Node(int number, OwnPostgres postgres, TestSite site, Scratch machines) =>
        new([Product.Specimen("Lent"), "--every", "2s"], new Dictionary<string, string>
    {
        ["LENT_SITE"] = site.Address.ToString(), ["LENT_BY"] = $"{number}", ["TMPDIR"] = machines.Folder($"{number}"),
            ["TMP"] = machines.Folder($"{number}"),
        ["SMOKETESTS__history__database"] = postgres.Connection, ["SMOKETESTS__node__name"] = $"node-{number}",
    });
}
