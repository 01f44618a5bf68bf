using System.Text.Json;
using Microsoft.Playwright;
using SmokeTests.Fields;
using SmokeTests.Http;
using SmokeTests.Pages;

namespace SmokeTests.Browsers;

/// <summary>A tab of the real browser.</summary>
internal sealed class BrowserTab : Tab
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private static readonly JsonSerializerOptions AsScriptsWrite = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Session session;
    private IPage page;
    private IResponse? answer;
    private TaskCompletionSource? going;

    public BrowserTab(Session session, IPage page)
        : base(session.Run.Recorder, session.Run.Time, session.Run.Settings.ErrorTexts, () => session.Run.Stop)
    {
        this.session = session;
        this.page = page;
        Watch(page);
    }

    public IPage Playwright => page;

    public override TimeSpan Patience => session.Run.Settings.Browser.Patience;

    public override Uri Address => new(page.Url);

    public Task Prepare() => session.Receive(page);

    protected override async Task<Snapshot> Read()
    {
        await Arrive();
        return await Safely(async () =>
        {
            var looks = new List<Seen>();
            foreach (var frame in page.Frames)
                if (frame == page.MainFrame || !frame.IsDetached)
                    looks.Add(await LookAt(frame));
            var main = looks[0];
            Here();
            // People see what stands in frames as part of the page.
            return new Snapshot(new Uri(main.Address), answer?.Status, main.Title, string.Join('\n', looks.Select(l => VisibleText.Tidy(l.Text))).Trim(), VisibleText.Tidy(main.Main),
                answer?.Headers.GetValueOrDefault("content-type") ?? main.Type, null, looks.Any(l => l.Asks));
        });
    }

    public override Uri? Requested
    {
        get
        {
            var first = answer?.Request;
            while (first?.RedirectedFrom is { } earlier)
                first = earlier;
            return first is null ? null : new Uri(first.Url);
        }
    }

    protected override Task<IReadOnlyList<Outline>> ReadOutlines() => Safely(async () =>
    {
        var outlines = new List<Outline>();
        foreach (var frame in page.Frames)
            try
            {
                if (Outlines.Read(await frame.EvaluateAsync<string>(Scripts.Outline, Outline.Kept)) is { } outline)
                    outlines.Add(outline);
            }
            catch (PlaywrightException) when (frame != page.MainFrame)
            {
                // A frame that came or went meanwhile.
            }
        return (IReadOnlyList<Outline>)outlines;
    });

    public override Task<IReadOnlyList<Part>> Parts(Kind kind, string? selector = null) => Safely(async () =>
    {
        await Arrive();
        var parts = new List<Part>();
        foreach (var frame in page.Frames)
            parts.AddRange(await PartsOf(frame, selector ?? kind.Selector));
        return (IReadOnlyList<Part>)parts;
    });

    public override async Task<int> Count(string selector)
    {
        await Arrive();
        return (await PartsOf(page.MainFrame, selector)).Count(p => !p.Hidden);
    }

    public override async Task Open(string address, int? status)
    {
        var target = Target(address, session.Run.Settings.Site);
        Asked = target;
        Recorder.Reaching();
        await Reaching(target, () => page.GotoAsync(target.AbsoluteUri, new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded, Referer = page.Url.StartsWith("http", StringComparison.Ordinal) ? page.Url : null }));
        await Arrived(status);
    }

    public override async Task Reload()
    {
        await Reaching(Address, () => page.ReloadAsync(new PageReloadOptions { WaitUntil = WaitUntilState.DOMContentLoaded }));
        await Arrived(null);
    }

    public override Task Follow(Part link) => Click(link);

    public override Task Press(Part button) => Click(button);

    /// <summary>Fails the step where the browser itself does not send the form.</summary>
    private async Task Sent(Part pressed)
    {
        var (frame, _, _) = ((IFrame, string, int))pressed.Handle;
        if (await Safely(() => FormValidation.Refused(frame, Kind.Fields.Selector)) is not var (field, index))
            return;
        var called = (await PartsOf(frame, Kind.Fields.Selector)).ElementAtOrDefault(index)?.Called ?? field.Called;
        throw await Fail((field with { Called = called }).Complaint);
    }

    public override async Task Send(Part field)
    {
        if (field.Type == "file")
        {
            if (CommonForms.Submitter(await Parts(Kind.Buttons), field) is { } button)
                await Click(button);
            // Without a button the page takes the file as soon as it is chosen.
            return;
        }
        var before = answer;
        Asked = null;
        await Acting(field, async element =>
        {
            await FormValidation.Watch(element);
            await element.PressAsync("Enter");
        });
        await Led(before);
        await Sent(field);
    }

    public override async Task Attach(Part field, IReadOnlyList<ChosenFile> files) => await Acting(field, element =>
        element.SetInputFilesAsync(files.Select(f => new FilePayload { Name = f.Name, MimeType = f.Type, Buffer = f.Bytes })));

    public override async Task<Refusal?> Set(Part field, string value)
    {
        Refusal? refused = null;
        await Acting(field, async element => refused = await Fields.Set(page, element, field, value));
        return refused;
    }

    public override async Task<IReadOnlyList<string>> Lacks()
    {
        await Bound(page.WaitForLoadStateAsync(LoadState.Load));
        var pictures = await page.EvaluateAsync<string[]>(Scripts.Lacks);
        return [.. session.Lacks.Concat(pictures.Select(p => $"{(Uri.TryCreate(p, UriKind.Absolute, out var at) ? at.PathAndQuery : p)} is no picture")).DistinctBy(l => l.Split(' ')[0])];
    }

    public override async Task<Fetched> Fetch(Uri address)
    {
        var got = await Bound(session.Context.APIRequest.GetAsync(address.AbsoluteUri));
        return new Fetched(new Uri(got.Url), got.Status, got.Headers.GetValueOrDefault("content-type", ""), await got.BodyAsync());
    }

    public override string? Header(string name) => answer?.Headers.GetValueOrDefault(name.ToLowerInvariant());

    /// <summary>What scripts complained of in this run.</summary>
    public IReadOnlyList<string> Errors => session.Errors;

    public async Task<Vitals> Measure()
    {
        await Bound(page.WaitForLoadStateAsync(LoadState.Load));
        return await Safely(() => page.EvaluateAsync<Vitals>(Scripts.Vitals));
    }

    private void Watch(IPage shown)
    {
        shown.Request += (_, request) =>
        {
            if (!request.IsNavigationRequest || request.Frame != shown.MainFrame || request.RedirectedFrom is not null)
                return;
            session.Leaving();
            going = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        };
        shown.Response += (_, response) =>
        {
            if (!response.Request.IsNavigationRequest || response.Frame != shown.MainFrame)
                return;
            answer = response;
        };
        shown.DOMContentLoaded += (_, _) => going?.TrySetResult();
        shown.RequestFailed += (_, request) =>
        {
            if (request.IsNavigationRequest && request.Frame == shown.MainFrame)
                going?.TrySetResult();
        };
        shown.Close += (_, _) => going?.TrySetResult();
        shown.Popup += async (_, popup) =>
        {
            // A link that opens a tab of its own: a person goes on there.
            page = popup;
            Watch(popup);
            await session.Receive(popup);
        };
    }

    /// <summary>Waits for a page that is on its way.</summary>
    private async Task Arrive()
    {
        if (going is not { Task.IsCompleted: false } way)
            return;
        try
        {
            await way.Task.WaitAsync(session.Run.Settings.StepLimit, Time, Stop);
        }
        catch (TimeoutException e)
        {
            throw Recorder.Fail($"no complete answer within {Interval.Write(session.Run.Settings.StepLimit)}", "the next page", $"still at {page.Url}", because: e);
        }
    }

    private async Task Click(Part part)
    {
        var before = answer;
        Asked = null;
        await Acting(part, async element =>
        {
            if (part.Submits)
                await FormValidation.Watch(element);
            await element.ClickAsync(new ElementHandleClickOptions { Timeout = (float)Patience.TotalMilliseconds });
        });
        await Led(before);
        if (part.Submits)
            await Sent(part);
    }

    /// <summary>Where an act leads to another page, that page must have come, and be none that says no.</summary>
    private async Task Led(IResponse? before)
    {
        await Safely(() => page.EvaluateAsync("() => new Promise(done => setTimeout(done, 0))"));
        await Arrive();
        Here();
        if (answer != before)
            await Arrived(null);
    }

    /// <summary>Tells the step that is going on which page it ended on: the browser's own events come outside of any step.</summary>
    private void Here()
    {
        if (page.Url.StartsWith("http", StringComparison.Ordinal))
            Recorder.Answered(page.Url, answer?.Status ?? 0);
    }

    /// <summary>Acts on an element, wherever a page that draws itself anew has put it meanwhile.</summary>
    private async Task Acting(Part part, Func<IElementHandle, Task> act)
    {
        var (frame, selector, index) = ((IFrame, string, int))part.Handle;
        var like = JsonSerializer.Serialize((string?[])[part.Tag, part.Type, .. part.Names], AsScriptsWrite);
        var began = Time.GetTimestamp();
        while (true)
        {
            var found = await frame.EvaluateHandleAsync(Scripts.Parts, new { selector, index, like });
            if (found is IElementHandle element)
                try
                {
                    await Bound(act(element));
                    return;
                }
                catch (PlaywrightException e) when (Time.GetElapsedTime(began) < Patience && e.Message.Contains("not attached", StringComparison.OrdinalIgnoreCase))
                {
                    // Drawn anew between finding and acting.
                }
                catch (TimeoutException e)
                {
                    throw Recorder.Fail($"\"{part.Called}\" could not be used within {Interval.Write(Patience)}", "something that can be seen, stays in place and is not covered", Why(e), (await Look()).Where, e);
                }
            else if (Time.GetElapsedTime(began) >= Patience)
                throw await Fail(new Complaint($"\"{part.Called}\" has gone away", part.Short, Complaint.Excerpt));
            await Task.Delay(Pause, Time, Stop);
        }
    }

    private async Task<List<Part>> PartsOf(IFrame frame, string selector)
    {
        try
        {
            var described = await frame.EvaluateAsync<JsonElement>(Scripts.Parts, new { selector });
            return [.. described.EnumerateArray().Select((part, index) => PartOf(part, frame, selector, index))];
        }
        catch (PlaywrightException e) when (e.Message.Contains("is not a valid selector", StringComparison.Ordinal))
        {
            throw new CheckBrokenException($"'{selector}' is not a CSS selector.", e);
        }
        catch (PlaywrightException) when (frame != page.MainFrame)
        {
            // A frame that came or went meanwhile.
            return [];
        }
    }

    private static Part PartOf(JsonElement part, IFrame frame, string selector, int index) => new(
        (frame, selector, index), Text(part, "tag")!, Text(part, "type") ?? "", [.. part.GetProperty("names").EnumerateArray().Select(n => n.GetString())],
        part.GetProperty("form").GetInt32(), part.GetProperty("hidden").GetBoolean(), part.GetProperty("disabled").GetBoolean(), part.GetProperty("readOnly").GetBoolean(),
        Text(part, "autocomplete"), part.GetProperty("searches").GetBoolean(), Text(part, "target"), Text(part, "html") ?? "");

    private static string? Text(JsonElement part, string name) => part.GetProperty(name).GetString();

    private async Task<Seen> LookAt(IFrame frame)
    {
        try
        {
            return await frame.EvaluateAsync<Seen>(Scripts.Look);
        }
        catch (PlaywrightException) when (frame != page.MainFrame)
        {
            return new Seen();
        }
    }

    /// <summary>A page that is being left takes its questions with it: they are put to the next one.</summary>
    private async Task<T> Safely<T>(Func<Task<T>> ask)
    {
        for (var tries = 0; ; tries++)
            try
            {
                return await Bound(ask());
            }
            catch (PlaywrightException e) when (tries < 20 && (e.Message.Contains("Execution context was destroyed", StringComparison.Ordinal) || e.Message.Contains("navigating and changing", StringComparison.Ordinal) || e.Message.Contains("Cannot find context", StringComparison.Ordinal)))
            {
                await Task.Delay(Pause, Time, Stop);
                await Arrive();
            }
    }

    private async Task Reaching(Uri target, Func<Task<IResponse?>> go)
    {
        try
        {
            var came = await Bound(go());
            answer = came ?? answer;
        }
        catch (TimeoutException e)
        {
            throw Recorder.Fail($"no complete answer within {Interval.Write(session.Run.Settings.StepLimit)}", $"an answer from {target.AbsoluteUri}", "none in time", $"{target.AbsoluteUri} (no answer)", e);
        }
        catch (PlaywrightException e) when (e.Message.Contains("net::", StringComparison.Ordinal) || e.Message.Contains("Download is starting", StringComparison.Ordinal))
        {
            throw Recorder.Fail(Why(target, e), $"an answer from {target.AbsoluteUri}", Why(e), $"{target.AbsoluteUri} (no answer)", e);
        }
    }

    private string Why(Uri target, PlaywrightException e) => e.Message switch
    {
        var m when m.Contains("ERR_CONNECTION_REFUSED", StringComparison.Ordinal) => $"{target.Authority} refuses connections. Is the site of environment '{session.Run.Settings.Name}' up?",
        var m when m.Contains("ERR_NAME_NOT_RESOLVED", StringComparison.Ordinal) => $"there is no host {target.Host} (environment '{session.Run.Settings.Name}')",
        var m when m.Contains("ERR_TOO_MANY_REDIRECTS", StringComparison.Ordinal) => $"{target.AbsolutePath} redirects for ever",
        var m when m.Contains("ERR_CERT", StringComparison.Ordinal) => $"the certificate of {target.Host} is not accepted",
        var m when m.Contains("Download", StringComparison.Ordinal) => $"{target.AbsolutePath} is a download, not a page: use ShouldDownload",
        _ => $"{target.Authority} did not answer",
    };

    private static string Why(Exception e) => string.Join('\n', e.Message.Split("Call log:")[0].Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0).Take(6));

    /// <summary>The run's end ends what is being waited for; a browser that is gone is no fault of the site.</summary>
    private async Task<T> Bound<T>(Task<T> task)
    {
        try
        {
            return await task.WaitAsync(Stop);
        }
        catch (PlaywrightException e) when (e.Message.Contains("Target crashed", StringComparison.Ordinal) || e.Message.Contains("has been closed", StringComparison.Ordinal) || e.Message.Contains("Target closed", StringComparison.Ordinal))
        {
            throw new CheckBrokenException($"The browser, or its page, is gone: {e.Message.Split('\n')[0]}", e);
        }
    }

    private Task<bool> Bound(Task task) => Bound(Valued(task));

    private static async Task<bool> Valued(Task task)
    {
        await task;
        return true;
    }

    private async Task Safely(Func<Task> ask) => await Safely(() => Valued(ask()));

    /// <summary>Largest contentful paint in milliseconds, cumulative layout shift, bytes transferred.</summary>
    internal sealed class Vitals
    {
        public double Lcp { get; set; }
        public double Cls { get; set; }
        public double Bytes { get; set; }
    }

    private sealed class Seen
    {
        public string Address { get; set; } = "about:blank";
        public string Title { get; set; } = "";
        public string Text { get; set; } = "";
        public string Main { get; set; } = "";
        public string Type { get; set; } = "";
        public bool Asks { get; set; }
    }
}
