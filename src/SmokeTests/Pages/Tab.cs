using SmokeTests.Addresses;
using SmokeTests.Arguments;
using SmokeTests.Content;
using SmokeTests.Fields;
using SmokeTests.Http;
using SmokeTests.PageModel;
using SmokeTests.Recording;
using SmokeTests.Settings;

namespace SmokeTests.Pages;

/// <summary>
/// What a tab of a browser holds: the page that it shows now, and how it gets to the next one. Each driver is one of these.
/// </summary>
internal abstract class Tab(Recorder recorder, TimeProvider time, IReadOnlyList<string> errorTexts, Func<CancellationToken> stop)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan BetweenLoads = TimeSpan.FromSeconds(1);

    private Func<Waited?>? waiting;
    private Snapshot? seen;
    private (Complaint Complaint, Snapshot? Page)? lacking;

    protected Recorder Recorder => recorder;

    /// <summary>Tells what is being waited for, should the time of the check be up.</summary>
    protected Func<Waited?> Waiting => waiting ??= () => Waits() ?? (lacking is { } wrong ? Told(wrong.Complaint, wrong.Page) : null);

    /// <summary>What the driver itself waits for now; null where it does not.</summary>
    protected virtual Waited? Waits() => null;

    protected CancellationToken Stop => stop();

    protected TimeProvider Time => time;

    /// <summary>How long a word waits for a page to become as it should: nothing where no script can change it.</summary>
    public abstract TimeSpan Patience { get; }

    /// <summary>The address that was asked for last.</summary>
    public Uri? Asked { get; protected set; }

    /// <summary>The first address of those that led to the page by redirects.</summary>
    public virtual Uri? Requested => Asked;

    /// <summary>The search that led here.</summary>
    public Searched? Search { get; set; }

    /// <summary>As whom this tab's visitor has logged in.</summary>
    public abstract LoggedInUsers Users { get; }

    /// <summary>The number of the form that was filled last on this page; -1 for none.</summary>
    public int Form { get; set; } = -1;

    /// <summary>Whether the page's scripts run, so that a link may be one.</summary>
    public abstract bool RunsScripts { get; }

    public abstract Uri Address { get; }

    /// <summary>The page as it is now.</summary>
    public async Task<Snapshot> Look() => seen = await Read() with { Asked = Asked, Search = Search };

    protected abstract Task<Snapshot> Read();

    /// <summary>What of the page can be seen, in its elements; one for each document in it.</summary>
    protected abstract Task<IReadOnlyList<Outline>> ReadOutlines();

    /// <summary>The page's parts of a kind; with a selector those alone that match it.</summary>
    public abstract Task<IReadOnlyList<Part>> Parts(Kind kind, string? selector = null);

    public abstract Task Open(string address, int? status);

    public abstract Task Reload();

    public abstract Task Follow(Part link);

    public abstract Task Press(Part button);

    /// <summary>Null when the field took the value; otherwise why it did not.</summary>
    public abstract Task<Refusal?> Set(Part field, string value);

    public abstract Task Attach(Part field, IReadOnlyList<ChosenFile> files);

    /// <summary>Sends the form that a field stands in, as Enter does.</summary>
    public abstract Task Send(Part field);

    public abstract Task<int> Count(string selector);

    /// <summary>What the page's own parts (scripts, styles, pictures) lack, a line each.</summary>
    public abstract Task<IReadOnlyList<string>> Lacks();

    /// <summary>Asks for an address as this visitor, without going there.</summary>
    public abstract Task<Fetched> Fetch(Uri address);

    /// <summary>The status that an address answers this visitor; its body, however large, is not read.</summary>
    public abstract Task<int> Ask(Uri address);

    public abstract string? Header(string name);

    /// <summary>Asks again and again until an answer is without complaint, or patience is at its end: then the step fails.</summary>
    public async Task<T> Until<T>(Func<Task<(T Value, Complaint? Wrong)>> ask, TimeSpan? patience = null)
    {
        var began = time.GetTimestamp();
        lacking = null;
        recorder.Awaits(Waiting);
        while (true)
        {
            var (value, wrong) = await ask();
            if (wrong is null)
                return value;
            lacking = (wrong, value as Snapshot ?? seen);
            if (time.GetElapsedTime(began) >= (patience ?? Patience))
                throw await Fail(wrong, patience ?? Patience);
            await Task.Delay(Pause, time, Stop);
        }
    }

    /// <summary>The one part of that name; none or several fail the step, with what there is instead.</summary>
    public Task<Part> One(Kind kind, string wanted)
    {
        var revealed = false;
        return Until(async () =>
        {
            var (parts, one, wrong) = await Find(kind, wanted);
            if (kind == Kind.Files || Finding.Seen(parts, wanted).Any(p => !p.Offscreen)
                || Finding.OutOfSight(parts, wanted) is not [var first, ..] unseen)
                return (one!, wrong);
            // What a menu hides is pointed at once, as a person would look for it.
            if (!revealed && await Reveal(unseen))
                (_, one, wrong) = await Find(kind, wanted);
            revealed = true;
            return (one!, wrong is null ? null : await Hidden(wrong, first));
        });
    }

    /// <summary>The first of several parts that is not covered by something else.</summary>
    public async Task<Part?> Uncovered(IReadOnlyList<Part> several) =>
        several is [] or [_] ? (several is [var only] ? only : null) : several.Except(await Covered(several)).FirstOrDefault()
        ?? several[0];

    /// <summary>Says what hides a part, where that is known.</summary>
    public async Task<Complaint> Hidden(Complaint wrong, Part part) => await Hides(part) is { } why
        ? wrong with { Actual = $"{wrong.Actual}\nfound, but it {why}" }
        : wrong;

    /// <summary>
    /// Makes one of these parts appear, by pointing at what hides it; false where that does not help. Without a browser nothing
    /// does.
    /// </summary>
    public virtual Task<bool> Reveal(IReadOnlyList<Part> unseen) => Task.FromResult(false);

    /// <summary>Of several parts those that something else covers; only a browser knows.</summary>
    protected virtual Task<IReadOnlyList<Part>> Covered(IReadOnlyList<Part> parts) => Task.FromResult<IReadOnlyList<Part>>([]);

    /// <summary>What keeps a person from getting at a part, for a message; null where that is not known.</summary>
    protected virtual Task<string?> Hides(Part part) => Task.FromResult<string?>(null);

    private async Task<(IReadOnlyList<Part> All, Part? One, Complaint? Wrong)> Find(Kind kind, string wanted)
    {
        Given.Something(wanted, $"the name of a {kind.Noun}");
        var parts = await Fitting(kind, wanted);
        var (one, wrong) = await OneOf(parts, kind, wanted, kind == Kind.Buttons ? Form : -1);
        return (parts, one, wrong);
    }

    /// <summary>The one of these parts, or what is wrong. Where a selector fits nothing, all that is there is named.</summary>
    private async Task<(Part? One, Complaint? Wrong)> OneOf(IReadOnlyList<Part> parts, Kind kind, string wanted, int at) =>
        parts.Count == 0 && Finding.IsSelector(wanted) ? (null, Finding.None(kind, wanted, await Parts(kind)))
            : Finding.One(parts, kind, wanted, at);

    /// <summary>The one part of that name as the page is now, or what is wrong.</summary>
    public async Task<(Part? One, Complaint? Wrong)> OneNow(Kind kind, string wanted, int at = -1) =>
        await OneOf(await Parts(kind, Finding.IsSelector(wanted) ? wanted : null), kind, wanted, at);

    /// <summary>The page's parts. Of several with that name those are left out that cannot be used, if others can.</summary>
    private async Task<IReadOnlyList<Part>> Fitting(Kind kind, string wanted)
    {
        var parts = await Parts(kind, Finding.IsSelector(wanted) ? wanted : null);
        if (Finding.Seen(parts, wanted) is not { Count: > 1 } several)
            return parts;
        var covered = await Covered(several);
        return covered.Count > 0 && covered.Count < several.Count ? [.. parts.Except(covered)] : parts;
    }

    /// <summary>Fails the step unless the page is, or becomes, free of complaint.</summary>
    public Task Prove(Func<Snapshot, Complaint?> proof, TimeSpan? patience = null) => Until(async () =>
    {
        var page = await Look();
        return (page, proof(page));
    }, patience);

    /// <summary>Whether the page shows the texts now, and not merely as a repetition of what was searched for.</summary>
    public async Task<Complaint?> Shows(params string[] texts)
    {
        var page = await Look();
        foreach (var text in texts)
        {
            var wrong = Proofs.Shows(page, text);
            if (wrong is null && Proofs.MayRepeatTheSearch(page, text))
                wrong = Proofs.ShowsMoreThanTheSearch(page, await ReadOutlines(), text);
            if (wrong is not null)
                return wrong;
        }
        return null;
    }

    /// <summary>Loads the page again, once a second, until it shows the text.</summary>
    public async Task Eventually(string text, TimeSpan within)
    {
        var began = time.GetTimestamp();
        lacking = null;
        recorder.Awaits(Waiting);
        while (await Shows(text) is { } wrong)
        {
            lacking = (wrong, seen);
            if (time.GetElapsedTime(began) >= within)
                throw await Fail(wrong, within);
            await Task.Delay(BetweenLoads, time, Stop);
            await Reload();
        }
    }

    /// <summary>Whether the page asks to log in: with a log-in form, and without a way to log out.</summary>
    public async Task<bool> AsksToLogIn()
    {
        var fields = await Parts(Kind.Fields);
        var buttons = await Parts(Kind.Buttons);
        return CommonForms.HasLogInForm(fields, buttons) && CommonForms.WayOut([.. await Parts(Kind.Links), .. buttons]) is null;
    }

    public async Task<JourneyFailedException> Fail(Complaint complaint, TimeSpan waited = default)
    {
        var page = await LookClosely();
        if (complaint.LookedFor is { } text && await FieldWith(text) is { } field)
            complaint = complaint.StandsIn(field);
        if (waited > TimeSpan.Zero)
            complaint = complaint with { What = $"{complaint.What} (after {Interval.Write(waited)})" };
        // An error page explains more than what it lacks.
        if (page.Status is null or < 400 && ErrorPages.Of(page, errorTexts) is { } shown)
            complaint = new Complaint($"{complaint.What}; it shows an error", complaint.Expected, shown.Actual);
        var told = complaint.On(page);
        return recorder.Fail(told.What, told.Expected, told.Actual, page.Where);
    }

    private Waited Told(Complaint wrong, Snapshot? page)
    {
        // What was seen of another page says nothing of this one.
        var here = page?.Address == Address ? page : null;
        var told = wrong.On(here ?? new Snapshot(Address, null, "", "", "", "", null));
        return new Waited($"{told.Expected ?? "the page to be right"} on {Address.AbsoluteUri}", told.Actual ?? told.What,
            here?.Where ?? Address.AbsoluteUri);
    }

    /// <summary>Fails the step where the page that came is not the one that was wanted.</summary>
    protected async Task Arrived(int? status)
    {
        var page = await Look();
        var came = page.Status ?? 200;
        if (status is null ? came is < 200 or >= 400 : came != status)
            throw recorder.Fail($"{page.Address.AbsolutePath} answered {Answer.NameOf(came)}",
                status is null ? "a page" : $"status {status}", page.Excerpt(), (await LookClosely()).Where);
        if (came < 400 && ErrorPages.Of(page, errorTexts) is { } shown)
            throw recorder.Fail(shown.What, shown.Expected, shown.Actual, (await LookClosely()).Where);
        if (status is null && page.IsEmpty)
            throw recorder.Fail($"{page.Address.AbsolutePath} is blank: it answered {Answer.NameOf(came)} with an empty body", "a page",
                page.Excerpt(), page.Where);
    }

    private async Task<Part?> FieldWith(string text) => (await Parts(Kind.Fields))
        .FirstOrDefault(f => !f.Hidden && !f.IsPassword && f.Values.Any(v => Composition.Of(v).Contains(text, StringComparison.Ordinal)));

    /// <summary>The page for a message, which says where the visitor seems to have been logged out.</summary>
    private async Task<Snapshot> LookClosely() => await Look() with { LoggedOut = Users.Any && await AsksToLogIn() };

    protected Uri Target(string address, Uri site)
    {
        if (HttpAddress.Parse(address, HttpAddress.Of(Asked is null ? site : Address))?.ToUri() is not { } target)
            throw new CheckBrokenException($"'{BasicLogIn.WithoutAny(address)}' is not an address that can be opened.");
        if (BasicLogIn.In(target) is { } logIn)
            recorder.Learn(logIn.Password);
        return target;
    }
}
