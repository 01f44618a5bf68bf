using System.Globalization;

namespace SmokeTests.EndToEnd;

/// <summary>
/// Three runners on one PostgreSQL. While 600 checks run every 10 s and pages break and heal, at random moments a runner is
/// killed, stands still for a while, or stops and starts, and so does PostgreSQL, also both at once. The variable
/// SMOKETESTS_CHAOS says for how many minutes; 1.5 where nothing says so, 10 by <c>dotnet run --project build -- chaos</c>.
/// </summary>
public class ClusterTests(ITestOutputHelper output)
{
    private const int Checks = 600;
    private const int Interval = 10_000;

    /// <summary>A due time and the moment that a run writes down as its own are read from the same clock a moment apart.</summary>
    private const int Grain = 60;
    private static readonly double Minutes = double.TryParse(Environment.GetEnvironmentVariable("SMOKETESTS_CHAOS"), NumberStyles.Float,
        CultureInfo.InvariantCulture, out var given) ? given : 1.5;

    private readonly Random random = new(20261124);
    private readonly List<string> diary = [];
    private int kills;

    [Fact]
    public async Task Every_due_time_is_accounted_for_no_check_overlaps_itself_and_every_incident_is_told_once()
    {
        await using var postgres = new OwnPostgres();
        await postgres.Create();
        await using var site = await ManyPages.Open();
        await using var receiver = await TeamWebhook.Open();
        var nodes = Enumerable.Range(1, 3).Select(n => Node(n, Checks, "10s", postgres, site, receiver)).ToArray();
        try
        {
            await Task.WhenAll(nodes.Select(n => n.Start()));
            await nodes[0].Until("the shards are dealt out", () => IsDealtOut(postgres, nodes.Length));
            await nodes[0].Until("every check has run",
                async () => (await postgres.Ask<long>("select count(distinct check_key) from runs"))[0] == Checks);
            var from = await postgres.Now();
            await Chaos(nodes, postgres, site, TimeProvider.System);
            Note("every page is healed");
            site.HealAll();
            await nodes[0].Until("nothing is left to tell",
                async () => (await postgres.Ask<long>(
                    "select (select count(*) from incidents where closed_at is null) + (select count(*) from deliveries where state "
                        + "= 'Waiting')"))[0] == 0);
            var to = await postgres.Now();
            await nodes[0].Until("every check has run again",
                async () => (await postgres.Ask<long>(
                    "select count(*) from (select check_key from runs where at > @to group by check_key) t", new { to }))[0] == Checks);

            site.Overlaps.Should().BeEmpty("no check runs twice at once, on whichever node");
            (await Unaccounted(postgres, from, to)).Should().BeEmpty("every due time has a run, or a line that says why there is none");
            await ToldOnce(postgres, receiver.Told);
            foreach (var node in nodes)
                (await node.Checks()).Should()
                    .HaveCount(Checks).And.OnlyContain(c => c.Outcome == "Passed", "each board shows what the others have run");
        }
        finally
        {
            foreach (var node in nodes)
            {
                Note(node.Output);
                await node.DisposeAsync();
            }
            output.WriteLine(string.Join('\n', diary));
        }
    }

    /// <summary>
    /// The list of members may say that a runner is dead which merely did not answer in time: it goes on for a moment, and does
    /// not know.
    /// </summary>
    [Fact]
    public async Task A_runner_that_lives_and_is_taken_for_dead_runs_nothing_at_once_with_those_that_take_its_checks()
    {
        await using var postgres = new OwnPostgres();
        await postgres.Create();
        await using var site = await ManyPages.Open();
        await using var receiver = await TeamWebhook.Open();
        var nodes = new[] { Node(1, 100, "1s", postgres, site, receiver), Node(2, 100, "1s", postgres, site, receiver) };
        await using var first = nodes[0];
        await using var second = nodes[1];
        await Task.WhenAll(nodes.Select(n => n.Start()));
        for (var strike = 0; strike < 6; strike++)
        {
            await first.Until("the shards are dealt out", () => IsDealtOut(postgres, nodes.Length));
            await first.Until("every check runs",
                async () => (await postgres.Ask<long>(
                    "select count(distinct check_key) from runs where at > extract(epoch from clock_timestamp()) * 1000 - 1500"))[0]
                    == 100);
            var before = await Takings(postgres);
            await postgres.StrikeOff($"node-{strike % 2 + 1}");
            await first.Until("all that it had was taken from it, and its part was given back",
                async () => await Takings(postgres) >= before + 200);
        }
        site.Overlaps.Should().BeEmpty("what is taken from somebody who may live rests until it must have noticed");
    }

    private static async Task<bool> IsDealtOut(OwnPostgres postgres, int nodes) =>
        await postgres.Ask<long>("select count(*) from shards where node is not null group by node") is { } shares && shares.Length == nodes
        && shares.Sum() == 257;

    /// <summary>How often a shard was taken so far.</summary>
    private static async Task<long> Takings(OwnPostgres postgres) => (await postgres.Ask<long>("select sum(fence)::bigint from shards"))[0];

