using Microsoft.Playwright;
using SmokeTests.Settings;

namespace SmokeTests.Browsers;

/// <summary>
/// The one Chromium of this process: started when it is first needed, kept warm, started again when it has died, has served
/// for long, or when the container that it is in runs out of memory.
/// </summary>
internal static class Chromium
{
    /// <summary>Contexts, after which a browser is replaced: what one leaks does not add up.</summary>
    private const int MostContexts = 1_000;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(50);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private static readonly SemaphoreSlim Starting = new(1);
    private static IPlaywright? playwright;
    private static Running? running;

    /// <summary>What a browser that only visits one site does not need.</summary>
    private static readonly string[] Lean =
    [
        "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync",
        "--disable-domain-reliability", "--disable-breakpad", "--disable-default-apps", "--mute-audio", "--metrics-recording-only",
        "--disable-smooth-scrolling", "--disable-threaded-animation", "--disable-threaded-scrolling", "--disable-checker-imaging",
        "--disable-image-animation-resync",
        // As everybody's browser does, and the headless shell does not by itself: a frame of another site that spins holds up no page.
        "--site-per-process",
    ];

    /// <summary>A fresh context in the warm browser.</summary>
    /// <param name="settings">Which browser, and how it is started.</param>
    /// <param name="secrets">What the browser's own environment must not hold.</param>
    /// <param name="options">Of the context.</param>
    /// <param name="stop">Ends the waiting for it.</param>
    /// <exception cref="CheckBrokenException">There is none, it does not start, or it is not ready within 50 s.</exception>
    public static async Task<Place> Context(BrowserSettings settings, IReadOnlyCollection<string> secrets,
        Func<IBrowser, BrowserNewContextOptions> options, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(ReadyLimit, TimeProvider.System);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            await Starting.WaitAsync(both.Token);
            try
            {
                var now = await Ready(settings, secrets, both.Token);
                try
                {
                    return await now.Context(options, both.Token);
                }
                catch (PlaywrightException) when (!now.Browser.IsConnected)
                {
                    // It died since it was last used: once more, with a new one.
                    now = await Ready(settings, secrets, both.Token);
                    return await now.Context(options, both.Token);
                }
            }
            finally
            {
                Starting.Release();
            }
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            running?.Retire();
            throw new CheckBrokenException(
                $"The browser was not ready within {Interval.Write(ReadyLimit)}. The machine may have too much to do.", e);
        }
    }

    /// <summary>One at a time, so that a browser which is to go can wait for its last context.</summary>
    private static async Task<Running> Ready(BrowserSettings settings, IReadOnlyCollection<string> secrets, CancellationToken stop)
    {
        if (running is { IsUsable: true } old && (old.Served >= MostContexts || MemoryHeadroom.Left().IsShort))
        {
            var began = TimeProvider.System.GetTimestamp();
            while (old is { IsUsable: true, Contexts: > 0 } && TimeProvider.System.GetElapsedTime(began) < LongestWait)
                await Task.Delay(BetweenLooks, TimeProvider.System, stop);
            if (old.Contexts == 0)
                old.Retire();
        }
        if (running is { IsUsable: true })
            return running;
        return running = await Start(settings, secrets, stop);
    }

    private static async Task<Running> Start(BrowserSettings settings, IReadOnlyCollection<string> secrets, CancellationToken stop)
    {
        var path = Installed.Find(settings);
        var warm = playwright is not null;
        try
        {
            return await Launch(path, settings, secrets, stop);
        }
        catch (PlaywrightException) when (warm)
        {
            // Playwright's own process may have died: once more, with a new one.
            Forget();
        }
        catch (PlaywrightException e)
        {
            Forget();
            throw NotStarted(path, e);
        }
        try
        {
            return await Launch(path, settings, secrets, stop);
        }
        catch (PlaywrightException e)
        {
            Forget();
            throw NotStarted(path, e);
        }
    }

    private static async Task<Running> Launch(string path, BrowserSettings settings, IReadOnlyCollection<string> secrets,
        CancellationToken stop)
    {
        playwright ??= await Playwright.CreateAsync().WaitAsync(stop);
        var starting = playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = path,
            ChromiumSandbox = Sandboxed(settings),
            Args = [.. Lean, .. settings.Arguments],
            Env = Surroundings(secrets),
            Timeout = (float)StartLimit.TotalMilliseconds,
            HandleSIGINT = false,
            HandleSIGTERM = false,
            HandleSIGHUP = false,
        });
        try
        {
            return await Running.Of(await starting.WaitAsync(stop)).WaitAsync(stop);
        }
        catch (TimeoutException e)
        {
            throw NotStarted(path, e);
        }
        catch (OperationCanceledException)
        {
            // Whoever wanted it is gone. It is not kept, since nobody knows in what state it is.
            _ = starting.ContinueWith(static s => s.Exception is null ? s.Result.CloseAsync() : Task.CompletedTask, TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>
    /// The environment of this process, without the variables that hold a secret: the browser shows what strangers have written.
    /// </summary>
    private static IEnumerable<KeyValuePair<string, string>> Surroundings(IReadOnlyCollection<string> secrets) =>
        System.Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .Select(v => KeyValuePair.Create((string)v.Key, v.Value as string ?? ""))
            .Where(v => v.Key is "PATH" or "HOME" || !secrets.Any(s => v.Value.Contains(s, StringComparison.Ordinal)));

    private static CheckBrokenException NotStarted(string path, Exception e) => new($"The browser {path} did not start: {e.Message}", e);

    private static void Forget()
    {
        playwright?.Dispose();
        playwright = null;
    }

    /// <summary>On, unless the settings say otherwise, or root runs in a container, where Chromium's sandbox refuses to start.</summary>
    private static bool Sandboxed(BrowserSettings settings)
    {
        if (settings.Sandbox is { } said)
            return said;
        if (!OperatingSystem.IsLinux() || !System.Environment.IsPrivilegedProcess || !InContainer())
            return true;
        Console.Error.WriteLine(
            "Chromium runs without its sandbox, because root runs it in a container. Run as another user, or set "
                + $"\"browser.sandbox\" in {SettingsFile.Name}.");
        return false;
    }

    private static bool InContainer() => System.Environment.GetEnvironmentVariable("DOTNET_RUNNING_IN_CONTAINER") is "true" or "1"
        || System.Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") is not null
        || File.Exists("/.dockerenv") || File.Exists("/run/.containerenv")
        || File.Exists("/proc/1/cgroup")
        && File.ReadAllText("/proc/1/cgroup") is var groups
        && (groups.Contains("docker", StringComparison.Ordinal) || groups.Contains("kubepods", StringComparison.Ordinal)
            || groups.Contains("libpod", StringComparison.Ordinal));
}
