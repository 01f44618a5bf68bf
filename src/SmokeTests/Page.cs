using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using SmokeTests.Http;
using SmokeTests.Recording;

namespace SmokeTests;

/// <summary>
/// A page as a visitor has it before her, like a tab of a browser: every word acts on the page that is shown now and
/// leaves the tab on the next one. Each word is a step of its own, named and timed; what was not found is said together
/// with what was there instead.
/// </summary>
public sealed class Page
{
    private readonly Tab tab;
    private readonly Visitor visitor;
    private readonly Recorder recorder;

    internal Page(Uri site, Visitor visitor, Recorder recorder)
    {
        (this.visitor, this.recorder) = (visitor, recorder);
        tab = new Tab(site, visitor, recorder);
    }

    /// <summary>The address that the tab shows, after redirects.</summary>
    public Uri Address => tab.Answer.Address;

    /// <summary>The status that it came with.</summary>
    public HttpStatusCode Status => tab.Answer.Status;

    /// <summary>The page's title.</summary>
    public string Title => tab.Document.Title ?? "";

    /// <summary>The text as people see it: no scripts, nothing hidden, white space folded, a line for each block.</summary>
    public string Text => tab.Text;

    /// <summary>The parsed page, for what the vocabulary lacks.</summary>
    public IHtmlDocument Document => tab.Document;

    /// <summary>Goes to an address: relative to the page, or to the environment's site. A status of 400 or more fails the step.</summary>
    /// <param name="address">For example <c>/books/dune</c>.</param>
    /// <param name="status">The status to expect instead, such as 404.</param>
    public Task<Page> Open(string address, int? status = null) => Act($"open {address}", () => tab.Open(address, status));

    /// <summary>Follows the link with that text.</summary>
    public Task<Page> Follow(string link) => Act($"follow \"{link}\"", () =>
        tab.Open(Target(tab.One(Finding.Links, "link", link)), null));

    /// <summary>Fills one field, found by label, accessible name, placeholder, name or id.</summary>
    /// <param name="field">The field as a person would call it.</param>
    /// <param name="value">The text; the option's text or value in a list; <c>true</c> or <c>false</c> for a check box.</param>
    public Task<Page> Fill(string field, string value) => Act($"fill \"{field}\"", () => { Set(field, value); return Task.CompletedTask; });

    /// <summary>Fills a field for each property: <c>Fill(new { Title = "Dune", Stars = 5 })</c>.</summary>
    public Task<Page> Fill(object fields) => Act("fill the form", () => { SetAll(fields); return Task.CompletedTask; });

    /// <summary>Presses the button with that text and goes where its form leads.</summary>
    public Task<Page> Press(string button) => Act($"press \"{button}\"", () => Press(tab.One(Finding.Buttons, "button", button)));

    /// <summary>Fills a field for each property and presses the button: a form in one line.</summary>
    public Task<Page> Submit(string button, object? fields = null) => Act($"submit \"{button}\"", () =>
    {
        if (fields is not null)
            SetAll(fields);
        return Press(tab.One(Finding.Buttons, "button", button));
    });

    /// <summary>Searches with the page's own search form: <c>type=search</c>, <c>role=search</c>, or a field named q, s, query, search or term.</summary>
    public Task<Page> Search(string words) => Act($"search for \"{words}\"", () =>
    {
        var field = CommonForms.SearchField(tab.Document) ?? throw tab.Missing("no search form", "a field of type search, or one named q, s, query, search or term", Finding.Fields);
        field.Value = words;
        return Send(field);
    });

    /// <summary>Fills the log-in form (the one with a password field), sends it, and fails if the site still asks to log in.</summary>
    public Task<Page> LogIn(Account account) => Act("log in", async () =>
    {
        ArgumentNullException.ThrowIfNull(account);
        var password = CommonForms.PasswordField(tab.Document) ?? throw tab.Missing("no log-in form", "a form with a password field", Finding.Fields);
        var form = password.Form ?? throw recorder.Fail("the password field stands in no form", page: tab.Where);
        var user = CommonForms.UserField(form) ?? throw tab.Missing("no field for the user beside the password", "a field for a user name or e-mail", Finding.Fields);
        user.Value = account.User;
        password.Value = account.Password.Reveal();
        await Send(password);
        if (CommonForms.PasswordField(tab.Document) is not null)
            throw recorder.Fail("the site still asks to log in", $"to be logged in as {account.User}", tab.Excerpt(), tab.Where);
    });

    /// <summary>Presses or follows "Log out", "Sign out" or their like.</summary>
    public Task<Page> LogOut() => Act("log out", () =>
        CommonForms.WayOut(tab.Document, Finding.Buttons) is { } button ? Press(button)
        : CommonForms.WayOut(tab.Document, Finding.Links) is { } link ? tab.Open(Target(link), null)
        : throw tab.Missing("no way to log out", "a button or link \"Log out\" or \"Sign out\"", $"{Finding.Buttons}, {Finding.Links}"));

