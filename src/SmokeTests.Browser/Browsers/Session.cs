using System.Collections.Concurrent;
using Microsoft.Playwright;
using SmokeTests.Addresses;
using SmokeTests.Documents;
using SmokeTests.Http;
using SmokeTests.Recording;
using SmokeTests.Runs;

namespace SmokeTests.Browsers;

/// <summary>One run's own corner of the warm browser: a context with cookies of its own, what was said in it, and its evidence.</summary>
internal sealed class Session : IEvidenceSource
{
    private const int MostLines = 200;
    private const int MostOfLine = 1000;

    /// <summary>How long a browser's answer about itself, or its end, is waited for: it is the run's verdict that counts.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BodyLimit = TimeSpan.FromSeconds(1);

    private readonly RunContext run;
    private readonly Place place;
    private readonly ConcurrentQueue<(string Kind, string Text)> console = new();
    private readonly ConcurrentQueue<IRequest> requests = new();
    private readonly ConcurrentQueue<string> lacks = new();
    private readonly ConcurrentQueue<IResponse> answered = new();
    private readonly ConcurrentDictionary<IRequest, bool> finished = new();
    private readonly ConcurrentDictionary<string, bool> aborted = new();
    private readonly ConcurrentDictionary<IPage, ICDPSession> chromes = new();
    private readonly PageRequests going = new();

    private Session(RunContext run, Place place)
    {
        (this.run, this.place) = (run, place);
        Handlers = new Handlers(text => Say("", text));
    }

    public RunContext Run => run;

    public IBrowserContext Context => place.Context;

    public Handlers Handlers { get; }

    public Navigations Navigations { get; } = new();

    public LoggedInUsers Users { get; } = new();

    /// <summary>What the page that is shown now asked for in vain, or was answered with something else.</summary>
    /// <param name="modules">The addresses of scripts that are modules.</param>
    /// <param name="unused">The addresses of style sheets that are loaded and not used.</param>
    /// <param name="quirks">Whether the page is shown in quirks mode.</param>
    public IReadOnlyList<string> Lacks(IReadOnlyCollection<string> modules, IReadOnlyCollection<string> unused, bool quirks) =>
        [.. lacks.Concat(answered.Where(a => !unused.Contains(a.Url)).Select(a => Wrong(a, modules, quirks)).OfType<string>())];

    private static string? Wrong(IResponse answer, IReadOnlyCollection<string> modules, bool quirks)
    {
        var kind = answer.Request.ResourceType == "stylesheet" ? PartKind.Sheet : modules.Contains(answer.Url) ? PartKind.Module
            : PartKind.Script;
        var exactly = string.Equals(answer.Headers.GetValueOrDefault("x-content-type-options")?.Trim(), "nosniff",
            StringComparison.OrdinalIgnoreCase);
        return PartContent.Fault(kind, answer.Headers.GetValueOrDefault("content-type"), exactly, quirks) is { } fault
            ? $"{new Uri(answer.Url).PathAndQuery} {fault}" : null;
    }

    /// <summary>Of a page's style sheets those that the browser has thrown away, without an answer that it tells of.</summary>
    public IEnumerable<string> Refused(IEnumerable<string> sheets) =>
        sheets.Where(s => aborted.ContainsKey(s) && !answered.Any(a => a.Url == s));

    /// <summary>The parts of the page that were asked for and have not come to their end.</summary>
    public IEnumerable<Uri> Awaited(IPage page) =>
        requests.Where(r => IsPart(r) && IsAwaited(r) && r.Frame == page.MainFrame).Select(r => new Uri(r.Url));

    public IReadOnlyList<string> Errors =>
        [.. Console().Where(l => l.StartsWith("error:", StringComparison.Ordinal) || l.StartsWith("uncaught:", StringComparison.Ordinal))];

    /// <summary>How many questions (alerts and their like) its pages have asked.</summary>
    public int Questions { get; private set; }

    public string LastQuestion { get; private set; } = "";

    /// <summary>Whether a page is so busy that nothing can be asked of it.</summary>
    public bool IsSilent { get; set; }

