using System.Collections.Concurrent;
using System.Globalization;
using Dapper;
using Deque.AxeCore.Commons;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;

namespace SmokeTests.EndToEnd;

/// <summary>
/// Every page in Chromium, on three screens, in light and dark: axe finds nothing serious, nothing stands over the edge,
/// no page is heavy. Screenshots are left in <c>artifacts/board</c> for whoever wants to look.
/// </summary>
public class PagesTests
{
    private const int HeaviestPage = 300_000;

    /// <summary>Run in the page itself: the library's own way opens another page for each look, which takes five times as long.</summary>
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();
    private const string Violations = """
        async () => (await axe.run(document, { resultTypes: ['violations'],
            runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'] })).violations
            .filter(v => v.impact === 'serious' || v.impact === 'critical')
            .map(v => `${v.id}, ${v.help}: ${v.nodes.slice(0, 3).map(n => n.html).join(' | ')}`)
        """;

    private static readonly (string Name, int Width, int Height)[] Screens =
        [("wall", 1920, 1080), ("desktop", 1280, 800), ("phone", 390, 844)];

    [Fact]
    public async Task Every_page_is_fit_to_be_seen()
    {
        await using var shop = new Bookshop();
        await shop.Open();
        await using var slack = new SlackReceiver();
        await slack.Open();
        await using var runner =
            new Runner([Product.ShopChecks, "--every", "2s"],
                shop.Environment.Concat(slack.Environment).Append(new("SMOKETESTS__status__groups__Storefront", "team=storefront"))
                    .Append(new("SMOKETESTS__status__groups__Accounts", "team=accounts")).ToDictionary());
        await runner.Start();
        await runner.Until("all have run", async () => (await runner.Checks()).All(c => c.Outcome == "Passed"));
        (await Product.Run([Product.Smoke, "deploy", "mark", "--service", "shop", "--version", "1.4.2", "--by", "ada", "--url",
            "https://ci.example/7", "--data", runner.Data])).ExitCode.Should().Be(0);
        (await Product.Run([Product.Smoke, "silence", "team=accounts", "--for", "1h", "--by", "bob", "--why", "moving house", "--data",
            runner.Data])).ExitCode.Should().Be(0);
        await shop.Break("search-empty");
        // One after the other: what opens at once is told in one message.
        await runner.Until("the first incident is told", () => Task.FromResult(slack.Taken.Count == 1));
        await shop.Break("server-error");
        await runner.Until("two incidents are told",
            async () => (await runner.Checks()).Count(c => c.OpenSince is not null) >= 2 && slack.Taken.Count >= 2);
        await shop.Heal("server-error");
        await runner.Until("one is over", async () => (await runner.Checks()).Count(c => c.OpenSince is not null) == 1);
        var broken = await runner.Check("A visitor finds a book");
        Neighbours(runner, broken.Id);
        Past(runner, broken.Id);
        var (check, run) = ($"/checks/{Uri.EscapeDataString(broken.Id)}", $"/runs/{broken.Run}");
        (string Name, string Path)[] pages =
        [
            ("overview", "/"), ("wall", "/wall"), ("team", "/teams/storefront"), ("check", check), ("check-year", $"{check}?over=year"),
            ("no-check", "/checks/none"), ("run", run),
            ("incidents", "/incidents"), ("incident", "/incidents/1"), ("notifications", "/notifications"), ("silences", "/silences"),
            ("deploys", "/deploys"), ("debts", "/debts"), ("nodes", "/nodes"),
            ("settings", "/settings"), ("signin", "/signin"), ("signout", "/signout"), ("status", "/status"), ("act", "/act/1/00"),
        ];

        using var playwright = await Playwright.CreateAsync();
        await using var browser =
            await playwright.Chromium.LaunchAsync(new() { ExecutablePath = BoardTests.Chromium(), Args = BoardTests.Flags() });
        var wrong = new ConcurrentQueue<string>();
        // Two at once: each has a browser's window of its own.
        await Task.WhenAll(new[] { ColorScheme.Light,
            ColorScheme.Dark }.Select(scheme => Look(browser, scheme, runner.Address, pages, wrong)));
        wrong.Should().BeEmpty();
    }

