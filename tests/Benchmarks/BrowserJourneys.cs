using System.Diagnostics;
using System.Globalization;
using SmokeTests.Runner.Workers;
using SmokeTests.Testing;
using SmokeTests.Worker;

namespace Benchmarks;

/// <summary>
/// The CPU of one journey of five steps through the sample shop: over HTTP and in the browser by a warm worker, and by
/// <c>npx playwright test</c>, a cold process as rivals run it, on the same browser binary. They take turns. CPU is that of
/// the whole machine, less the shop's and this program's: it counts every process of a browser, however short its life.
/// Linux alone tells that (/proc/stat), so this is measured there alone.
/// </summary>
internal static class BrowserJourneys
{
    private const int Rounds = 5;
    private const int InABrowser = 8;
    private const int OverHttp = 200;

    private static readonly (string Name, string Path)[] Browsers =
        [("shell", "/usr/lib/chromium/chromium-headless-shell"), ("chromium", "/usr/bin/chromium")];

    public static async Task<Figure[]> Measure(string root)
    {
        if (!OperatingSystem.IsLinux())
            return [];
        var npm = await Playwright(root);
        using var shop = await Shop(root);
        var figures = new List<Figure>();
        foreach (var (name, path) in Browsers.Where(b => File.Exists(b.Path)))
            figures.AddRange(await With(name, path, root, npm, shop));
        shop.Process.Kill(entireProcessTree: true);
        return [.. figures];
    }

