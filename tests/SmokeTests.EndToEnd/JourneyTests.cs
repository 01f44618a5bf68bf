using Microsoft.Playwright;
using SmokeTests.Testing;

namespace SmokeTests.EndToEnd;

/// <summary>The same journey by both drivers, and what a failed one leaves for whoever has to mend it.</summary>
public class JourneyTests
{
    [Fact]
    public async Task The_same_journey_passes_over_both_drivers_by_changing_one_word()
    {
        await using var shop = new Bookshop();
        await shop.Open();
        var environment = new Dictionary<string, string>(shop.Environment) { ["JOURNEYS_SITE"] = shop.Address };
        var (code, output) = await Product.Run([Product.Smoke, "run", Product.Specimen("Journeys"), Product.Sample("Bookshop.InABrowser")],
            environment);
        output.Should().ContainAll("✓ Shopping: Over http", "✓ Shopping: In a browser", "✓ Shopping: A visitor finds a book",
            "✓ Shopping: A customer changes her picture");
        // Whether a page is painted within 2.5 s is the machine's affair while other tests run: slow is the one thing the front
        // page may be here.
        output.Should().MatchRegex("✓ Shopping: The front page|Should be fast: its largest part was painted after");
        code.Should().Be(output.Contains("Should be fast: its largest part") ? 1 : 0, output);
    }

    [Fact]
    public async Task A_failed_journey_in_a_browser_explains_itself_on_its_run_page()
    {
        await using var shop = new Bookshop();
        await shop.Open();
        // The viewer of traces has an origin of its own: here another port.
        var traces = $"http://127.0.0.1:{Ports.Free()}";
        await using var runner = new Runner([Product.Sample("Bookshop.InABrowser"), "--every", "5s", "--filter", "A visitor finds"],
            new Dictionary<string, string>(shop.Environment) { ["SMOKETESTS__links__viewer"] = traces }, traces);
        await runner.Start();
        await runner.Until("the check passes", async () => (await runner.Check("A visitor finds a book")).Outcome == "Passed");
        await shop.Break("search-empty");
        await runner.Until("the failure is confirmed", async () => (await runner.Check("A visitor finds a book")).OpenSince is not null);
        var runs = await runner.Runs("A visitor finds a book");
        var (confirmed, first) = (runs[0], runs.Last(r => r.Outcome == "Failed"));
        var page = await runner.Page($"/runs/{confirmed.Id}");
        foreach (var file in new[] { "screenshot.png", "browser.har", "browser.html", "trace.zip" })
            page.Should().Contain($"/runs/{confirmed.Id}/evidence/{file}");
        page.Should().Contain("the last good run, to compare with").And.Contain("Trace id of its requests");
        (await runner.Page($"/runs/{first.Id}")).Should()
            .Contain("screenshot.png").And.NotContain("trace.zip", "a trace costs much: it is taken when a failure is confirmed");
        (await runner.Page($"/runs/{confirmed.Id}/evidence/browser.html")).Should().Contain("No books match");

        using var playwright = await Playwright.CreateAsync();
        await using var browser =
            await playwright.Chromium.LaunchAsync(
                new BrowserTypeLaunchOptions { ExecutablePath = Environment.GetEnvironmentVariable("SMOKETESTS_CHROMIUM"),
                    Args = ["--no-sandbox", "--disable-gpu"] });
        var board = await browser.NewPageAsync(
            new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 900 } });
        await board.GotoAsync($"{runner.Address}/runs/{confirmed.Id}");
        (await board.EvaluateAsync<int>("() => document.querySelector('.screenshot').naturalWidth")).Should()
            .BePositive("the picture is shown");
        await board.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Product.Root, "artifacts", "board", "run.png"),
            FullPage = true });
        await board.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await board.GetByRole(AriaRole.Button, new() { Name = "Copy" }).ClickAsync();
        await Assertions.Expect(board.GetByRole(AriaRole.Button, new() { Name = "Copied" })).ToBeVisibleAsync();
        (await board.EvaluateAsync<string>("() => navigator.clipboard.readText()")).Should()
            .Be("SMOKETESTS_ENVIRONMENT=local dotnet test --filter-method Bookshop.InABrowser.Shopping.A_visitor_finds_a_book");

        await board.GetByRole(AriaRole.Link, new() { Name = "the trace in Playwright's viewer" }).ClickAsync();
        board.Url.Should().StartWith(traces + "/");
        await Assertions.Expect(board.GetByText("Fill \"dune\"").First).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await board.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Product.Root, "artifacts", "board", "trace.png") });
        using var stranger = new HttpClient { BaseAddress = new Uri(traces) };
        foreach (var elsewhere in new[] { "/", "/api/checks", $"/runs/{confirmed.Id}",
            $"/traces/{confirmed.Id}/99999999999/0123456789abcdef0123456789abcdef/trace.zip", "/../../playwright.sh" })
            (await stranger.GetAsync(elsewhere)).StatusCode.Should()
                .Be(elsewhere == "/" ? System.Net.HttpStatusCode.OK : System.Net.HttpStatusCode.NotFound, elsewhere);
    }
}