    /// <summary>As if there were two nodes, one of which has died, and a check had not run for a while.</summary>
    private static void Neighbours(Runner runner, string check)
    {
        using var db = new SqliteConnection($"Data Source={Path.Combine(runner.Data, "smoke.db")}");
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        foreach (var (name, at) in new[] { ("node-a", now + 3_600_000), ("node-b", now - 60_000) })
            db.Execute("insert into nodes (name, address, told_at, about) values (@name, @name, @at, @about)", new
            {
                name, at,
                about = """{"version":"1.4.2","since":"2026-11-24T00:38:26Z","board":"http://127.0.0.1:1","suites":"""
                    + """["Bookshop.SmokeTests-384fb45204ad"],"shards":129,"checks":5,"inFlight":1,"queue":0,"lateness":"""
                    + """{"runs":514,"p50":3.4,"p90":13.5,"p99":150.7,"max":151.7,"missed":0,"missedEver":0},"load":0.21}""",
            });
        db.Execute("insert into gaps (check_key, since, until, times, why) select key, @since, @now, 3, 'the runner that had it "
            + "(10.0.0.5:11111@154486953) was gone' from checks where id = @check", new { since = now - 60_000, now, check });
    }

    /// <summary>
    /// As if the check had run for a year, whatever it has done so far, with two stretches without it and an hour in which it was
    /// down.
    /// </summary>
    private static void Past(Runner runner, string check)
    {
        using var db = new SqliteConnection($"Data Source={Path.Combine(runner.Data, "smoke.db")}");
        db.Open();
        using var transaction = db.BeginTransaction();
        foreach (var (span, length, count) in new[] { ("hour", TimeSpan.FromHours(1), 30 * 24), ("day", TimeSpan.FromDays(1), 365) })
            for (var n = 1; n < count; n++)
            {
                if (n % 100 is > 11 and < 16)
                    continue;
                var starts = (DateTimeOffset.UtcNow.UtcTicks / length.Ticks - n) * length.Ticks;
                var (down, key) = (n % 100 == 8 ? length / 2
                    : TimeSpan.Zero, new { check, span, starts = new DateTimeOffset(starts, TimeSpan.Zero).ToUnixTimeMilliseconds() });
                db.Execute("insert or replace into rollups (check_key, span, starts, good, slow, failed, broken, blamed, ms, "
                    + "slowest, up, down) select key, @span, @starts, 60, 0, 0, 0, 0, 6000, 900, @up, @down from checks where id = @check",
                    new { key.check, key.span, key.starts, up = (long)(length - down).TotalMilliseconds,
                        down = (long)down.TotalMilliseconds }, transaction);
                foreach (var (bucket, runs) in new[] { (48 + n % 7 % 4, 40), (58 + n % 11 % 3, 20) })
                    db.Execute("insert or replace into latencies (check_key, span, starts, bucket, runs) select key, @span, @starts, "
                        + "@bucket, @runs from checks where id = @check", new { key.check, key.span, key.starts, bucket, runs },
                        transaction);
            }
        transaction.Commit();
    }

    private static async Task Look(IBrowser browser, ColorScheme scheme, string board, (string Name, string Path)[] pages,
        ConcurrentQueue<string> wrong)
    {
        await using var context = await browser.NewContextAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => wrong.Enqueue(error);
        var weight = 0L;
        page.Response += (_, answer) => weight += answer.Headers.TryGetValue("content-length", out var length)
            ? long.Parse(length, CultureInfo.InvariantCulture) : 0;
        // A page that changes while axe looks is another one: without its script it stays as it came, and has to be fit for that.
        await page.RouteAsync("**/board.js", route => route.AbortAsync());
        foreach (var (name, path) in pages)
        {
            weight = 0;
            var answer = await page.GotoAsync(board + path, new() { WaitUntil = WaitUntilState.Load });
            weight += (await answer!.BodyAsync()).Length;
            if (weight > HeaviestPage && !path.StartsWith("/runs/", StringComparison.Ordinal))
                wrong.Enqueue($"{path} weighs {weight} bytes");
            await page.EvaluateAsync(Axe);
            foreach (var (screen, width, height) in Screens)
            {
                await page.SetViewportSizeAsync(width, height);
                await page.ScreenshotAsync(
                    new() { Path = Path.Combine(Product.Root, "artifacts", "board", $"{name}-{screen}-{scheme}.png".ToLowerInvariant()),
                        FullPage = screen == "phone" });
                if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth") > width)
                    wrong.Enqueue($"{path} stands over the edge of "
                        + $"a {screen}: "
                        + await page.EvaluateAsync<string>("w => [...document.querySelectorAll('main *')]"
                            + ".filter(e => e.getBoundingClientRect().right > w).map(e => e.outerHTML.slice(0, 80))"
                            + ".slice(0, 3).join(' | ')", width));
                foreach (var violation in await page.EvaluateAsync<string[]>(Violations))
                    wrong.Enqueue($"{path} on a {screen}, {scheme}: {violation}");
            }
        }
    }
}
