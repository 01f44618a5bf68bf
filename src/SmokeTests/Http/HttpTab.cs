using System.Net;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using SmokeTests.Fields;
using SmokeTests.Http.Styles;
using SmokeTests.Pages;
using SmokeTests.Recording;
using SmokeTests.Settings;
using HttpMethod = System.Net.Http.HttpMethod;

namespace SmokeTests.Http;

/// <summary>A tab without a browser: the page as it was sent, and its real forms.</summary>
internal sealed class HttpTab(EnvironmentSettings environment, Visitor visitor, Recorder recorder, TimeProvider time, Func<CancellationToken> stop)
    : Tab(recorder, time, environment.ErrorTexts, stop)
{
    private const int MostRefreshes = 5;
    private static readonly IConfiguration Plain = Configuration.Default;

    private string? text;
    private string? main;
    private bool? asksForPassword;

    public Answer Answer { get; private set; } = null!;

    public IHtmlDocument Document { get; private set; } = null!;

    public string Text => text ??= Answer.IsHtml ? VisibleText.Of((INode?)Document.Body ?? Document) : VisibleText.Tidy(Answer.Excerpt());

    public override TimeSpan Patience => TimeSpan.Zero;

    public override Uri Address => Answer.Address;

    public override string? Header(string name) => Answer.Header(name);

    protected override Task<Snapshot> Read()
    {
        main ??= Answer.IsHtml && FlatTree.All(Document).FirstOrDefault(e => e.LocalName == "main" || e.GetAttribute("role") == "main") is { } part ? VisibleText.Of(part) : "";
        asksForPassword ??= FlatTree.All(Document).Any(e => e is IHtmlInputElement { Type: "password" } && !Elements.IsUnseen(e));
        return Task.FromResult(new Snapshot(Answer.Address, (int)Answer.Status, Document.Title ?? "", Text, main, Answer.ContentType, Answer.Body.Length, asksForPassword.Value));
    }

    protected override Task<IReadOnlyList<Outline>> ReadOutlines() =>
        Task.FromResult<IReadOnlyList<Outline>>(Answer.IsHtml && Document.Body is { } body ? [Outlines.Of(body)] : []);

    public override Task<IReadOnlyList<Part>> Parts(Kind kind, string? selector = null)
    {
        try
        {
            var forms = Document.Forms.Cast<IHtmlFormElement>().ToList();
            var found = FlatTree.All(Document, selector ?? kind.Selector).Where(e => selector is null || e.Matches(kind.Selector));
            return Task.FromResult<IReadOnlyList<Part>>([.. found.Select(element => Elements.Of(element, forms))]);
        }
        catch (DomException e)
        {
            throw new CheckBrokenException($"'{selector}' is not a CSS selector: {e.Message}", e);
        }
    }

    public override Task<int> Count(string selector)
    {
        try
        {
            return Task.FromResult(FlatTree.All(Document, selector).Count(e => !Elements.IsUnseen(e)));
        }
        catch (DomException e)
        {
            throw new CheckBrokenException($"'{selector}' is not a CSS selector: {e.Message}", e);
        }
    }

    public override Task Open(string address, int? status) => Go(new Request(HttpMethod.Get, Target(address, environment.Site), From: Answer?.Address), status);

    public override Task Reload() => Go(new Request(HttpMethod.Get, Address));

    public override Task Follow(Part link) => Uri.TryCreate(link.Target, UriKind.Absolute, out var target) && target.Scheme is "http" or "https"
        ? Go(new Request(HttpMethod.Get, target, From: Address))
        : throw OnlyAScript($"the link \"{link.Called}\" leads to no page", link);

    public override Task Press(Part button)
    {
        if (button.Handle is IHtmlElement element && FormOf(element) is { } form && button.Submits)
            return Send(form, element);
        if (button.Handle is IElement resetting && FormOf(resetting) is { } whole && Forms.Resets(resetting))
        {
            Controls.Reset(whole);
            return Task.CompletedTask;
        }
        throw OnlyAScript($"the button \"{button.Called}\" sends no form", button);
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

    public override async Task<IReadOnlyList<string>> Lacks()
    {
        var missing = new List<string>();
        foreach (var part in PageParts.Of(Document))
            if (await visitor.Send(new Request(HttpMethod.Get, part, From: Address)) is { } answer)
            {
                if ((int)answer.Status >= 400)
                    missing.Add($"{part.PathAndQuery} answered {answer.Said}");
                else if (answer.Body.Length == 0)
                    missing.Add($"{part.PathAndQuery} is empty");
                else if (PageParts.IsWrongType(part, answer) is { } wrong)
                    missing.Add($"{part.PathAndQuery} is {wrong}");
            }
        return missing;
    }

    public override async Task<Fetched> Fetch(Uri address)
    {
        var answer = await visitor.Send(new Request(HttpMethod.Get, address, From: Address));
        return new Fetched(answer.Address, (int)answer.Status, answer.ContentType, answer.Body);
    }

    private async Task Go(Request request, int? status = null)
    {
        Asked = request.Address;
        await Load(request);
        for (var refreshes = 0; PageParts.Refresh(Document) is { } next && Answer.IsHtml && next != Address; refreshes++)
        {
            if (refreshes == MostRefreshes)
                throw Recorder.Fail($"{Asked.AbsolutePath} refreshes itself to other pages for ever", "a page", $"{MostRefreshes} times, at last to {next}");
            await Load(new Request(HttpMethod.Get, next, From: Address));
        }
        await Arrived(status);
    }

    private async Task Load(Request request)
    {
        Answer = await visitor.Send(request);
        (text, main, asksForPassword) = (null, null, null);
        Document = await Parse(Answer);
    }

    private async Task Send(IHtmlFormElement form, IElement? submitter)
    {
        if (Validation.First(form, submitter) is { } wrong)
            throw await Fail(wrong.Complaint);
        var sent = Forms.Send(form, submitter, Address);
        await Go(sent.Request ?? throw Recorder.Fail(sent.WhyNot!, "a form that works without script; Browser.Open runs scripts", page: Where()));
    }

    private JourneyFailedException OnlyAScript(string what, Part part) => Recorder.Fail($"{what}: only a script could act on it", "something that works without script; Browser.Open runs scripts", part.Short, Where());

    private string Where() => Look().GetAwaiter().GetResult().Where;

    private static IHtmlFormElement? FormOf(object element) => Elements.FormOf((IElement)element);

    private static async Task<IHtmlDocument> Parse(Answer answer)
    {
        var owners = new FormOwners();
        var context = BrowsingContext.New(Plain.With<IHtmlParser>(within => new HtmlParser(owners.Watching, within)));
        var document = await context.OpenAsync(response => response
            .Content(new MemoryStream(answer.IsHtml ? answer.Body : []))
            .Address(answer.Address.AbsoluteUri)
            .Header("Content-Type", answer.IsHtml ? answer.DeclaredType : "text/html; charset=utf-8")
            .Status(HttpStatusCode.OK));
        owners.Keep(document);
        return (IHtmlDocument)document;
    }
}
