using System.Collections.Concurrent;
using Microsoft.Playwright;
using SmokeTests.Pages;
using SmokeTests.Recording;
using SmokeTests.Worker;

namespace SmokeTests.Browsers;

/// <summary>One run's own corner of the warm browser: a context with cookies of its own, what was said in it, and its evidence.</summary>
internal sealed class Session : IAttendant
{
    private const int MostLines = 200;

    private readonly RunContext run;
    private readonly IBrowserContext context;
    private readonly ConcurrentQueue<string> console = new();
    private readonly ConcurrentQueue<IRequest> requests = new();
    private readonly ConcurrentQueue<string> lacks = new();
    private IPage? last;

    private Session(RunContext run, IBrowserContext context) => (this.run, this.context) = (run, context);

    public RunContext Run => run;

    public IBrowserContext Context => context;

    public LoggedInUsers Users { get; } = new();

    /// <summary>What the page that is shown now asked for in vain.</summary>
    public IReadOnlyList<string> Lacks => [.. lacks];

    public IReadOnlyList<string> Errors => [.. console.Where(l => l.StartsWith("error:", StringComparison.Ordinal) || l.StartsWith("uncaught:", StringComparison.Ordinal))];

    /// <summary>The run's session, begun where it has none yet.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stored">A log-in to begin with, as Playwright stores it.</param>
    public static async Task<Session> Of(RunContext run, string? stored = null)
    {
        if (run.Attending<Session>() is { } begun && stored is null)
            return begun;
        var settings = run.Settings.Browser;
        var context = await Chromium.Context(settings, browser => new BrowserNewContextOptions
        {
            UserAgent = UserAgent(browser, run),
            StorageState = stored,
            ViewportSize = new ViewportSize { Width = 1280, Height = 800 },
            HttpCredentials = Credentials(run),
        });
        context.SetDefaultTimeout((float)run.Settings.StepLimit.TotalMilliseconds);
        var session = new Session(run, context);
        session.Listen();
        if (run.WantsTrace)
            await context.Tracing.StartAsync(new TracingStartOptions { Snapshots = true, Screenshots = false, Sources = false });
        run.Attend(session);
        return session;
    }

    public async Task<BrowserTab> NewTab()
    {
        var page = await context.NewPageAsync();
        return new BrowserTab(this, page);
    }

    /// <summary>A page that comes up: made known to the site it goes to, its questions answered with yes, as a user who goes on would.</summary>
    public async Task Receive(IPage page)
    {
        last = page;
        page.Dialog += async (_, dialog) =>
        {
            Say($"question: \"{dialog.Message}\" was answered with yes");
            try
            {
                await dialog.AcceptAsync();
            }
            catch (PlaywrightException)
            {
                // The page went away with its question.
            }
        };
        await OwnOrigins.Mark(context, page, run);
    }

    /// <summary>A new page is being gone to: what the old one lacked does not matter any more.</summary>
    public void Leaving() => lacks.Clear();

    public async Task Testify(Evidence evidence)
    {
        if (!console.IsEmpty)
            evidence.Text("console.txt", string.Join('\n', console));
        try
        {
            evidence.Bytes("browser.har", await Transcribe(), "application/json");
            if (last is { IsClosed: false } page)
            {
                evidence.Text("browser.html", await page.ContentAsync(), "text/html");
                await page.EvaluateAsync(Scripts.Blot, new { secrets = run.Blotter.Secrets, mark = Blotter.Mark });
                evidence.Bytes("screenshot.png", await page.ScreenshotAsync(new PageScreenshotOptions { Timeout = 5_000, Animations = ScreenshotAnimations.Disabled, Mask = [page.Locator("input[type=password]")] }), "image/png");
            }
            if (run.WantsTrace)
                evidence.Bytes("trace.zip", await Trace.Take(context, run.Blotter), "application/zip");
        }
        catch (Exception e) when (e is PlaywrightException or TimeoutException)
        {
            evidence.Text("browser-evidence.txt", $"The browser could not be asked for more: {e.Message}");
        }
    }

