using System.Globalization;
using Microsoft.Playwright;
using SmokeTests.Recording;

namespace SmokeTests.Browsers;

/// <summary>
/// The page that a tab shows now: the newest that a link or a script opened, as a person goes on there, until it closes. Every
/// wait for it ends with the step limit and with the run, and says what was waited for.
/// </summary>
internal sealed class ShownPage
{
    private const int MostTries = 20;

    /// <summary>A new tab that was asked for is there by then, or on its way over the network.</summary>
    private static readonly TimeSpan TabLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Session session;
    private readonly Stack<IPage> behind = new();
    private readonly HashSet<IPage> crashed = [];
    private TaskCompletionSource? opening;

    public ShownPage(Session session, IPage page)
    {
        (this.session, Page) = (session, page);
        session.Navigations.NoTab += () => opening?.TrySetResult();
        Watch(page);
    }

    public IPage Page { get; private set; }

    /// <summary>Where the browser says that it is: an address that did not answer stands there as well.</summary>
    public Uri Address =>
        Shown is { } shown && (shown.Failure is not null || shown.IsEmpty) || !Uri.TryCreate(Page.Url, UriKind.Absolute, out var here)
        ? Shown?.Address ?? new Uri("about:blank") : here;

    public Navigation? Shown => session.Navigations.Shown(Page.MainFrame);

    public IResponse? Answer => Shown?.Answer;

    private TimeSpan Limit => session.Run.Settings.StepLimit;

    private Recorder Recorder => session.Run.Recorder;

    private TimeProvider Time => session.Run.Time;

    private CancellationToken Stop => session.Run.Stop;

