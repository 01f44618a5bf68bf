using Microsoft.Playwright;

namespace SmokeTests.EndToEnd;

/// <summary>The board in a real browser. Screenshots are left in <c>artifacts/board</c> for whoever wants to look.</summary>
public class BoardTests
{
    private static readonly (string Name, int Width, int Height)[] Screens =
        [("wall", 1920, 1080), ("desktop", 1280, 800), ("phone", 390, 844)];

    [Fact]
    public async Task The_overview_shows_one_environment_alone_or_all()
    {
        await using var runner = new Runner([Product.Specimen("Passing"), "--environment", "local", "--environment", "staging"],
            new Dictionary<string, string> { ["SMOKETESTS__environments__staging__site"] = "http://127.0.0.1:9" });
        await runner.Start();
        (await runner.Page("/")).Should().ContainAll("%40local", "%40staging", "href=\"/?environment=staging\"");
        (await runner.Page("/?environment=staging")).Should().Contain("%40staging").And.NotContain("%40local");
        (await runner.Page("/?environment=none")).Should().ContainAll("%40local", "%40staging");
    }

    [Fact]
    public async Task The_board_turns_red_and_green_again_without_reload()
    {
        await using var shop = new Bookshop();
        await shop.Open();
        await using var runner = new Runner([Product.ShopChecks, "--every", "2s"], shop.Environment);
        await runner.Start();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium(), Args = Flags() });
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1920, Height = 1080 } });
        var errors = new List<string>();
        page.Console += (_, said) => { if (said.Type == "error") errors.Add(said.Text); };
        page.PageError += (_, error) => errors.Add(error);
        await page.GotoAsync(runner.Address);
        await page.EvaluateAsync("window.neverReloaded = true");
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("All 10 work in local", new() { Timeout = 60_000 });
        await Shoot(page, "green");

        await shop.Break("search-empty");
        await shop.Break("login-renamed");
        await Assertions.Expect(page.Locator("h1"))
            .ToContainTextAsync("2 of 10 broken in local: accounts, storefront", new() { Timeout = 60_000, IgnoreCase = true });
        await Assertions.Expect(page.Locator(".incident")).ToHaveCountAsync(2, new() { Timeout = 60_000 });
        await Assertions.Expect(page.Locator(".tile.grey")).ToHaveCountAsync(3, new() { Timeout = 60_000 });
        await Shoot(page, "red");

        await shop.Heal("search-empty");
        await shop.Heal("login-renamed");
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("All 10 work in local", new() { Timeout = 60_000 });
        (await page.EvaluateAsync<bool>("window.neverReloaded === true")).Should().BeTrue("the page was never loaded anew");

        await page.Locator(".tile a").First.ClickAsync();
        await Assertions.Expect(page.Locator(".strip li").First).ToBeVisibleAsync();
        await Shoot(page, "check");
        await page.GotoAsync(runner.Address + "/notifications");
        await Assertions.Expect(page.Locator(".message")).ToHaveCountAsync(4);
        await Shoot(page, "notifications");
        errors.Should().BeEmpty();

        await page.GotoAsync(runner.Address);
        await runner.Process.Kill();
        await Assertions.Expect(page.Locator("#live")).ToContainTextAsync("no connection", new() { Timeout = 60_000 });
    }

    private static async Task Shoot(IPage page, string name)
    {
        foreach (var (screen, width, height) in Screens)
        {
            await page.SetViewportSizeAsync(width, height);
            await page.ScreenshotAsync(new() { Path = Path.Combine(Product.Root, "artifacts", "board", $"{name}-{screen}.png") });
            (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).Should()
                .BeLessThanOrEqualTo(width, $"nothing stands over the edge of a {screen}");
        }
        await page.SetViewportSizeAsync(1920, 1080);
    }

    internal static string Chromium() => Environment.GetEnvironmentVariable("SMOKETESTS_CHROMIUM")
        ?? throw new InvalidOperationException("A browser is missing. Run the tests with: dotnet run --project build -- test");

    /// <summary>Chromium's sandbox refuses to run as root, as build machines often do.</summary>
    internal static string[] Flags()
    {
        string[] quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync"];
        return Environment.UserName == "root" ? [.. quiet, "--no-sandbox"] : quiet;
    }
}
