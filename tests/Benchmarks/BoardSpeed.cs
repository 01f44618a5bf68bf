using System.Diagnostics;
using System.Globalization;
using Dapper;
using Microsoft.Playwright;
using SmokeTests.Runner.History;

namespace Benchmarks;

/// <summary>
/// The board with 10,000 checks and 90 days of history, while every check runs once a minute and 200 viewers look: half at
/// the overview, half at the wall, each fetching its page anew whenever the server says that something changed, as the
/// script of the pages does (every two seconds at most, spread over one more). The year's chart is asked for besides. On SQLite
/// and on PostgreSQL.
/// </summary>
internal static class BoardSpeed
{
    private const int Checks = 10_000;
    private const int Viewers = 200;
    private const int Days = 90;
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    public static async Task<Figure[]> Measure(string root)
    {
        await using var site = await Site.Start();
        var figures = new List<Figure>();
        figures.AddRange(await With(root, site, "", null));
        if (Environment.GetEnvironmentVariable("SMOKETESTS_POSTGRES") is { } postgres)
            figures.AddRange(await With(root, site, "-postgresql", await Database(postgres)));
        return [.. figures];
    }

    private static async Task<Figure[]> With(string root, Site site, string suffix, string? database)
    {
        var data = Directory.CreateTempSubdirectory("bench-board-").FullName;
        try
        {
            return await In(data, root, site, suffix, database);
        }
        finally
        {
            // Some gigabytes.
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<Figure[]> In(string data, string root, Site site, string suffix, string? database)
    {
        (string, string)[] variables = database is null ? [] : [("SMOKETESTS__history__database", database)];
        // Once, so that the checks are in the history; then what they have been through.
        await using (var first = Runner.StartIn(data, root, site.Address, Checks, variables))
            await first.Ready();
        var began = Stopwatch.GetTimestamp();
        Fill(database ?? Path.Combine(data, "smoke.db"));
        Console.WriteLine($"{Days} days of {Checks} checks in {(database is null ? "SQLite" : "PostgreSQL")}: made "
            + $"in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
        await using var runner = Runner.StartIn(data, root, site.Address, Checks, variables, "--every", "60s");
        await runner.Ready();
        await Task.Delay(TimeSpan.FromSeconds(75));

        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1_000 }) { BaseAddress = new Uri(runner.Address),
            Timeout = TimeSpan.FromSeconds(60) };
        using var end = new CancellationTokenSource(Window);
        var (overview, wall, chart) = (new List<double>(), new List<double>(), new List<double>());
        var viewers = Viewing(http, overview, wall, end.Token);
        var id = System.Text.Json.Nodes.JsonNode.Parse(await http.GetStringAsync("/api/checks?limit=1"))![0]!["id"]!.ToString();
        var most = 0.0;
        while (!end.IsCancellationRequested)
        {
            await Timed(http, $"/checks/{Uri.EscapeDataString(id)}?over=year", chart);
            most = Math.Max(most, runner.Family.Weights().GetValueOrDefault("runner"));
            await Task.Delay(250);
        }
        await Task.WhenAll(viewers);
        // Afterwards, while they go on: Chromium takes both cores of a small machine, and what it takes is not the board's.
        using var endOfPaints = new CancellationTokenSource(Window);
        viewers = Viewing(http, [], [], endOfPaints.Token);
        var (firstOverview, firstWall) = await Paints(runner.Address, endOfPaints.Token);
        await Task.WhenAll(viewers);
        Console.WriteLine($"{Viewers} viewers: overview {Said(overview)}, wall {Said(wall)}, year chart {Said(chart)}, {most:0} MB; "
            + $"first content in Chromium: overview {Said(firstOverview)}, wall {Said(firstWall)}");
        return
        [
            new($"overview-p95-ms{suffix}", Math.Round(At(overview, 95)), "ms", "lower"),
            new($"wall-p95-ms{suffix}", Math.Round(At(wall, 95)), "ms", "lower"),
            new($"year-chart-p95-ms{suffix}", Math.Round(At(chart, 95)), "ms", "lower"),
            new($"overview-first-content-ms{suffix}", Math.Round(Figure.Median(firstOverview)), "ms", "lower"),
            new($"wall-first-content-ms{suffix}", Math.Round(Figure.Median(firstWall)), "ms", "lower"),
            new($"board-memory-mb{suffix}", Math.Round(most), "MB", "lower"),
        ];
    }

    /// <summary>When a person beside the 200 sees something: first contentful paint, in a fresh context of a warm Chromium.</summary>
    private static async Task<(List<double> Overview, List<double> Wall)> Paints(string address, CancellationToken end)
    {
        var (overview, wall) = (new List<double>(), new List<double>());
        using var playwright = await Playwright.CreateAsync();
        await using var browser =
            await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Environment.GetEnvironmentVariable("SMOKETESTS_CHROMIUM"),
                Args = ["--no-sandbox", "--disable-gpu"] });
        while (!end.IsCancellationRequested)
            foreach (var (path, took) in new[] { ("/", overview), ("/wall", wall) })
            {
                await Task.Delay(Apart, CancellationToken.None);
                await using var context = await browser.NewContextAsync();
                var page = await context.NewPageAsync();
                await page.GotoAsync(address + path, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
                took.Add(await page.EvaluateAsync<double>(
                    "() => new Promise(said => new PerformanceObserver(list => { for (const e of list.getEntries()) if (e.name === "
                        + "'first-contentful-paint') said(e.startTime) }).observe({ type: 'paint', buffered: true }))"));
            }
        return (overview, wall);
    }

