using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using SmokeTests.Addresses;
using SmokeTests.Arguments;
using SmokeTests.Content;
using SmokeTests.Fields;
using SmokeTests.Documents;
using SmokeTests.Documents.Styles;
using SmokeTests.Http;
using SmokeTests.PageModel;
using SmokeTests.Pages;
using SmokeTests.Recording;
using SmokeTests.Settings;
using HttpMethod = System.Net.Http.HttpMethod;

namespace SmokeTests.HttpPages;

/// <summary>A tab without a browser: the page as it was sent, and its real forms.</summary>
internal sealed class HttpTab(EnvironmentSettings environment, Visitor visitor, Recorder recorder, TimeProvider time,
    Func<CancellationToken> stop)
    : Tab(recorder, time, environment.ErrorTexts, stop)
{
    private const int MostRefreshes = 5;

    private bool takesDownloads;
    private string? text;
    private string? plain;
    private string? main;

    public Answer Answer { get; private set; } = null!;

    public IHtmlDocument Document { get; private set; } = null!;

    public string Text => text ??= plain is null ? VisibleText.Of((INode?)Document.Body ?? Document) : TidyText.Of(plain);

    public override TimeSpan Patience => TimeSpan.Zero;

    public override bool RunsScripts => false;

    public override LoggedInUsers Users => visitor.Users;

    public override Uri Address => Answer.Address;

    public override string? Header(string name) => Answer.Header(name);

    protected override Task<Snapshot> Read()
    {
        main ??= plain is null && FlatTree.All(Document)
            .FirstOrDefault(e => e.LocalName == "main" || e.GetAttribute("role") == "main") is { } part ? VisibleText.Of(part) : "";
        var page = new Snapshot(Answer.Address, (int)Answer.Status, Document.Title ?? "", Text, main, Answer.ContentType,
            Answer.Body.Length);
        return Task.FromResult(Text.Length > 0 ? page : page with
        {
            IsBlank = !ShowsSomething(),
            IsEmpty = Answer.Kind == DocumentKind.Html && Blank.IsSpace(Answer.Body),
            AwaitsScripts = plain is null && Document.QuerySelectorAll("script").Any(PageParts.IsRun),
        });
    }

    /// <summary>Whether a page without text shows something else.</summary>
    private bool ShowsSomething() => plain is null
        ? FlatTree.All(Document, Snapshot.Seen).Any(e => !Elements.IsUnseen(e))
        : Answer.Kind == DocumentKind.Binary && Answer.Body.Length > 0;

    protected override Task<IReadOnlyList<Outline>> ReadOutlines() =>
        Task.FromResult<IReadOnlyList<Outline>>(plain is null && Document.Body is { } body ? [Outlines.Of(body)] : []);

    public override Task<IReadOnlyList<Part>> Parts(Kind kind, string? selector = null)
    {
        Given.Selector(selector);
        try
        {
            var forms = Document.Forms.Cast<IHtmlFormElement>().ToList();
            var found = FlatTree.All(Document, selector ?? kind.Selector).Where(e =>
                (selector is null || e.Matches(kind.Selector)) && !IsNoLink(e, kind));
            return Task.FromResult<IReadOnlyList<Part>>([.. found.Select(element => Elements.Of(element, forms))]);
        }
        catch (DomException e)
        {
            throw Given.NoSelector(selector!, e);
        }
    }

    /// <summary>A part of a drawing that is called as links are, and leads nowhere.</summary>
    private static bool IsNoLink(IElement element, Kind kind) =>
        kind == Kind.Links && element.LocalName == "a" && Elements.TargetOf(element) is null && element.GetAttribute("role") != "link";

    public override Task<int> Count(string selector)
    {
        Given.Selector(selector);
        try
        {
            return Task.FromResult(FlatTree.All(Document, selector).Count(e => !Elements.IsUnseen(e)));
        }
        catch (DomException e)
        {
            throw Given.NoSelector(selector, e);
        }
    }

    public override Task Open(string address, int? status) =>
        Go(new Request(HttpMethod.Get, Target(address, environment.Site), From: Answer?.Address) { IsTyped = true }, status);

    /// <summary>Opens it for its own sake, and not as a page: what a browser saves is as good.</summary>
    public Task Visit(string address)
    {
        takesDownloads = true;
        return Open(address, null);
    }

    public override Task Reload() => Go(new Request(HttpMethod.Get, Address));

    public override Task Follow(Part link) => Use(link, $"the link \"{link.Called}\" leads to no page");

    public override Task Press(Part button) => Use(button, $"the button \"{button.Called}\" sends no form");

    /// <summary>What a browser does by itself when something is pressed: it is what the element is, or the first around it that does
    /// anything.</summary>
    private Task Use(Part part, string otherwise)
    {
        for (IElement? at = (IElement)part.Handle; at is { } element; at = FlatTree.Parent(at))
            switch (element)
            {
                case var _ when Elements.IsLink(element) && Elements.TargetOf(element) is { } target:
                    return HttpAddress.Parse(target)?.ToUri() is { } address
                        ? Go(new Request(HttpMethod.Get, address, From: Address))
                        : throw OnlyAScript(otherwise, part);
                case IHtmlElement when Forms.Submits(element) && FormOf(element) is { } form && !Elements.IsDisabled(element):
                    return Send(form, element);
                case IHtmlElement when Forms.Resets(element) && FormOf(element) is { } whole && !Elements.IsDisabled(element):
                    Controls.Reset(whole);
                    return Task.CompletedTask;
                case { LocalName: "summary", ParentElement: { LocalName: "details" } details } when FlatTree.Summary(details) == element:
                    ExclusiveDetails.Toggle(details);
                    (text, main) = (null, null);
                    return Task.CompletedTask;
                case IHtmlButtonElement or IHtmlInputElement when Elements.IsDisabled(element):
                    throw OnlyAScript(otherwise, part);
            }
        throw OnlyAScript(otherwise, part);
    }

    public override Task<Refusal?> Set(Part field, string value) => Task.FromResult(Filling.Fill((IElement)field.Handle, value));

    public override Task Attach(Part field, IReadOnlyList<ChosenFile> files)
    {
        if (field.Handle is not IHtmlInputElement { Files: { } chosen } input)
            throw new CheckBrokenException($"\"{field.Called}\" takes no file.");
        if (files.Count > 1 && !input.IsMultiple)
            throw new CheckBrokenException($"\"{field.Called}\" takes one file, not {files.Count}.");
        chosen.Clear();
        foreach (var file in files)
            chosen.Add(file);
        return Task.CompletedTask;
    }

    public override Task Send(Part field)
    {
        if (FormOf(field.Handle) is not { } form)
            throw OnlyAScript($"\"{field.Called}\" stands in no form", field);
        var submitter = Forms.Submitter(form);
        if (submitter is not null && Elements.IsDisabled(submitter))
            throw OnlyAScript($"Enter sends no form whose button \"{Elements.Called(submitter)}\" is disabled", field);
        if (submitter is null && !Forms.IsSentByEnter(form) && field.Type != "file")
            throw OnlyAScript("Enter sends no form that has several fields and no button", field);
        return Send(form, submitter);
    }

    public override Task<IReadOnlyList<string>> Lacks() => new Completeness(visitor, environment, Address).LackedBy(Document);

    public override async Task<Fetched> Fetch(Uri address)
    {
        var answer = await visitor.Send(new Request(HttpMethod.Get, address, From: Address));
        return new Fetched(answer.Address, (int)answer.Status, answer.ContentType, answer.Body);
    }

    public override async Task<int> Ask(Uri address) =>
        (int)(await visitor.Send(new Request(HttpMethod.Get, address, From: Address), Reading.Nothing)).Status;

    private async Task Go(Request request, int? status = null)
    {
        var answer = await visitor.Send(request);
        if (Stays(answer, request, status))
            return;
        Asked = request.Address;
        await Show(answer);
        for (var refreshes = 0; plain is null && Refresh.Of(Answer, Document) is { } next; refreshes++)
        {
            if (refreshes == MostRefreshes)
                throw Recorder.Fail($"{Asked.AbsolutePath} refreshes itself to other pages for ever", "a page",
                    $"{MostRefreshes} times, at last to {next}");
            await Show(await visitor.Send(new Request(HttpMethod.Get, next, From: Address) { LedFrom = Address }));
        }
        await Arrived(status);
    }

    /// <summary>
    /// An answer without a page, and a download, leave a browser on the page that it shows. Nobody opens one, unless it was
    /// expected.
    /// </summary>
    private bool Stays(Answer answer, Request request, int? status)
    {
        var saves = (int)answer.Status < 400 && !takesDownloads && Downloads.IsOne(answer);
        if (!saves && ((int)answer.Status is not (204 or 205 or 304) || status == (int)answer.Status))
            return false;
        if (saves && status == (int)answer.Status)
            return Answer is not null;
        var no = saves ? $"{answer.Address.AbsolutePath} is a download, not a page"
            : $"{answer.Address.AbsolutePath} answered {answer.Said}, which is no page";
        if (request.IsTyped || Answer is null)
            throw Recorder.Fail(saves ? $"{no}: use ShouldDownload" : no, $"a page from {request.Address.AbsoluteUri}", answer.Said,
                $"{answer.Address.AbsoluteUri} (no page)");
        Recorder.Note($"{no}: the page is the same as before");
        return true;
    }

    private async Task Show(Answer answer)
    {
        Answer = answer;
        (text, main) = (null, null);
        (Document, plain) = await PageParser.Parse(answer);
    }

    private async Task Send(IHtmlFormElement form, IElement? submitter)
    {
        if (Validation.First(form, submitter) is { } wrong)
            throw await Fail(wrong.Complaint);
        var sent = Forms.Send(form, submitter, Address);
        await Go(sent.Request
            ?? throw Recorder.Fail(sent.WhyNot!, "a form that works without script; Browser.Open runs scripts", page: Where()));
    }

    private JourneyFailedException OnlyAScript(string what, Part part) =>
        Recorder.Fail($"{what}: only a script could act on it", "something that works without script; Browser.Open runs scripts",
            part.Short, Where());

    private string Where() => Look().GetAwaiter().GetResult().Where;

    private static IHtmlFormElement? FormOf(object element) => Elements.FormOf((IElement)element);
}