    public async Task Leave()
    {
        try
        {
            await context.CloseAsync();
        }
        catch (PlaywrightException)
        {
            // It is closed, or its browser is gone.
        }
    }

    private void Listen()
    {
        context.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                Say($"{message.Type}: {message.Text}");
        };
        context.WebError += (_, error) => Say($"uncaught: {error.Error}");
        context.Request += (sender, request) =>
        {
            requests.Enqueue(request);
            while (requests.Count > MostLines)
                requests.TryDequeue(out _);
        };
        context.RequestFailed += (_, request) =>
        {
            if (request.Failure is "net::ERR_ABORTED" or "net::ERR_BLOCKED_BY_CLIENT")
                return;
            Say($"failed: {request.Method} {request.Url} {request.Failure}");
            Lack(request, request.Failure ?? "failed");
        };
        context.Response += (_, response) =>
        {
            if (response.Status < 400)
                return;
            Say($"answered {response.Status}: {response.Request.Method} {response.Url}");
            Lack(response.Request, $"answered {response.Status} {(System.Net.HttpStatusCode)response.Status}");
        };
    }

    private void Lack(IRequest request, string why)
    {
        if (request.ResourceType is "script" or "stylesheet" or "image" or "font")
            lacks.Enqueue($"{new Uri(request.Url).PathAndQuery} {why}");
    }

    private void Say(string line)
    {
        if (console.Count >= MostLines)
            return;
        // Blotted first: a cut must not go through a secret.
        line = run.Blotter.Blot(line);
        console.Enqueue(line.Length <= 1000 ? line : line[..1000] + " …");
    }

    /// <summary>The requests with their answers; bodies of pages and of what scripts asked for, where the browser still has them.</summary>
    private async Task<byte[]> Transcribe()
    {
        var exchanges = new List<Exchange>();
        foreach (var request in requests)
        {
            var response = request.ExistingResponse;
            var timing = request.Timing;
            exchanges.Add(new Exchange(DateTimeOffset.FromUnixTimeMilliseconds((long)timing.StartTime), TimeSpan.FromMilliseconds(Math.Max(0, timing.ResponseEnd)), null, request.Method, new Uri(request.Url),
                request.Headers.Select(h => KeyValuePair.Create(h.Key, Enumerable.Repeat(h.Value, 1))), request.Headers.GetValueOrDefault("content-type"), request.PostDataBuffer)
            {
                Status = response?.Status ?? 0,
                Reason = response?.StatusText ?? "",
                Got = response?.Headers.Select(h => KeyValuePair.Create(h.Key, Enumerable.Repeat(h.Value, 1))) ?? [],
                Type = response?.Headers.GetValueOrDefault("content-type"),
                Body = response is not null && request.ResourceType is "document" or "xhr" or "fetch" ? await BodyOf(response!) : [],
                Error = request.Failure,
            });
        }
        return Har.Write(exchanges, run.Blotter);
    }

    private static async Task<byte[]> BodyOf(IResponse response)
    {
        try
        {
            return await response.BodyAsync().WaitAsync(TimeSpan.FromSeconds(1), TimeProvider.System);
        }
        catch (Exception e) when (e is PlaywrightException or TimeoutException)
        {
            // The browser forgets bodies of pages that it has left.
            return [];
        }
    }

    /// <summary>The log-in that stands in the site's address, for that origin alone.</summary>
    private static HttpCredentials? Credentials(RunContext run) => run.Settings.LogInOf(run.Settings.Site) is { } logIn
        ? new HttpCredentials { Username = logIn.User, Password = logIn.Password, Origin = Http.Origin.Of(run.Settings.Site) }
        : null;

    /// <summary>What a Chrome of this version says on this system, and who asks.</summary>
    private static string UserAgent(IBrowser browser, RunContext run)
    {
        var system = OperatingSystem.IsWindows() ? "Windows NT 10.0; Win64; x64" : OperatingSystem.IsMacOS() ? "Macintosh; Intel Mac OS X 10_15_7" : "X11; Linux x86_64";
        return $"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{browser.Version.Split('.')[0]}.0.0.0 Safari/537.36 {run.Courtesy.UserAgent}";
    }
}