    /// <summary>Makes a page known to the site that it goes to, and to what follows it.</summary>
    public async Task Prepare(IPage page)
    {
        if (await session.Receive(page) is { } chrome)
            chrome.Event("Page.windowOpen").OnEvent += (_, _) => opening =
                new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Waits for what is on its way. What came must be a page that a server sent.</summary>
    public async Task Arrive()
    {
        await Come();
        await Stand();
    }

    /// <summary>
    /// Asks for a page once more, beside the browser, where that does not say what was wrong with its answer: as a failure in plain words,
    /// or by the status. Null where it may not be asked for again.
    /// </summary>
    public async Task<int?> Diagnose(Navigation failed)
    {
        if (failed.IsDiagnosed || failed.Request.Method != "GET" || failed.Began.Scheme is not ("http" or "https"))
            return null;
        failed.IsDiagnosed = true;
        return await new BrowserRequester(session.Context, session.Run, session.Run.RequestHeaders.UserAgent).Status(failed.Began, null);
    }

    /// <summary>Waits for what is on its way.</summary>
    public async Task Come()
    {
        await Open();
        for (var began = Time.GetTimestamp(); session.Navigations.Last(Page.MainFrame) is { Ended.IsCompleted: false } way;)
            if (Limit - Time.GetElapsedTime(began) is var left && left <= TimeSpan.Zero || !await Within(way.Ended, left))
                throw await Hangs(way.Address, way.Answer);
    }

    /// <summary>Waits for an answer of the browser. One that is gone is no fault of the site; a page that does not answer is.</summary>
    public async Task<T> Bound<T>(Task<T> task)
    {
        try
        {
            if (await Within(task, Limit))
                return await task;
        }
        catch (PlaywrightException e) when (IsGone(e))
        {
            throw new CheckBrokenException($"The browser, or its page, is gone: {e.Message.Split('\n')[0]}", e);
        }
        throw await Silent();
    }

    public Task<bool> Bound(Task task) => Bound(Valued(task));

    /// <summary>A page that is being left takes its questions with it: they are put to the next one.</summary>
    public async Task<T> Safely<T>(Func<Task<T>> ask)
    {
        for (var tries = 0; ; tries++)
            try
            {
                return await Bound(ask());
            }
            catch (PlaywrightException e) when (tries < MostTries && IsLeft(e))
            {
                await Task.Delay(Pause, Time, Stop);
                await Arrive();
            }
    }

    public Task Safely(Func<Task> ask) => Safely(() => Valued(ask()));

    /// <summary>Waits until the page has done at once what it was told to, such as leaving for another.</summary>
    public async Task Settle()
    {
        var acted = Page;
        try
        {
            await Bound(Valued(acted.EvaluateAsync("() => new Promise(done => setTimeout(done, 0))")));
        }
        catch (PlaywrightException e) when (IsLeft(e))
        {
            // It has left.
        }
        catch (CheckBrokenException) when (acted.IsClosed && acted != Page)
        {
            // It has closed itself, and the one behind it is shown.
        }
    }

    /// <summary>
    /// Waits until all that the page loads has come, as long as a step may take; what is not the environment's own is waited for
    /// no longer than a page is given to change.
    /// </summary>
    public async Task Load(TimeSpan patience)
    {
        var loaded = Page.WaitForLoadStateAsync(LoadState.Load, new PageWaitForLoadStateOptions { Timeout = 0 });
        Forget(loaded);
        var began = Time.GetTimestamp();
        var own = began;
        while (Time.GetElapsedTime(began) < Limit)
        {
            if (session.IsLoading(Page))
                own = Time.GetTimestamp();
            else if (loaded.IsCompleted || Time.GetElapsedTime(own) >= patience)
                return;
            await Task.Delay(Pause, Time, Stop);
        }
    }

    /// <summary>
    /// Loads a page again. One that has only just come, such as the browser's own about an error, may not take that at once.
    /// </summary>
    public async Task<IResponse?> Reload(IPage page)
    {
        for (var tries = 0; ; tries++)
            try
            {
                return await page.ReloadAsync(new PageReloadOptions { WaitUntil = WaitUntilState.Commit, Timeout = 0 });
            }
            catch (PlaywrightException e)
                when (tries < MostTries && e.Message.Contains("Not attached to an active page", StringComparison.Ordinal))
            {
                await Task.Delay(Pause, Time, Stop);
            }
    }

    public static bool IsLeft(PlaywrightException e) => e.Message.Contains("Execution context was destroyed", StringComparison.Ordinal)
        || e.Message.Contains("navigating and changing", StringComparison.Ordinal)
        || e.Message.Contains("Cannot find context", StringComparison.Ordinal);

    /// <summary>Fails where a page without a word is an answer that broke off in its headers.</summary>
    public async Task Measure()
    {
        if (Shown is not { IsMeasured: false, Failure: null, Stays: null, Answer: { } answer } now || !now.Ended.IsCompleted)
            return;
        now.IsMeasured = true;
        try
        {
            var measured = CutHeads.IsOne(answer);
            if (await Within(measured, StopLimit) && await measured)
                now.Break();
            await Stand();
        }
        catch (PlaywrightException e) when (!IsGone(e))
        {
            // The browser does not know: it has left that page.
        }
    }

    /// <summary>What was sent as the page; null where the browser does not know it any more.</summary>
    public async Task<byte[]?> Body()
    {
        if (Shown is not { Failure: null, Stays: null, IsEmpty: false, Answer: { } answer } now || !now.Ended.IsCompleted
            || now.Body is not null)
            return Shown?.Body;
        try
        {
            var body = answer.BodyAsync();
            return now.Body = await Within(body, StopLimit) ? await body : null;
        }
        catch (PlaywrightException e) when (!IsGone(e))
        {
            // It has left that page.
            return null;
        }
    }

    /// <summary>The failure of a page that did not come.</summary>
    public Exception Unreached(Navigation failed, Exception? because = null)
    {
        var error = failed.Failure!;
        var at = error.Contains("TOO_MANY_REDIRECTS", StringComparison.Ordinal) ? failed.Began : failed.Address;
        if (failed.Answer is { Status: >= 400 } refused && error.Contains("INVALID_RESPONSE", StringComparison.Ordinal))
            // A file that says no: Chromium shows an error in its place.
            return Recorder.Fail($"{at.AbsolutePath} answered {Http.Answer.NameOf(refused.Status)}", "a page", "a download",
                $"{at.AbsoluteUri} ({refused.Status})", because);
        if (!Uri.TryCreate(failed.Request.Url, UriKind.Absolute, out _))
            return Recorder.Fail($"{at.AbsolutePath} redirects to {failed.Request.Url}, which is no web address",
                "a redirect to http or https", failed.Request.Url, $"{at.AbsoluteUri} (no page)", because);
        var said = NetErrors.Explain(error, at, failed.Began, session.Run.Settings, failed.Answer is not null);
        if (NetErrors.IsOfTheMachine(error))
            return new CheckBrokenException($"The browser could not ask for {at}: {error}", because);
        if (at != failed.Began && failed.Request.RedirectedFrom is { } from)
            said += $" ({from.Url} leads there)";
        return Recorder.Fail(said, Awaited(at, failed.Answer),
            failed.Answer is null ? $"{error} at {at.AbsoluteUri}" : $"its beginning alone ({error})", Where(at, failed.Answer), because);
    }

    /// <summary>What is being waited for now, as a message says it; null where nothing takes long.</summary>
    public Waited? Waits()
    {
        if (session.Navigations.Last(Page.MainFrame) is { Ended.IsCompleted: false } way)
            return new Waited(Awaited(way.Address, way.Answer), Came(way.Answer), Where(way.Address, way.Answer));
        return session.Navigations.Early is { } early
            ? new Waited($"an answer from {early.Url}", "none in time", $"{early.Url} (no answer)") : null;
    }

    private void Watch(IPage page)
    {
        var handlers = session.Handlers;
        page.DOMContentLoaded += (_, _) => handlers.Handle(() => session.Navigations.Loaded(page));
        page.FrameNavigated += (_, frame) => handlers.Handle(() => session.Navigations.Came(frame, frame == page.MainFrame));
        page.FrameDetached += (_, frame) => handlers.Handle(() => session.Navigations.Last(frame)?.End());
        page.Crash += (_, _) => handlers.Handle(() =>
        {
            crashed.Add(page);
            session.Navigations.Gone(page);
        });
        page.Close += (_, _) => handlers.Handle(() =>
        {
            session.Navigations.Gone(page);
            while (Page.IsClosed && behind.TryPop(out var opener))
                Page = opener;
        });
        page.Popup += (_, popup) => handlers.Handle(() => Shift(popup));
    }

    /// <summary>A link that opens a tab of its own: a person goes on there.</summary>
    private async Task Shift(IPage popup)
    {
        if (!popup.IsClosed)
        {
            behind.Push(Page);
            Watch(popup);
            session.Navigations.Adopt(popup);
            Page = popup;
        }
        opening?.TrySetResult();
        if (popup.IsClosed)
            return;
        var prepared = Prepare(popup);
        // Its page may have been there before it was watched.
        await popup.WaitForLoadStateAsync(LoadState.DOMContentLoaded, new PageWaitForLoadStateOptions { Timeout = 0 });
        session.Navigations.Gone(popup);
        await prepared;
    }

    private async Task Open()
    {
        if (opening is not { Task.IsCompleted: false } tab)
            return;
        if (!await Within(tab.Task, TabLimit) && session.Navigations.Early is { } early && !await Within(tab.Task, Limit))
            throw await Hangs(new Uri(early.Url), null);
        tab.TrySetResult();
    }

    /// <summary>A page that no server sent, such as Chromium's own about an error, shows nothing of the site.</summary>
    private async Task Stand()
    {
        if (crashed.Contains(Page))
            throw new CheckBrokenException("The browser, or its page, is gone: the page crashed");
        if (Shown is { Failure: { } error } failed)
        {
            if (NetErrors.IsVague(error, failed.Address) && failed.Answer is null)
                await Diagnose(failed);
            throw Unreached(failed);
        }
        if (Shown?.IsEmpty == true || Page.Url.StartsWith("http", StringComparison.Ordinal)
            || Page.Url.StartsWith("blob:", StringComparison.Ordinal))
            return;
        for (var began = Time.GetTimestamp(); IsBlank && Time.GetElapsedTime(began) < session.Run.Settings.Browser.Patience;
            await Task.Delay(Pause, Time, Stop))
        {
            if (await IsWritten(Page))
                return;
            if (behind.Count > 0 && session.Navigations.Last(Page.MainFrame) is { Stays: not null })
                await Page.CloseAsync();
        }
        if (!Page.Url.StartsWith("http", StringComparison.Ordinal))
            throw Recorder.Fail("the browser shows no page of the site", "a page that a server sent", Page.Url, $"{Page.Url} (no answer)");
    }

    /// <summary>A tab that has just been opened has no address at all.</summary>
    private bool IsBlank => Page.Url is "" or "about:blank";

    /// <summary>
    /// A script may write the page that it has opened. A tab that opened for a download alone closes again: Chromium does that by
    /// itself, its headless shell does not.
    /// </summary>
    private async Task<bool> IsWritten(IPage page)
    {
        try
        {
            return await Safely(() => page.EvaluateAsync<bool>("() => document.body?.firstChild != null"));
        }
        catch (CheckBrokenException) when (page.IsClosed)
        {
            return false;
        }
    }

    /// <summary>Nothing came, or not all: the fault of whoever was to send it.</summary>
    private async Task<Exception> Hangs(Uri address, IResponse? answer)
    {
        var came = Came(answer);
        await session.StopLoading(Page, StopLimit);
        var what = answer is null ? "no complete answer" : "the page was not complete";
        return Recorder.Fail($"{what} within {Interval.Write(Limit)}", Awaited(address, answer), came, Where(address, answer));
    }

    private static string Awaited(Uri address, IResponse? answer) =>
        $"{(answer is null ? "an answer from" : "the whole of")} {address.AbsoluteUri}";

    private static string Where(Uri address, IResponse? answer) =>
        $"{address.AbsoluteUri} ({answer?.Status.ToString(CultureInfo.InvariantCulture) ?? "no answer"})";

    private string Came(IResponse? answer) => answer is null ? "none in time"
        : session.Unfinished(Page) is { } part ? $"not all of it: {part} was still waited for" : "its beginning alone";

    private async Task<Exception> Silent()
    {
        if (session.Navigations.Last(Page.MainFrame) is { Ended.IsCompleted: false } way)
            return await Hangs(way.Address, way.Answer);
        if (Shown is { Failure: not null } failed)
            return Unreached(failed);
        if (await Reacts())
            return Recorder.Fail($"the page did not do within {Interval.Write(Limit)} what it was asked for", "a page that reacts",
                session.Unfinished(Page) is { } part ? $"{part} was still waited for" : "its scripts react, but not to this",
                    $"{Page.Url} ({Status})");
        session.IsSilent = true;
        return Recorder.Fail($"the page has not answered for {Interval.Write(Limit)}: its scripts keep it busy", "a page that reacts",
            session.Questions switch
        {
            > 1 and var many => $"{many} questions, the last: \"{session.LastQuestion}\"",
            _ => "nothing that ends",
        }, $"{Page.Url} ({Status})");
    }

    private string Status => Answer?.Status.ToString(CultureInfo.InvariantCulture) ?? "no status";

    /// <summary>Whether the page's scripts are free to answer a question.</summary>
    private async Task<bool> Reacts()
    {
        try
        {
            return await Within(Page.EvaluateAsync<int>("() => 1"), StopLimit);
        }
        catch (PlaywrightException)
        {
            return false;
        }
    }

    /// <summary>False where the limit came first; the run's end throws. What is not waited for any more may fail unheard.</summary>
    private async Task<bool> Within(Task task, TimeSpan limit)
    {
        try
        {
            await task.WaitAsync(limit, Time, Stop);
            return true;
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            Forget(task);
            return false;
        }
        catch (OperationCanceledException) when (!task.IsCompleted)
        {
            Forget(task);
            throw;
        }
    }

    private static void Forget(Task task) =>
        task.ContinueWith(static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    private static bool IsGone(PlaywrightException e) => e.Message.Contains("Target crashed", StringComparison.Ordinal)
        || e.Message.Contains("has been closed", StringComparison.Ordinal) || e.Message.Contains("Target closed", StringComparison.Ordinal);

    private static async Task<bool> Valued(Task task)
    {
        await task;
        return true;
    }
}