    /// <summary>The run's session, begun where it has none yet.</summary>
    public static async Task<Session> Of(RunContext run)
    {
        if (run.Attending<Session>() is { } begun)
            return begun;
        await ContextPlace.Take(run, ContextLimiter.OfThisMachine);
        return await run.OutsideTheClock("start the browser", () => Begin(run, null));
    }

    /// <summary>
    /// The run's session, begun where it has none yet, with a new tab: all that the monitor does before a page can be asked for.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="stored">A log-in to begin with, as Playwright stores it.</param>
    public static async Task<(Session Session, BrowserTab Tab)> WithTab(RunContext run, string? stored = null)
    {
        await ContextPlace.Take(run, ContextLimiter.OfThisMachine);
        return await run.OutsideTheClock(run.Attending<Session>() is null ? "start the browser" : "open a tab", async () =>
        {
            var session = run.Attending<Session>() is { } begun && stored is null ? begun : await Begin(run, stored);
            return (session, await session.Tab());
        });
    }

    /// <summary>
    /// A page that comes up: made known to the site it goes to, its questions answered with yes, as a user who goes on would.
    /// Null where it has gone again.
    /// </summary>
    public async Task<ICDPSession?> Receive(IPage page)
    {
        page.Dialog += (_, dialog) => Handlers.Handle(() => Answer(dialog));
        if (await OwnOrigins.Mark(Context, page, run, Handlers, going) is not { } chrome)
            return null;
        return chromes[page] = chrome;
    }

    /// <summary>A new page is being gone to: what the old one lacked does not matter any more.</summary>
    private void Leaving()
    {
        lacks.Clear();
        answered.Clear();
        aborted.Clear();
    }

    /// <summary>Ends a page's waiting for what does not come: only then does the browser answer questions about it.</summary>
    public async Task StopLoading(IPage page, TimeSpan limit)
    {
        if (chromes.TryGetValue(page, out var chrome))
            await Soon(chrome.SendAsync("Page.stopLoading"), limit);
    }

    /// <summary>A part of the page that was asked for and has not come.</summary>
    public string? Unfinished(IPage page) => requests.Where(r => !r.IsNavigationRequest && IsAwaited(r) && r.Frame == page.MainFrame)
        .Select(r => r.Url).FirstOrDefault();

    public async Task Collect(Evidence evidence)
    {
        if (!console.IsEmpty)
            evidence.Text("console.txt", string.Join('\n', Console()));
        evidence.Bytes("browser.har", await Transcribe(), "application/json");
        try
        {
            if (!IsSilent && Context.Pages.LastOrDefault(p => !p.IsClosed) is { } page)
                await Portray(page, evidence);
            if (run.WantsTrace)
                evidence.Bytes("trace.zip", await Trace.Take(Context, run.Redactor).WaitAsync(AnswerLimit * 2, run.Time),
                    "application/zip");
        }
        catch (Exception e) when (e is PlaywrightException or TimeoutException)
        {
            evidence.Text("browser-evidence.txt", $"The browser could not be asked for more: {e.Message}");
        }
    }

    /// <summary>Closes what belongs to the run. What does not close in time is left to be killed with its browser.</summary>
    public Task Leave() => Soon(place.Leave(), CloseLimit);

    private static async Task<Session> Begin(RunContext run, string? stored)
    {
        var place = await Chromium.Context(run.Settings.Browser, run.SettingsSecrets, browser => new BrowserNewContextOptions
        {
            UserAgent = UserAgent(browser, run),
            StorageState = stored,
            HttpCredentials = Credentials(run),
            ViewportSize = new ViewportSize { Width = 1280, Height = 800 },
        }, run.Stop);
        if (run.Stop.IsCancellationRequested)
            await place.Leave();
        run.Stop.ThrowIfCancellationRequested();
        place.Context.SetDefaultTimeout((float)run.Settings.StepLimit.TotalMilliseconds);
        var session = new Session(run, place);
        run.Attend(session);
        session.Listen();
        if (run.WantsTrace)
            await place.Context.Tracing.StartAsync(new TracingStartOptions { Snapshots = true, Screenshots = false, Sources = false });
        return session;
    }

