using System.Text.Json;
using Microsoft.Playwright;
using SmokeTests.Addresses;
using SmokeTests.Arguments;
using SmokeTests.Content;
using SmokeTests.Fields;
using SmokeTests.Documents;
using SmokeTests.Http;
using SmokeTests.HttpPages;
using SmokeTests.PageModel;
using SmokeTests.Pages;
using SmokeTests.Recording;

namespace SmokeTests.Browsers;

/// <summary>A tab of the real browser.</summary>
internal sealed class BrowserTab : Tab
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>A part of the page that does not answer keeps the rest of it waiting no longer.</summary>
    private static readonly TimeSpan FrameLimit = TimeSpan.FromSeconds(2);

    private static readonly JsonSerializerOptions AsScriptsWrite =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int MostRefreshes = 5;
    private const int MostRevealed = 3;
    private const int MostPointedAt = 6;

    /// <summary>What one can point at is pointed at by then, and a menu has opened, in milliseconds.</summary>
    private const float PointLimit = 2_000, MenuLimit = 1_000;

    private readonly Session session;
    private readonly ShownPage shown;
    private readonly HashSet<IFrame> silent = [];

    public BrowserTab(Session session, IPage page)
        : base(session.Run.Recorder, session.Run.Time, session.Run.Settings.ErrorTexts, () => session.Run.Stop)
    {
        this.session = session;
        shown = new ShownPage(session, page);
    }

    public IPage Playwright => shown.Page;

    public override TimeSpan Patience => session.Run.Settings.Browser.Patience;

    public override bool RunsScripts => true;

    public override Uri Address => shown.Address;

    /// <summary>What scripts complained of in this run.</summary>
    public IReadOnlyList<string> Errors => session.Errors;

    private IFrame Main => shown.Page.MainFrame;

    public Task Prepare() => shown.Prepare(shown.Page);

    /// <summary>Waits for the page that is on its way; fails where none came.</summary>
    public Task Arrive()
    {
        Recorder.Awaits(Waiting);
        return shown.Arrive();
    }

    protected override Waited? Waits() => shown.Waits();

    protected override async Task<Snapshot> Read()
    {
        await Arrive();
        if (shown.Shown is { IsEmpty: true } empty)
        {
            await shown.Measure();
            Here();
            return new Snapshot(empty.Address, empty.Answer?.Status, "", "", "",
                empty.Answer?.Headers.GetValueOrDefault("content-type") ?? "", 0) { IsBlank = true };
        }
        var page = await shown.Safely(async () =>
        {
            var main = await Main.EvaluateAsync<Seen>(Scripts.Look, Snapshot.Seen);
            var looks = new List<Seen> { main };
            foreach (var frame in Frames())
                if (await In(frame, f => f.EvaluateAsync<Seen>(Scripts.Look, Snapshot.Seen)) is { } look)
                    looks.Add(look);
            Here();
            // People see what stands in frames as part of the page.
            return new Snapshot(Uri.TryCreate(main.Address, UriKind.Absolute, out var at) ? at : Address, shown.Answer?.Status, main.Title,
                string.Join('\n', looks.Select(l => TidyText.Of(l.Text))).Trim(), TidyText.Of(main.Main),
                shown.Answer?.Headers.GetValueOrDefault("content-type") ?? main.Type, null)
            {
                Missing = Missing(),
                IsBlank = looks.All(l => l.Blank),
            };
        });
        if (page.Text.Length > 0)
            return page;
        await shown.Measure();
        return await shown.Body() is { } body
            ? page with { Bytes = body.Length, IsEmpty = page.IsBlank && MimeType.Parse(page.Type)?.Essence == "text/html"
                && Blank.IsSpace(body) }
            : page;
    }

    public override LoggedInUsers Users => session.Users;

    public override Uri? Requested => shown.Shown?.Began;

    protected override async Task<IReadOnlyList<Outline>> ReadOutlines()
    {
        await Arrive();
        return shown.Shown is { IsEmpty: true } ? [] : await shown.Safely(async () =>
        {
            var outlines = new List<Outline>();
            if (Outlines.Read(await Main.EvaluateAsync<string>(Scripts.Outline, Outline.Kept)) is { } main)
                outlines.Add(main);
            foreach (var frame in Frames())
                if (await In(frame, f => f.EvaluateAsync<string>(Scripts.Outline, Outline.Kept)) is { } read
                    && Outlines.Read(read) is { } outline)
                    outlines.Add(outline);
            return outlines;
        });
    }

    public override async Task<IReadOnlyList<Part>> Parts(Kind kind, string? selector = null)
    {
        Given.Selector(selector);
        await Arrive();
        return shown.Shown is { IsEmpty: true } ? [] : await shown.Safely(async () =>
        {
            var parts = await PartsOf(Main, selector ?? kind.Selector);
            foreach (var frame in Frames())
                parts.AddRange(await In(frame, f => PartsOf(f, selector ?? kind.Selector)) ?? []);
            return parts;
        });
    }

    public override async Task<int> Count(string selector)
    {
        Given.Selector(selector);
        await Arrive();
        return shown.Shown is { IsEmpty: true } ? 0 : (await shown.Safely(() => PartsOf(Main, selector))).Count(p => !p.Hidden);
    }

    public override async Task Open(string address, int? status)
    {
        var target = Target(address, session.Run.Settings.Site);
        Asked = target;
        Recorder.Reaching();
        await Go(target, status, page => page.GotoAsync(target.OriginalString, new PageGotoOptions
        {
            WaitUntil = WaitUntilState.Commit,
            Timeout = 0,
            Referer = page.Url.StartsWith("http", StringComparison.Ordinal) ? page.Url : null,
        }));
    }

    public override Task Reload() => Go(Address, null, shown.Reload);

    public override Task Follow(Part link) => Click(link);

    public override Task Press(Part button) => Click(button);

    /// <summary>Fails the step where the browser itself does not send the form.</summary>
    private async Task Sent(Part pressed)
    {
        var (frame, _, _) = ((IFrame, string, int))pressed.Handle;
        if (frame.Page != shown.Page)
            return;
        var policy = Header("content-security-policy")?.Contains("form-action", StringComparison.OrdinalIgnoreCase) == true;
        if (await shown.Safely(() => FormValidation.Forbidden(frame, policy)) is { } forbidden)
            throw await Fail(new Complaint("the form is not sent: the page's Content-Security-Policy (form-action) forbids it",
                "a form that is sent", $"{forbidden} is forbidden"));
        if (await shown.Safely(() => FormValidation.Refused(frame, Kind.Fields.Selector)) is not var (field, index))
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
        await Lead(field, async element =>
        {
            await FormValidation.Watch(element);
            await element.PressAsync("Enter", new ElementHandlePressOptions { NoWaitAfter = true, Timeout = Soon });
        });
        await Sent(field);
    }

    public override async Task Attach(Part field, IReadOnlyList<ChosenFile> files) => await Acting(field, element =>
        element.SetInputFilesAsync(files.Select(f => new FilePayload { Name = f.Name, MimeType = f.Type, Buffer = f.Bytes })));

    public override async Task<Refusal?> Set(Part field, string value)
    {
        Refusal? refused = null;
        await Acting(field, async element => refused = await Fields.Set(shown.Page, element, field, value, Soon));
        return refused;
    }

    public override async Task<IReadOnlyList<string>> Lacks()
    {
        await Arrive();
        // What is loaded only where somebody scrolls to it is a part of the page all the same.
        await shown.Safely(() =>
            Main.EvaluateAsync("() => { for (const i of document.querySelectorAll('img[loading=lazy]')) i.loading = 'eager'; }"));
        await shown.Load(Patience);
        var seen = await shown.Safely(() => Main.EvaluateAsync<LackingParts>(Scripts.Lacks));
        var pictures = seen.Pictures.Where(session.Counts).Select(p =>
            $"{(Uri.TryCreate(p, UriKind.Absolute, out var at) ? at.PathAndQuery : p)} is no picture");
        var refused = session.Refused(seen.Sheets).Where(session.Counts).Select(r => $"{new Uri(r).PathAndQuery} is no style sheet");
        var silent = session.Awaited(shown.Page).Select(a =>
            $"{a.PathAndQuery} did not come: no complete answer within {Interval.Write(session.Run.Settings.StepLimit)}");
        var lacks = session.Lacks(seen.Modules, seen.Unused, seen.Quirks).Concat(silent).Concat(refused).Concat(pictures);
        return [.. lacks.DistinctBy(l => l.Split(' ')[0])];
    }

    public override async Task<Fetched> Fetch(Uri address)
    {
        await Arrive();
        var got = await shown.Bound(session.Context.APIRequest.GetAsync(address.OriginalString));
        return new Fetched(new Uri(got.Url), got.Status, got.Headers.GetValueOrDefault("content-type", ""),
            await shown.Bound(got.BodyAsync()));
    }

    public override Task<int> Ask(Uri address) =>
        new BrowserRequester(session.Context, session.Run,
            shown.Answer?.Request.Headers.GetValueOrDefault("user-agent") ?? session.Run.RequestHeaders.UserAgent).Status(address, Address);

    public override string? Header(string name) => shown.Answer?.Headers.GetValueOrDefault(name.ToLowerInvariant());

    public async Task<Vitals> Measure()
    {
        await Arrive();
        await shown.Load(Patience);
        return await shown.Safely(() => shown.Page.EvaluateAsync<Vitals>(Scripts.Vitals));
    }

    /// <summary>Asks something of the page that its driver does not know, with the same limits.</summary>
    public async Task<T> Ask<T>(Func<IPage, Task<T>> ask)
    {
        await Arrive();
        return await shown.Bound(ask(shown.Page));
    }

    /// <summary>As long as a part is waited for that has to become usable: less than what the whole step may take.</summary>
    private TimeSpan UseLimit => session.Run.Settings.StepLimit * 0.8 is var most && most < Patience ? most : Patience;

    /// <summary>The same in milliseconds.</summary>
    private float Soon => (float)UseLimit.TotalMilliseconds;

    private async Task Go(Uri target, int? status, Func<IPage, Task> go)
    {
        Recorder.Awaits(Waiting);
        var before = session.Navigations.Begun;
        try
        {
            await shown.Bound(go(shown.Page));
        }
        catch (PlaywrightException e) when (session.Navigations.Begun > before)
        {
            // What became of it is known in more detail: which of several addresses failed, or why there is no page.
            await shown.Come();
            if (session.Navigations.Last(Main) is { Stays: { } why } stays && stays.Number > before)
            {
                var came = stays.Answer?.Status ?? await shown.Diagnose(stays);
                if (came == status && status is not null)
                    return;
                if (stays.Answer is null && came == 304)
                    why = NoPage(stays);
                var advice = why.EndsWith("a download, not a page", StringComparison.Ordinal) ? ": use ShouldDownload" : "";
                throw Recorder.Fail(why + advice, $"a page from {target.AbsoluteUri}", came is null ? "no answer" : $"{came}",
                    $"{target.AbsoluteUri} (no page)", e);
            }
        }
        catch (PlaywrightException e)
        {
            throw Recorder.Fail($"{target.Authority} did not answer", $"an answer from {target.AbsoluteUri}", e.Message.Split('\n')[0],
                $"{target.AbsoluteUri} (no answer)", e);
        }
        await GoOn();
        await Arrived(status);
    }

    /// <summary>A page that leads on by itself, and soon, is none that a visitor stays on: the next one is waited for, as over
    /// HTTP.</summary>
    private async Task GoOn()
    {
        for (var refreshes = 0; shown.Shown is { Failure: null, IsEmpty: false } now && await Next(now) is var (seconds, next); refreshes++)
        {
            if (refreshes == MostRefreshes)
                throw Recorder.Fail($"{now.Address.AbsolutePath} refreshes itself to other pages for ever", "a page",
                    $"{MostRefreshes} times, at last to {next}");
            var limit = TimeSpan.FromSeconds(seconds) + Patience;
            for (var began = Time.GetTimestamp(); session.Navigations.Last(Main)?.Number == now.Number; await Task.Delay(Pause, Time, Stop))
                if (Time.GetElapsedTime(began) > limit)
                    return;
            await Arrive();
        }
    }

    private async Task<(double Seconds, Uri To)?> Next(Navigation now)
    {
        var said = await shown.Safely(() => Main.EvaluateAsync<string[]>(
            "() => [document.baseURI, ...[...document.querySelectorAll('meta[http-equiv=refresh i]')].map(m => m.content)]"));
        var header = now.Answer?.Headers.GetValueOrDefault("refresh");
        var root = HttpAddress.Parse(said[0]);
        return header is null && said.Length == 1 || root is null ? null
            : Refresh.Soonest(header, said[1..], new Uri(shown.Page.Url), written => HttpAddress.Parse(written, root));
    }

    private static string NoPage(Navigation stays) => $"{stays.Address.AbsolutePath} answered {Answer.NameOf(304)}, which is no page";

    private async Task Click(Part part)
    {
        await Lead(part, async element =>
        {
            if (part.Submits)
                await FormValidation.Watch(element);
            // An area has no place of its own that could be pressed: its picture has.
            if (part.Tag == "area")
                await element.EvaluateAsync("area => area.click()");
            else
                await element.ClickAsync(new ElementHandleClickOptions { NoWaitAfter = true, Timeout = Soon });
        });
        if (part.Submits)
            await Sent(part);
    }

    /// <summary>Acts. Where that leads to another page, that page must have come, and be none that says no.</summary>
    private async Task Lead(Part part, Func<IElementHandle, Task> act)
    {
        var before = session.Navigations.Begun;
        Asked = null;
        await Acting(part, act);
        await shown.Settle();
        await Arrive();
        Here();
        var frame = ((IFrame, string, int))part.Handle;
        await LedIn(frame.Item1, before);
        if (session.Navigations.Last(Main) is not { } now || now.Number <= before)
            return;
        if (now.Stays is { } stays)
            Recorder.Note($"{(now.Answer is null && await shown.Diagnose(now) == 304 ? NoPage(now) : stays)}: the page is the same "
                + "as before");
        else
        {
            await GoOn();
            await Arrived(null);
        }
    }

    /// <summary>A frame of the page may have been led elsewhere, and its server be dead.</summary>
    private async Task LedIn(IFrame acted, int before)
    {
        foreach (var frame in shown.Page.Frames.Where(f => f != Main))
        {
            if (session.Navigations.Last(frame) is not { } led || led.Number <= before
                || frame != acted && !session.Run.RequestHeaders.Owns(led.Address))
                continue;
            if (frame == acted)
                await shown.Bound(led.Ended);
            if (led.Failure is not null)
                throw shown.Unreached(led);
            if (frame == acted && led.Stays is null && led.Answer is { Status: < 200 or >= 400 } refused)
                throw Recorder.Fail($"{led.Address.AbsolutePath} answered {Answer.NameOf(refused.Status)}", "a page",
                    $"{refused.Status} in a frame of the page", $"{led.Address.AbsoluteUri} ({refused.Status})");
        }
    }

    /// <summary>Tells the step that is going on which page it ended on: the browser's own events come outside of any step.</summary>
    private void Here()
    {
        if (shown.Address.Scheme is "http" or "https")
            Recorder.Answered(shown.Address.AbsoluteUri, shown.Answer?.Status ?? 0);
    }

    /// <summary>Acts on an element, wherever a page that draws itself anew has put it meanwhile.</summary>
    private async Task Acting(Part part, Func<IElementHandle, Task> act)
    {
        var began = Time.GetTimestamp();
        Recorder.Awaits(Waiting);
        while (true)
        {
            var page = shown.Page;
            if (await Element(part) is { } element)
                try
                {
                    await shown.Bound(act(element));
                    return;
                }
                catch (PlaywrightException e)
                    when (Time.GetElapsedTime(began) < Patience && e.Message.Contains("not attached", StringComparison.OrdinalIgnoreCase))
                {
                    // Drawn anew between finding and acting.
                }
                catch (CheckBrokenException) when (page.IsClosed && page != shown.Page)
                {
                    // It closed its own tab.
                    return;
                }
                catch (TimeoutException e) when (Unusable.WasPressed(e))
                {
                    // The page takes its time to react to it.
                    return;
                }
                catch (TimeoutException e)
                {
                    var why = await Bars(element) ?? Unusable.Why(e);
                    throw await Fail(new Complaint($"\"{part.Called}\" was found, but {why}",
                        "something that can be seen, stays in place and is not covered", part.Short), UseLimit);
                }
            else if (Time.GetElapsedTime(began) >= Patience)
                throw await Fail(new Complaint($"\"{part.Called}\" has gone away", part.Short, Complaint.Excerpt));
            await Task.Delay(Pause, Time, Stop);
        }
    }

    /// <summary>What keeps an element from being used that seems to be covered; null where it is covered, or has gone.</summary>
    private async Task<string?> Bars(IElementHandle element)
    {
        try
        {
            return await shown.Bound(element.EvaluateAsync<string?>(Scripts.Bars));
        }
        catch (PlaywrightException)
        {
            return null;
        }
    }

    /// <summary>Points at what may open the menu that holds one of these, and looks whether it has.</summary>
    public override async Task<bool> Reveal(IReadOnlyList<Part> unseen)
    {
        var began = Time.GetTimestamp();
        foreach (var part in unseen.Take(MostRevealed))
            if (await Element(part) is { } element)
                for (var number = 0; number < MostPointedAt && Time.GetElapsedTime(began) < Patience; number++)
                {
                    if (await shown.Bound(element.EvaluateHandleAsync(Scripts.Reveal, number)) is not IElementHandle outer)
                        break;
                    if (await Pointed(outer, element))
                    {
                        Recorder.Note($"pointed at what shows \"{part.Called}\"");
                        return true;
                    }
                }
        return false;
    }

    private async Task<bool> Pointed(IElementHandle outer, IElementHandle element)
    {
        try
        {
            await shown.Bound(outer.HoverAsync(new ElementHandleHoverOptions { NoWaitAfter = true, Timeout = PointLimit }));
            await shown.Bound(element.WaitForElementStateAsync(ElementState.Visible,
                new ElementHandleWaitForElementStateOptions { Timeout = MenuLimit }));
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (PlaywrightException e) when (ShownPage.IsLeft(e) || e.Message.Contains("not attached", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }
    }

    protected override async Task<IReadOnlyList<Part>> Covered(IReadOnlyList<Part> parts)
    {
        var why = await Sights(parts);
        return [.. parts.Where((_, i) => why[i] is not null)];
    }

    protected override async Task<string?> Hides(Part part) => (await Sights([part]))[0] is { } why && why != "is hidden" ? why : null;

    private async Task<IReadOnlyList<string?>> Sights(IReadOnlyList<Part> parts)
    {
        var (frame, selector, _) = ((IFrame, string, int))parts[0].Handle;
        var handles = parts.Select(p => ((IFrame Frame, string Selector, int Index))p.Handle).ToArray();
        if (handles.Any(h => h.Frame != frame || h.Selector != selector))
            return new string?[parts.Count];
        return await shown.Safely(() => frame.EvaluateAsync<string?[]>(Scripts.Sight,
            new { selector, indices = handles.Select(h => h.Index) }));
    }

    private async Task<IElementHandle?> Element(Part part)
    {
        var (frame, selector, index) = ((IFrame, string, int))part.Handle;
        var like = JsonSerializer.Serialize((string?[])[part.Tag, part.Type, .. part.Names], AsScriptsWrite);
        try
        {
            return await shown.Bound(frame.EvaluateHandleAsync(Scripts.Parts, new { selector, index, like })) as IElementHandle;
        }
        catch (PlaywrightException e) when (ShownPage.IsLeft(e))
        {
            await Arrive();
            return null;
        }
    }

    /// <summary>The frames in the page that show something of a site, and answer.</summary>
    private IEnumerable<IFrame> Frames() => shown.Page.Frames.Where(f => f != Main && !f.IsDetached && !silent.Contains(f)
        && !f.Url.StartsWith("chrome-error:", StringComparison.Ordinal) && session.Navigations.Shown(f)?.Failure is null);

    private async Task<T?> In<T>(IFrame frame, Func<IFrame, Task<T>> ask) where T : class
    {
        try
        {
            return await ask(frame).WaitAsync(FrameLimit, Time, Stop);
        }
        catch (PlaywrightException)
        {
            // A frame that came or went meanwhile.
            return null;
        }
        catch (TimeoutException)
        {
            silent.Add(frame);
            return null;
        }
    }

    /// <summary>What of the site's own is not there: a frame that did not come, or does not answer.</summary>
    private string? Missing()
    {
        foreach (var frame in shown.Page.Frames.Where(f => f != Main))
            if (session.Navigations.Last(frame) is { Stays: null } led && session.Run.RequestHeaders.Owns(led.Address))
            {
                if (led.Failure is { } failure)
                    return $"the frame {led.Address.AbsoluteUri}: "
                        + NetErrors.Explain(failure, led.Address, led.Began, session.Run.Settings);
                if (!led.Ended.IsCompleted)
                    return $"the frame {led.Address.AbsoluteUri} has not come yet";
                if (silent.Contains(frame))
                    return $"the frame {led.Address.AbsoluteUri} does not answer: its scripts keep it busy";
            }
        return null;
    }

    private static async Task<List<Part>> PartsOf(IFrame frame, string selector)
    {
        try
        {
            var described = await frame.EvaluateAsync<JsonElement>(Scripts.Parts, new { selector });
            return [.. described.EnumerateArray().Select((part, index) => PartOf(part, frame, selector, index))];
        }
        catch (PlaywrightException e) when (e.Message.Contains("is not a valid selector", StringComparison.Ordinal))
        {
            throw Given.NoSelector(selector, e);
        }
    }

    private static Part PartOf(JsonElement part, IFrame frame, string selector, int index) => new(
        (frame, selector, index), Text(part, "tag")!, Text(part, "type") ?? "",
        [.. part.GetProperty("names").EnumerateArray().Select(n => n.GetString())],
        part.GetProperty("form").GetInt32(), part.GetProperty("hidden").GetBoolean(), part.GetProperty("disabled").GetBoolean(),
        part.GetProperty("readOnly").GetBoolean(),
        Text(part, "autocomplete"), part.GetProperty("searches").GetBoolean(), Text(part, "target"), Text(part, "html") ?? "")
    {
        Offscreen = part.GetProperty("offscreen").GetBoolean(),
        Inert = Text(part, "inert"),
        ReadValues = () => [.. part.GetProperty("values").EnumerateArray().Select(v => v.GetString()!)],
    };

    private static string? Text(JsonElement part, string name) => part.GetProperty(name).GetString();

    /// <summary>Largest contentful paint in milliseconds, cumulative layout shift, bytes transferred.</summary>
    internal sealed class Vitals
    {
        public double Lcp { get; set; }
        public double Cls { get; set; }
        public double Bytes { get; set; }
    }

    /// <summary>What of a page's parts a script can tell.</summary>
    private sealed class LackingParts
    {
        public string[] Pictures { get; set; } = [];
        public string[] Modules { get; set; } = [];
        public string[] Sheets { get; set; } = [];
        public string[] Unused { get; set; } = [];
        public bool Quirks { get; set; }
    }

    private sealed class Seen
    {
        public string Address { get; set; } = "about:blank";
        public string Title { get; set; } = "";
        public string Text { get; set; } = "";
        public bool Blank { get; set; }
        public string Main { get; set; } = "";
        public string Type { get; set; } = "";
    }
}