    private static Task[] Viewing(HttpClient http, List<double> overview, List<double> wall, CancellationToken end) =>
        [.. Enumerable.Range(0, Viewers).Select(n => View(http, n % 2 == 0 ? "/" : "/wall", n % 2 == 0 ? overview : wall, end))];

    /// <summary>As the page's script: waits to be told, fetches at most every two seconds.</summary>
    private static async Task View(HttpClient http, string page, List<double> took, CancellationToken end)
    {
        try
        {
            using var events = await http.GetAsync("/events", HttpCompletionOption.ResponseHeadersRead, end);
            using var lines = new StreamReader(await events.Content.ReadAsStreamAsync(end));
            var last = 0L;
            while (await lines.ReadLineAsync(end) is { } line)
                if (line.StartsWith("data:", StringComparison.Ordinal) && (last == 0 || Stopwatch.GetElapsedTime(last) > Apart))
                {
                    await Task.Delay(Random.Shared.NextDouble() * Spread, end);
                    last = Stopwatch.GetTimestamp();
                    await Timed(http, page, took);
                }
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }
    }

    private static async Task Timed(HttpClient http, string page, List<double> took)
    {
        var began = Stopwatch.GetTimestamp();
        var body = await http.GetByteArrayAsync(page);
        lock (took)
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        if (body.Length > 300_000)
            throw new InvalidOperationException($"{page} weighs {body.Length} bytes.");
    }

    /// <summary>
    /// Sums of hours and days as the runner would have written them: a run a minute, some bad ones, three buckets of time taken.
    /// </summary>
    private static void Fill(string place)
    {
        using var historyStore = new HistoryStore(Dialect.For(place));
        var now = DateTimeOffset.UtcNow;
        var (hour, day) = (now.ToUnixTimeMilliseconds() / 3_600_000, now.ToUnixTimeMilliseconds() / 86_400_000);
        // Check by check, as the tables' keys lie; some hundreds at once, so that no transaction grows beyond measure.
        var keys = historyStore.Read(db => db.Query<long>("select key from checks order by key").ToArray());
        foreach (var (span, last, count, ms) in new[] { ("hour", hour, Days * 24L, 3_600_000L), ("day", day, 365L, 86_400_000L) })
            foreach (var some in keys.Chunk(250))
                historyStore.Write((db, transaction) =>
                {
                    var which = new { span, last, count, ms, first = some[0], final = some[^1] };
                    db.Execute("""
                        insert into rollups (span, check_key, starts, good, slow, failed, broken, blamed, ms,
                            slowest, up, down, unknown, maintenance)
                        with recursive n(i) as (select cast(@count as bigint) union all select i - 1 from n where i > 1)
                        select @span, key, (@last - i) * @ms, @ms / 60000 - 1, 0, (key + i) % 97 / 96, 0, 0, 20.0 * @ms / 60000, 180.0,
                            @ms - (key + i) % 97 / 96 * 60000, (key + i) % 97 / 96 * 60000, 0, 0
                        from checks cross join n where key between @first and @final order by key, i desc on conflict do nothing
                        """, which, transaction, commandTimeout: 600);
                    if (span == "day")
                        db.Execute("""
                            insert into latencies (span, check_key, starts, bucket, runs)
                            with recursive n(i) as (select cast(@count as bigint) union all select i - 1 from n where i > 1),
                            b(bucket) as (select 25 union all select 31 union all select 50)
                            select @span, key, (@last - i) * @ms, bucket, 480
                            from checks cross join n cross join b where key between @first and @final
                            order by key, i desc, bucket on conflict do nothing
                            """, which, transaction, commandTimeout: 600);
                    return true;
                });
    }

    private static async Task<string> Database(string postgres)
    {
        await using var db = new Npgsql.NpgsqlConnection(postgres);
        await db.ExecuteAsync("drop database if exists bench_board");
        await db.ExecuteAsync("create database bench_board");
        return new Npgsql.NpgsqlConnectionStringBuilder(postgres) { Database = "bench_board" }.ToString();
    }

    private static string Said(List<double> all) =>
        $"{all.Count} times, p50 {At(all, 50).ToString("0", CultureInfo.InvariantCulture)} "
            + $"p95 {At(all, 95).ToString("0", CultureInfo.InvariantCulture)} ms";

    private static double At(List<double> all, int percent) => all.Order().ElementAt(Math.Min(all.Count - 1, all.Count * percent / 100));
}