    private async Task<BrowserTab> Tab()
    {
        var tab = new BrowserTab(this, await Context.NewPageAsync());
        await tab.Prepare();
        return tab;
    }

    private async Task Answer(IDialog dialog)
    {
        Questions++;
        LastQuestion = run.Redactor.Blot(dialog.Message);
        Say("question", $"\"{dialog.Message}\" was answered with yes");
        await dialog.AcceptAsync();
    }

    private async Task Portray(IPage page, Evidence evidence)
    {
        if (Navigations.Last(page.MainFrame) is { Ended.IsCompleted: false })
            await StopLoading(page, AnswerLimit);
        evidence.Text("browser.html", await page.ContentAsync().WaitAsync(AnswerLimit, run.Time), "text/html");
        await page.EvaluateAsync(Scripts.Blot, new { secrets = run.Redactor.Secrets, mark = SecretRedactor.Mark })
            .WaitAsync(AnswerLimit, run.Time);
        var picture = await page.ScreenshotAsync(new PageScreenshotOptions
        {
            Timeout = 5_000,
            Animations = ScreenshotAnimations.Disabled,
            Mask = [page.Locator("input[type=password]")],
        }).WaitAsync(AnswerLimit * 2, run.Time);
        evidence.Bytes("screenshot.png", picture, "image/png");
    }