    private static async Task<Figure[]> With(string name, string browser, string root, string npm, RunningShop shop)
    {
        Environment.SetEnvironmentVariable("SMOKETESTS_CHROMIUM", browser);
        Environment.SetEnvironmentVariable("JOURNEYS_SITE", shop.Address);
        var suite = Suite.At(Path.Combine(root, "tests", "Specimens", "Journeys", "bin", "Release", "net10.0")).Suite
            ?? throw new InvalidOperationException("Build tests/Specimens/Journeys in Release first.");
        await using var worker =
            await WorkerStart.Run(suite,
                new WorkerOptions(null, null, null, () => { }) { WorkerLimits = new WorkerLimits { Pass = ["JOURNEYS_SITE"] } },
                TimeProvider.System, CancellationToken.None);
        await Ours(worker, "In_a_browser", 3);
        await Ours(worker, "Over_http", OverHttp);
        await Theirs(npm, browser, shop.Address);

        var (warm, http, cold) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            warm.Add(await Cpu(shop, () => Ours(worker, "In_a_browser", InABrowser)) / InABrowser);
            http.Add(await Cpu(shop, () => Ours(worker, "Over_http", OverHttp)) / OverHttp);
            cold.Add(await Cpu(shop, () => Theirs(npm, browser, shop.Address)));
        }
        var (warmMs, httpMs, coldMs) = (Figure.Median(warm), Figure.Median(http), Figure.Median(cold));
        return
        [
            new($"playwright-test-over-warm-browser-cpu-{name}", Math.Round(coldMs / warmMs, 2), "times", "higher"),
            new($"browser-over-http-cpu-{name}", Math.Round(warmMs / httpMs, 1), "times", "higher"),
            new($"browser-journey-cpu-ms-{name}", Math.Round(warmMs), "ms", "lower"),
            new($"http-journey-cpu-ms-{name}", Math.Round(httpMs, 2), "ms", "lower"),
            new($"playwright-test-cpu-ms-{name}", Math.Round(coldMs), "ms", "lower"),
        ];
    }

    private static async Task Ours(Worker worker, string check, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var ended = await worker.Run(new RunCheck(Guid.NewGuid().ToString("N")[..12], "Specimens.Shopping." + check),
                TimeSpan.FromSeconds(60));
            if (ended.Finished?.Outcome != Outcome.Passed)
                throw new InvalidOperationException($"The journey did not pass: {ended.Finished?.Failure?.Message}");
        }
    }

    private static async Task Theirs(string folder, string browser, string site)
    {
        var start = new ProcessStartInfo("npx", ["playwright", "test", "--workers=1", "--reporter=line"]) { WorkingDirectory = folder,
            RedirectStandardOutput = true, RedirectStandardError = true };
        (start.Environment["BROWSER_PATH"], start.Environment["SITE"]) = (browser, site);
        using var test = Process.Start(start)!;
        var said = test.StandardOutput.ReadToEndAsync();
        var erred = test.StandardError.ReadToEndAsync();
        await test.WaitForExitAsync();
        if (test.ExitCode != 0)
            throw new InvalidOperationException($"npx playwright test failed:\n{await said}{await erred}");
    }

    /// <summary>Milliseconds of CPU that the machine spent on all but the shop and this program.</summary>
    private static async Task<double> Cpu(RunningShop shop, Func<Task> act)
    {
        using var self = Process.GetCurrentProcess();
        await Task.Delay(300);
        var (machine, others) = (Machine(), Others());
        await act();
        await Task.Delay(300);
        return Machine() - machine - (Others() - others);

        double Others()
        {
            self.Refresh();
            shop.Process.Refresh();
            return (self.TotalProcessorTime + shop.Process.TotalProcessorTime).TotalMilliseconds;
        }
    }

    /// <summary>User, nice, system, interrupts of all cores: in hundredths of a second.</summary>
    private static double Machine()
    {
        var counts = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        return (counts[0] + counts[1] + counts[2] + counts[5] + counts[6]) * 10;
    }

    private static async Task<string> Playwright(string root)
    {
        var folder = Path.Combine(root, "artifacts", "playwright-test");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "package.json"),
            """{ "private": true, "devDependencies": { "@playwright/test": "1.65.1" } }""");
        await File.WriteAllTextAsync(Path.Combine(folder, "playwright.config.js"), """
            module.exports = { testDir: '.', use: { launchOptions: { executablePath: process.env.BROWSER_PATH,
              args: ['--no-sandbox', '--disable-gpu'] }, baseURL: process.env.SITE } };
            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "shopping.spec.js"), """
            const { test, expect } = require('@playwright/test');
            test('shopping', async ({ page }) => {
              await page.goto('/login');
              await page.getByLabel('E-mail').fill('ada@example.com');
              await page.getByLabel('Password').fill('difference-engine');
              await page.getByRole('button', { name: 'Log in' }).click();
              await page.getByRole('searchbox').fill('dune');
              await page.getByRole('searchbox').press('Enter');
              await expect(page.getByText('Frank Herbert').first()).toBeVisible();
              await expect(page.getByText('In stock').first()).toBeVisible();
              await page.goto('/account');
              await page.getByLabel('Profile picture').setInputFiles({ name: 'portrait.png', mimeType: 'image/png',
                buffer: Buffer.from(
                  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64') });
              await page.getByRole('button', { name: 'Change picture' }).click();
              await expect(page.getByText('Looking good')).toBeVisible();
            });
            """);
        using var install = Process.Start(
            new ProcessStartInfo("npm", ["install", "--no-audit", "--no-fund", "--silent"]) { WorkingDirectory = folder,
                Environment = { ["PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD"] = "1" } })!;
        await install.WaitForExitAsync();
        return install.ExitCode == 0 ? folder
            : throw new InvalidOperationException("npm install of @playwright/test failed. The yardstick needs Node.js and npm.");
    }

    private static async Task<RunningShop> Shop(string root)
    {
        var address = $"http://127.0.0.1:{Ports.Free()}";
        var data = Directory.CreateTempSubdirectory("bench-shop-").FullName;
        var process = Process.Start(
            new ProcessStartInfo("dotnet",
                [Path.Combine(root, "samples/Bookshop/bin/Release/net10.0/Bookshop.dll"), "--urls", address, "--database",
                    Path.Combine(data, "bookshop.db")]) { RedirectStandardOutput = true })!;
        using var http = new HttpClient();
        for (var tries = 0; ; tries++)
            try
            {
                (await http.GetAsync(address + "/health")).EnsureSuccessStatusCode();
                return new RunningShop(process, address);
            }
            catch (HttpRequestException) when (tries < 100)
            {
                await Task.Delay(100);
            }
    }

    private sealed record RunningShop(Process Process, string Address) : IDisposable
    {
        public void Dispose() => Process.Dispose();
    }
}