    /// <summary>Chooses a file in a file field and sends its form.</summary>
    /// <param name="field">The field as a person would call it.</param>
    /// <param name="file">A path; a relative one stands beside the suite's assembly.</param>
    public Task<Page> Upload(string field, string file) => Act($"upload {Path.GetFileName(file)}", async () =>
    {
        var path = Path.GetFullPath(file, AppContext.BaseDirectory);
        if (!File.Exists(path))
            throw new CheckBrokenException($"The file to upload is missing: {path}. Is it copied to the output (CopyToOutputDirectory)?");
        if (tab.One("input[type=file]", "file field", field) is not IHtmlInputElement { Files: { } files } input)
            throw recorder.Fail($"\"{field}\" takes no file", page: tab.Where);
        files.Add(new ChosenFile(Path.GetFileName(path), ChosenFile.TypeOf(path), await File.ReadAllBytesAsync(path)));
        await Send(input);
    });

    /// <summary>Fails unless the page shows each text, as people see it: not in scripts, not hidden, however spaced.</summary>
    public Task<Page> ShouldShow(params string[] texts) => Act($"should show {Quoted(texts)}", () =>
    {
        foreach (var wanted in texts.Where(t => !Shows(t)))
            throw recorder.Fail($"the page does not show \"{wanted}\"", $"\"{wanted}\"", Nearest.To(wanted, tab), tab.Where);
        return Task.CompletedTask;
    });

    /// <summary>Fails if the page shows any of the texts.</summary>
    public Task<Page> ShouldNotShow(params string[] texts) => Act($"should not show {Quoted(texts)}", () =>
    {
        foreach (var unwanted in texts.Where(Shows))
            throw recorder.Fail($"the page shows \"{unwanted}\"", $"no \"{unwanted}\"", Nearest.To(unwanted, tab), tab.Where);
        return Task.CompletedTask;
    });

    /// <summary>Fails unless every script, style sheet and image of the page loads; those of other sites included.</summary>
    public Task<Page> ShouldBeComplete() => Act("should be complete", async () =>
    {
        var missing = new List<string>();
        foreach (var part in PageParts.Of(tab.Document))
            if (await visitor.Send(new Request(HttpMethod.Get, part, From: Address)) is { } answer && (int)answer.Status >= 400)
                missing.Add($"{part.PathAndQuery} answered {answer.Said}");
        if (missing.Count > 0)
            throw recorder.Fail($"the page is not complete: {missing[0]}", "every script, style sheet and image", string.Join('\n', missing), tab.Where);
    });

    private async Task<Page> Act(string name, Func<Task> act) => await recorder.Take(name, async _ => { await act(); return this; });

    private bool Shows(string text) => tab.Text.Replace('\n', ' ').Contains(VisibleText.Tidy(text).Replace('\n', ' '), StringComparison.Ordinal);

    private Task Press(IElement button)
    {
        if (button.HasAttribute("disabled"))
            throw recorder.Fail($"the button \"{Finding.Called(button)}\" is disabled", "a button that can be pressed", button.OuterHtml, tab.Where);
        var form = (button as IHtmlButtonElement)?.Form ?? (button as IHtmlInputElement)?.Form;
        return form is null
            ? throw recorder.Fail($"the button \"{Finding.Called(button)}\" belongs to no form: only a script could act on it", page: tab.Where)
            : tab.Send(form, button);
    }

    private Task Send(IHtmlInputElement field) => field.Form is { } form
        ? tab.Send(form, CommonForms.Submitter(form))
        : throw recorder.Fail($"\"{Finding.Called(field)}\" stands in no form: only a script could send it", page: tab.Where);

    private void SetAll(object fields)
    {
        foreach (var property in fields.GetType().GetProperties())
            Set(property.Name, property.GetValue(fields)?.ToString() ?? "");
    }

    private void Set(string field, string value)
    {
        var element = tab.One(Finding.Fields, "field", field);
        if (element.HasAttribute("disabled") || element.HasAttribute("readonly"))
            throw recorder.Fail($"the field \"{field}\" cannot be filled", "a field that can be filled", element.OuterHtml, tab.Where);
        if (Filling.Refusal(element, value) is { } refusal)
            throw recorder.Fail($"the field \"{field}\" has no choice \"{value}\"", $"\"{value}\" among the choices", refusal, tab.Where);
    }

    /// <summary>Where a link leads, by the page's base address.</summary>
    private static string Target(IElement link) => (link as IUrlUtilities)?.Href ?? link.GetAttribute("href")!;

    private static string Quoted(string[] texts) => string.Join(", ", texts.Select(t => $"\"{t}\""));
}