    /// <summary>What does not matter for the run is not waited for long, nor heard when it fails.</summary>
    private async Task Soon(Task task, TimeSpan limit)
    {
        try
        {
            await task.WaitAsync(limit, run.Time);
        }
        catch (Exception e) when (e is PlaywrightException or TimeoutException)
        {
            _ = task.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default);
        }
    }

    private void Listen()
    {
        Navigations.Listen(Context, Handlers);
        Context.Console += (_, message) => Handlers.Handle(() =>
        {
            if (message.Type is "error" or "warning")
                Say(message.Type, message.Text);
        });
        Context.WebError += (_, error) => Handlers.Handle(() => Say("uncaught", error.Error));
        Context.Request += (_, request) => Handlers.Handle(() => Asked(request));
        Context.RequestFinished += (_, request) => Handlers.Handle(() => finished[request] = true);
        Context.RequestFailed += (_, request) => Handlers.Handle(() =>
        {
            going.Failed(request);
            if (request.Failure is "net::ERR_ABORTED" && request.ResourceType == "stylesheet")
                aborted[request.Url] = true;
            if (request.Failure is "net::ERR_ABORTED" or "net::ERR_BLOCKED_BY_CLIENT")
                return;
            Say("failed", $"{request.Method} {request.Url} {request.Failure}");
            Lack(request, "did not come: " + NetErrors.Explain(request.Failure ?? "net::ERR_FAILED", new Uri(request.Url),
                new Uri(request.Url), run.Settings, request.ExistingResponse is not null));
        });
        Context.Response += (_, response) => Handlers.Handle(() =>
        {
            going.Answered(response);
            if (response.Status < 400)
            {
                if (response.Status is >= 200 and < 300 && response.Request.ResourceType is "script" or "stylesheet"
                    && IsPart(response.Request))
                    answered.Enqueue(response);
                return;
            }
            Say($"answered {response.Status}", $"{response.Request.Method} {response.Url}");
            Lack(response.Request, $"answered {response.Status} {(System.Net.HttpStatusCode)response.Status}");
        });
    }

    private void Asked(IRequest request)
    {
        if (request.IsNavigationRequest && request.RedirectedFrom is null && Browsers.Navigations.IsMain(request))
            Leaving();
        requests.Enqueue(request);
        while (requests.Count > MostLines && requests.TryDequeue(out var old))
            finished.TryRemove(old, out _);
    }

    /// <summary>
    /// Whether a part of a page belongs to the environment: what others send, or were told not to be asked for, is none of its
    /// business.
    /// </summary>
    public bool Counts(string address) => Uri.TryCreate(address, UriKind.Absolute, out var part) && run.RequestHeaders.Owns(part);

    /// <summary>Whether a part that counts was asked for and is neither answered nor lost.</summary>
    public bool IsLoading(IPage page) => Awaited(page).Any();

    /// <summary>What a page shows or runs, of the environment's own origins.</summary>
    private bool IsPart(IRequest request) => request.ResourceType is "script" or "stylesheet" or "image" or "font" && Counts(request.Url);

    private bool IsAwaited(IRequest request) => request.Failure is null && !finished.ContainsKey(request);

    private void Lack(IRequest request, string why)
    {
        if (IsPart(request))
            lacks.Enqueue($"{new Uri(request.Url).PathAndQuery} {why}");
    }

    private void Say(string kind, string text)
    {
        if (console.Count >= MostLines)
            return;
        // Cut roughly: what is shown of it is cut when its secrets are known, which may go over lines.
        console.Enqueue((kind, TextLimit.CutLine(text, 4 * MostOfLine)));
    }

    /// <summary>A line each. What was written to it is one text, which a secret may go through.</summary>
    private IReadOnlyList<string> Console()
    {
        var lines = console.ToArray();
        var blotted = run.Redactor.Blot([.. lines.Select(l => l.Text)]);
        return [.. lines.Select((line, i) => TextLimit.CutLine(line.Kind.Length == 0 ? blotted[i] : $"{line.Kind}: {blotted[i]}",
            MostOfLine))];
    }

    /// <summary>The requests with their answers; bodies of pages and of what scripts asked for, where the browser still has them.</summary>
    private async Task<byte[]> Transcribe()
    {
        var exchanges = new List<Exchange>();
        var began = run.Time.GetTimestamp();
        foreach (var request in requests)
        {
            var response = request.ExistingResponse;
            var timing = request.Timing;
            exchanges.Add(new Exchange(DateTimeOffset.FromUnixTimeMilliseconds((long)timing.StartTime),
                TimeSpan.FromMilliseconds(Math.Max(0, timing.ResponseEnd)), null, request.Method, new Uri(request.Url),
                request.Headers.Select(h => KeyValuePair.Create(h.Key, Enumerable.Repeat(h.Value, 1))),
                request.Headers.GetValueOrDefault("content-type"), request.PostDataBuffer)
            {
                Status = response?.Status ?? 0,
                Reason = response?.StatusText ?? "",
                Got = response?.Headers.Select(h => KeyValuePair.Create(h.Key, Enumerable.Repeat(h.Value, 1))) ?? [],
                Type = response?.Headers.GetValueOrDefault("content-type"),
                Body = response is not null && request.ResourceType is "document" or "xhr" or "fetch"
                    && run.Time.GetElapsedTime(began) < AnswerLimit ? await BodyOf(response!) : [],
                Error = request.Failure,
            });
        }
        return Har.Write(exchanges, run.Redactor);
    }

    private static async Task<byte[]> BodyOf(IResponse response)
    {
        try
        {
            return await response.BodyAsync().WaitAsync(BodyLimit, TimeProvider.System);
        }
        catch (Exception e) when (e is PlaywrightException or TimeoutException)
        {
            // The browser forgets bodies of pages that it has left.
            return [];
        }
    }

    /// <summary>The log-in that stands in the site's address, for that origin alone.</summary>
    private static HttpCredentials? Credentials(RunContext run) => run.Settings.LogInOf(run.Settings.Site) is { } logIn
        ? new HttpCredentials { Username = logIn.User, Password = logIn.Password, Origin = Origin.Of(run.Settings.Site) }
        : null;

    /// <summary>What a Chrome of this version says on this system, and who asks.</summary>
    private static string UserAgent(IBrowser browser, RunContext run)
    {
        var system = OperatingSystem.IsWindows() ? "Windows NT 10.0; Win64; x64"
            : OperatingSystem.IsMacOS() ? "Macintosh; Intel Mac OS X 10_15_7" : "X11; Linux x86_64";
        return $"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{browser.Version.Split('.')[0]}.0.0.0 "
            + $"Safari/537.36 {run.RequestHeaders.UserAgent}";
    }
}