    private async Task Chaos(Runner[] nodes, OwnPostgres postgres, ManyPages site, TimeProvider time)
    {
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < TimeSpan.FromMinutes(Minutes))
        {
            for (var n = 0; n < 3; n++)
                site.Toggle(random.Next(Checks));
            var node = nodes[random.Next(nodes.Length)];
            switch (random.Next(4))
            {
                case 0:
                    kills++;
                    await node.Process.Kill();
                    Note($"kill -9: {node.Output}");
                    await Pause(0, 6);
                    await Again(node);
                    break;
                case 1:
                    kills++;
                    node.Process.Pause();
                    Note($"{node.Address} stands still");
                    await Pause(1, 20);
                    node.Process.Resume();
                    Note($"{node.Address} goes on");
                    break;
                case 2:
                    await Stop(node);
                    await Pause(0, 3);
                    await Again(node);
                    break;
                default:
                    await postgres.Stop();
                    Note("PostgreSQL is gone");
                    await Pause(0, 8);
                    var stops = random.Next(2) == 0;
                    if (stops)
                        await Stop(node);
                    await postgres.Start();
                    Note("PostgreSQL is there");
                    if (stops)
                        await Again(node);
                    break;
            }
            await Pause(1, 5);
        }
    }

    private async Task Stop(Runner node)
    {
        node.Process.Terminate();
        (await node.Process.End()).Should().Be(0, node.Output);
        Note($"stop: {node.Output}");
    }

    /// <summary>What a failure is explained by.</summary>
    private void Note(string what) => diary.Add($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {what}");

    private Task Pause(int least, int most) => Task.Delay(random.Next(least * 1000, most * 1000), TestContext.Current.CancellationToken);

    /// <summary>As whatever runs a container does: a runner that cannot start because its database is away is started again.</summary>
    private static Task Again(Runner node) => Patience.Until("the runner has started again", async () =>
    {
        try
        {
            await node.Start();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }, () => node.Output);

    /// <summary>Due times without a run that began for it or was still going on, and without a gap around them.</summary>
    private static async Task<string[]> Unaccounted(OwnPostgres postgres, long from, long to)
    {
        var runs = (await postgres.Ask<(string Check, double Due, double End, string What)>(
            "select id, at - coalesce(late, 0), at + ms, run || ' ' || outcome || ' ' || coalesce(late::text, 'not due') from "
                + "(select checks.id, runs.id as run, outcome, at, late, ms from runs join checks on key = check_key) t order by "
                + "at")).ToLookup(r => r.Check);
        var gaps = (await postgres.Ask<(string Check, long Since, long Until, string Why)>(
            "select checks.id, since, until, why from gaps join checks on key = check_key")).ToLookup(g => g.Check);
        var missing = new List<string>();
        foreach (var check in await postgres.Ask<string>("select id from checks"))
        {
            var phase = check.Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619u) % Interval;
            for (var due = from / Interval * Interval + phase; due < to; due += Interval)
                if (due > from && !runs[check].Any(r => r.Due - Grain <= due && due <= r.End + Grain)
                    && !gaps[check].Any(g => g.Since <= due && due <= g.Until + Grain))
                    missing.Add($"{check} at {due}: "
                        + "runs " + string.Join(", ", runs[check].Where(r => Math.Abs(r.Due - due) < 3 * Interval)
                            .Select(r => $"{r.Due - due:0}..{r.End - due:0} {r.What}"))
                        + "; gaps " + string.Join(", ", gaps[check].Select(g => $"{g.Since - due}..{g.Until - due} {g.Why}")));
        }
        return [.. missing];
    }

    private async Task ToldOnce(OwnPostgres postgres, IReadOnlyCollection<(string Kind, long Incident)> told)
    {
        var incidents = await postgres.Ask<long>("select id from incidents where told_at is not null and fault = 'Product'");
        var all = told.Where(t => incidents.Contains(t.Incident)).ToArray();
        var repeats = all.GroupBy(t => t).Sum(g => g.Count() - 1);
        var gaps = await postgres.Ask<(string Why, long Times)>(
            "select case when why like '%gone%' then 'gone' else why end, sum(times)::bigint from gaps group by 1");
        output.WriteLine($"{kills} kills and pauses: {(await postgres.Ask<long>("select count(*) from runs"))[0]} "
            + $"runs; {string.Join(", ", gaps.Select(g => $"{g.Times} times {g.Why}"))}; {incidents.Length} incidents "
            + $"told, {all.Length} messages, {repeats} of them repeats");
        incidents.Should().NotBeEmpty();
        all.Where(t => t.Kind == "opened").Select(t => t.Incident).Distinct().Should()
            .BeEquivalentTo(incidents, "every opening has arrived");
        all.Where(t => t.Kind == "resolved").Select(t => t.Incident).Distinct().Should().BeEquivalentTo(incidents, "every end has arrived");
        repeats.Should().BeLessThanOrEqualTo(kills, "only what was in flight is repeated");
    }

    private static Runner Node(int number, int checks, string every, OwnPostgres postgres, ManyPages site, TeamWebhook receiver) =>
        new([Product.Specimen("Many"), "--every", every], new Dictionary<string, string>
    {
        ["MANY"] = $"{checks}", ["MANY_SITE"] = site.Address, ["SMOKETESTS__teams__load__webhook__address"] = receiver.Address,
        ["SMOKETESTS__history__database"] = postgres.Connection, ["SMOKETESTS__node__name"] = $"node-{number}",
    });
}
