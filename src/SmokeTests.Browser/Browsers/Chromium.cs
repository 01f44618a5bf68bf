using Microsoft.Playwright;
using SmokeTests.Settings;

namespace SmokeTests.Browsers;

/// <summary>
/// The one Chromium of this process: started when it is first needed, kept warm, started again when it has died, has served
/// for long, or when the container that it is in runs out of memory.
/// </summary>
internal static class Chromium
{
    private const float StartLimit = 30_000;
    private static readonly SemaphoreSlim Starting = new(1);
    private static IPlaywright? playwright;
    private static IBrowser? browser;
    private static int served;

    /// <summary>Contexts, after which a browser is replaced: what one leaks does not add up.</summary>
    private const int MostContexts = 1_000;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>What a browser that only visits one site does not need.</summary>
    private static readonly string[] Lean =
    [
        "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--disable-domain-reliability", "--disable-breakpad", "--disable-default-apps", "--mute-audio", "--metrics-recording-only",
        "--disable-smooth-scrolling", "--disable-threaded-animation", "--disable-threaded-scrolling", "--disable-checker-imaging", "--disable-image-animation-resync",
    ];

    /// <summary>A fresh context in the warm browser.</summary>
    public static async Task<IBrowserContext> Context(BrowserSettings settings, Func<IBrowser, BrowserNewContextOptions> options)
    {
        await Starting.WaitAsync();
        try
        {
            var now = await Ready(settings);
            try
            {
                return await now.NewContextAsync(options(now));
            }
            catch (PlaywrightException) when (!now.IsConnected)
            {
                // It died since it was last used: once more, with a new one.
                now = await Ready(settings);
                return await now.NewContextAsync(options(now));
            }
        }
        finally
        {
            Starting.Release();
        }
    }

    /// <summary>One at a time, so that a browser which is to go can wait for its last context.</summary>
    private static async Task<IBrowser> Ready(BrowserSettings settings)
    {
        if (browser is { IsConnected: true } old && (++served > MostContexts || Room.Left().IsShort))
        {
            var began = TimeProvider.System.GetTimestamp();
            while (old is { IsConnected: true, Contexts.Count: > 0 } && TimeProvider.System.GetElapsedTime(began) < LongestWait)
                await Task.Delay(BetweenLooks, TimeProvider.System);
            if (old.Contexts.Count == 0)
                await old.CloseAsync();
        }
        if (browser is { IsConnected: true })
            return browser;
        served = 0;
        return browser = await Start(settings);
    }

    private static async Task<IBrowser> Start(BrowserSettings settings)
    {
        var path = Installed.Find(settings);
        try
        {
            playwright ??= await Playwright.CreateAsync();
            return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = path,
                ChromiumSandbox = Sandboxed(settings),
                Args = [.. Lean, .. settings.Arguments],
                Timeout = StartLimit,
                HandleSIGINT = false,
                HandleSIGTERM = false,
                HandleSIGHUP = false,
            });
        }
        catch (PlaywrightException e)
        {
            throw new CheckBrokenException($"The browser {path} did not start: {e.Message}", e);
        }
    }

    /// <summary>On, unless the settings say otherwise, or root runs in a container, where Chromium's sandbox refuses to start.</summary>
    private static bool Sandboxed(BrowserSettings settings)
    {
        if (settings.Sandbox is { } said)
            return said;
        if (!OperatingSystem.IsLinux() || !System.Environment.IsPrivilegedProcess || !InContainer())
            return true;
        Console.Error.WriteLine($"Chromium runs without its sandbox, because root runs it in a container. Run as another user, or set \"browser.sandbox\" in {SettingsFile.Name}.");
        return false;
    }

    private static bool InContainer() => System.Environment.GetEnvironmentVariable("DOTNET_RUNNING_IN_CONTAINER") is "true" or "1"
        || System.Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") is not null
        || File.Exists("/.dockerenv") || File.Exists("/run/.containerenv")
        || File.Exists("/proc/1/cgroup") && File.ReadAllText("/proc/1/cgroup") is var groups && (groups.Contains("docker", StringComparison.Ordinal) || groups.Contains("kubepods", StringComparison.Ordinal) || groups.Contains("libpod", StringComparison.Ordinal));
}
