using System.Net;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Io;
using SmokeTests.Recording;
using HttpMethod = System.Net.Http.HttpMethod;

namespace SmokeTests.Http;

/// <summary>What a tab of a browser holds: the page that it shows now, and how it gets to the next one.</summary>
internal sealed class Tab(Uri site, Visitor visitor, Recorder recorder)
{
    private string? text;

    public Answer Answer { get; private set; } = null!;

    public IHtmlDocument Document { get; private set; } = null!;

    public string Text => text ??= Answer.IsHtml ? VisibleText.Of((INode?)Document.Body ?? Document) : VisibleText.Tidy(Answer.Excerpt());

    public string Where => $"{Answer.Address.AbsoluteUri} ({(int)Answer.Status}{(string.IsNullOrWhiteSpace(Document.Title) ? "" : $", \"{Document.Title.Trim()}\"")})";

    public async Task Open(string address, int? status)
    {
        if (!Uri.TryCreate(Answer?.Address ?? site, address, out var target) || target.Scheme is not ("http" or "https"))
            throw new CheckBrokenException($"'{address}' is not an address that can be opened.");
        await Go(new Request(HttpMethod.Get, target, From: Answer?.Address), status);
    }

    public async Task Go(Request request, int? status = null)
    {
        Answer = await visitor.Send(request);
        text = null;
        Document = await Parse(Answer);
        var came = (int)Answer.Status;
        if (status is null ? came >= 400 : came != status)
            throw recorder.Fail($"{Answer.Address.AbsolutePath} answered {Answer.Said}", status is null ? "a page" : $"status {status}", Excerpt(), Where);
    }

    public Task Send(IHtmlFormElement form, IElement? submitter)
    {
        if (!form.HasAttribute("novalidate") && form.Elements.OfType<IValidation>().FirstOrDefault(f => !f.CheckValidity()) is IElement wrong)
            throw recorder.Fail($"a browser would not send this form: \"{Finding.Called(wrong)}\" is {(wrong.HasAttribute("required") ? "required and empty, or" : "")} not valid", $"a valid \"{Finding.Called(wrong)}\"", $"\"{(wrong as IHtmlInputElement)?.Value}\"", Where);
        var sent = (submitter is IHtmlElement button ? form.GetSubmission(button) : form.GetSubmission())
            ?? throw recorder.Fail("this form cannot be sent", page: Where);
        return Go(ToRequest(sent));
    }

    /// <summary>The one element of that name; none or several fail the step, with what there is instead.</summary>
    public IElement One(string kind, string noun, string wanted)
    {
        var found = Finding.Best(Document, kind, wanted);
        if (found is [var only])
            return only;
        if (found.Count > 1)
            throw recorder.Fail($"\"{wanted}\" fits {found.Count} {noun}s", $"one {noun} called \"{wanted}\"", string.Join(", ", found.Select(f => f.OuterHtml[..Math.Min(80, f.OuterHtml.Length)])), Where);
        throw Missing($"no {noun} \"{wanted}\"", $"a {noun} called \"{wanted}\"", kind);
    }

    public JourneyFailedException Missing(string what, string expected, string kind)
    {
        var there = Finding.AllCalled(Document, kind);
        return recorder.Fail($"{Answer.Address.AbsolutePath} has {what}", expected,
            there.Length > 0 ? string.Join(", ", there.Select(t => $"\"{t}\"")) : $"none at all; the page says: {Excerpt()}", Where);
    }

    /// <summary>The beginning of what the page says: of its main part, where it has one, without menus and footers.</summary>
    public string Excerpt()
    {
        var main = Answer.IsHtml && Document.QuerySelector("main, [role=main]") is { } part ? VisibleText.Of(part) : "";
        var said = main.Length > 0 ? main : Text;
        if (said.Count(c => c == '\uFFFD' || char.IsControl(c) && c != '\n') > said.Length / 20)
            return $"{Answer.Body.Length} bytes that are no readable text ({Answer.ContentType})";
        return said.Length == 0
            ? Answer.Body.Length == 0 ? "a blank page (0 bytes)" : $"a page without text ({Answer.Body.Length} bytes)"
            : said.Length <= 300 ? said : said[..300].TrimEnd() + " …";
    }

    private static async Task<IHtmlDocument> Parse(Answer answer)
    {
        var context = BrowsingContext.New(Configuration.Default);
        var document = await context.OpenAsync(response => response
            .Content(new MemoryStream(answer.IsHtml ? answer.Body : []))
            .Address(answer.Address.AbsoluteUri)
            .Header("Content-Type", answer.IsHtml && answer.ContentType.Length > 0 ? answer.ContentType : "text/html; charset=utf-8")
            .Status(HttpStatusCode.OK));
        return (IHtmlDocument)document;
    }

    private Request ToRequest(DocumentRequest sent)
    {
        var address = new Uri(sent.Target.Href);
        if (sent.Method == AngleSharp.Io.HttpMethod.Get)
            return new Request(HttpMethod.Get, address, From: Answer.Address);
        using var body = new MemoryStream();
        sent.Body.CopyTo(body);
        return new Request(HttpMethod.Post, address, body.ToArray(), sent.MimeType, Answer.Address);
    }
}
