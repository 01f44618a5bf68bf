using SmokeTests.Addresses;
using SmokeTests.Arguments;
using SmokeTests.PageModel;
using SmokeTests.Pages;
using SmokeTests.Recording;

namespace SmokeTests;

/// <summary>
/// A page as a visitor has it before her, like a tab of a browser: every word acts on the page that is shown now and
/// leaves the tab on the next one. The words are the same over HTTP (<see cref="HttpPage"/>) and in a real browser. Each
/// is a step of its own, named and timed; what was not found is said together with what was there instead.
/// </summary>
/// <remarks>
/// Fields, buttons and links are found as people find them: by label or text, accessible name, placeholder, then name or
/// id. A text that begins with <c>#</c>, <c>.</c> or <c>[</c> is a CSS selector. In a browser each word waits for what it
/// needs (5 s by default; <c>browser.patience</c> in the settings). Every word throws <see cref="JourneyFailedException"/>
/// where the page is not as it should be.
/// </remarks>
public abstract class Page
{
    private readonly Tab tab;
    private readonly Recorder recorder;

    private protected Page(Tab tab, Recorder recorder) => (this.tab, this.recorder) = (tab, recorder);

    /// <summary>The address that the tab shows, after redirects.</summary>
    public Uri Address => tab.Address;

    /// <summary>The text as people see it: no scripts, nothing hidden, white space folded, a line for each block.</summary>
    public async Task<string> ReadText() => (await tab.Look()).Text;

    /// <summary>
    /// Goes to an address: relative to the page, or to the environment's site. A status of 400 or more fails the step, and so does what
    /// a browser would save: that is for <see cref="ShouldDownload(string, byte[])"/>.
    /// </summary>
    /// <param name="address">For example <c>/books/dune</c>.</param>
    /// <param name="status">The status to expect instead, such as 404.</param>
    public Task<Page> Open(string address, int? status = null) => Move($"open {address}", () =>
    {
        if (address is null)
            Given.Something(address, "an address");
        return tab.Open(address!, status);
    });

    /// <summary>Loads the page again.</summary>
    public Task<Page> Reload() => Act("reload", tab.Reload);

    /// <summary>Follows the link with that text.</summary>
    public Task<Page> Follow(string link) => Move($"follow \"{link}\"", () => FollowOne(link));

    /// <summary>Fills one field.</summary>
    /// <param name="field">The field as a person would call it.</param>
    /// <param name="value">The text; the option's text or value in a list; <c>true</c> or <c>false</c> for a check box.</param>
    public Task<Page> Fill(string field, string value) => Act($"fill \"{field}\"", () => Set(field, value));

    /// <summary>Fills one field with a secret, which is written nowhere.</summary>
    /// <inheritdoc cref="Fill(string, string)"/>
    public Task<Page> Fill(string field, Secret value) => Fill(field, value?.Reveal() ?? "");

    /// <summary>Fills a field for each property: <c>Fill(new { Title = "Dune", Stars = 5 })</c>.</summary>
    /// <param name="fields">An object; a property's name is the field's, with <c>_</c> for a space.</param>
    public Task<Page> Fill(object fields) => Act("fill the form", () => SetAll(fields));

    /// <summary>Presses the button with that text and goes where its form leads.</summary>
    public Task<Page> Press(string button) => Move($"press \"{button}\"", () => PressOne(button));

    /// <summary>Fills a field for each property and presses the button: a form in one line.</summary>
    /// <param name="button">The button as a person would call it.</param>
    /// <param name="fields">As in <see cref="Fill(object)"/>.</param>
    public Task<Page> Submit(string button, object? fields = null) => Move($"submit \"{button}\"", async () =>
    {
        if (fields is not null)
            await SetAll(fields);
        await PressOne(button);
    });

    /// <summary>
    /// Searches with the page's own search form: a field of <c>type=search</c>, one in a part with <c>role=search</c>, one named
    /// q, s, query, search or term, or one that is called so. A page that only repeats the words ("No results for dune") has not
    /// found them: for <see cref="ShouldShow"/> they count where results stand (a link to another page, the beginning of an item, a row,
    /// a lower heading), not in a sentence, in the page's own heading, in quotes or in a link that searches again.
    /// </summary>
    public Task<Page> Search(string words) => Act($"search for \"{words}\"", async () =>
    {
        var field = await tab.Until(async () =>
        {
            var fields = await tab.Parts(Kind.Fields);
            var one = CommonForms.SearchField(fields);
            return (one!, one is null
                ? Finding.Missing("no search form", "a field of type search, or one named q, s, query, search or term", fields) : null);
        });
        recorder.Note($"in the field \"{field.Called}\"");
        var before = tab.Requested;
        await tab.Set(field, words);
        await tab.Send(field);
        tab.Search = new Searched(words, field.Name, tab.Requested == before ? null : tab.Requested);
    });

    /// <summary>
    /// Fills the log-in form (the one with a password field, on one page or on two), sends it, answers a one-time code where
    /// the account has a TOTP seed, and fails if the site still asks to log in. A visitor who is logged in already, and meets no
    /// form, but a way to log out: that is well where she is this user, and a failure that says who she is where she is another.
    /// </summary>
    public Task<Page> LogIn(Account account) => Move("log in", async () =>
    {
        ArgumentNullException.ThrowIfNull(account);
        var asked = tab.Address;
        await new LoggingIn(tab, recorder, account).Go();
        tab.Users.Add(asked, account.User);
        tab.Users.Add(tab.Address, account.User);
    });

    /// <summary>
    /// Presses or follows "Log out", "Sign out" or their like; in a browser also in a menu that opens where one points at it.
    /// </summary>
    public Task<Page> LogOut() => Move("log out", async () =>
    {
        var here = tab.Address;
        await new LoggingOut(tab, recorder).Go();
        tab.Users.Remove(here);
    });

    /// <summary>Chooses a file in a file field and sends its form.</summary>
    /// <param name="field">The field as a person would call it.</param>
    /// <param name="file">A path; a relative one stands beside the suite's assembly.</param>
    public Task<Page> Upload(string field, string file) => Move($"upload {Path.GetFileName(file)}", () => Send(field, ChosenFile.At(file)));

    /// <summary>Chooses a file that exists in memory alone and sends its form.</summary>
    /// <param name="field">The field as a person would call it.</param>
    /// <param name="name">The file's name, as the site will see it.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="type">Its content type; by default what the name's extension says.</param>
    public Task<Page> Upload(string field, string name, byte[] content, string? type = null) =>
        Move($"upload {name}", () => Send(field, new ChosenFile(name, type ?? ChosenFile.TypeOf(name), content)));

    /// <summary>Chooses files in a file field, and leaves the form to be sent by <see cref="Press"/>.</summary>
    /// <inheritdoc cref="Upload(string, string)" path="/param[@name='field']"/>
    /// <param name="field">The field as a person would call it.</param>
    /// <param name="files">Paths; relative ones stand beside the suite's assembly.</param>
    public Task<Page> Attach(string field, params string[] files) => Act($"attach {string.Join(", ", files.Select(Path.GetFileName))}",
        async () =>
        {
            var part = await tab.One(Kind.Files, field);
            tab.Form = part.Form;
            await tab.Attach(part, [.. files.Select(ChosenFile.At)]);
        });

    /// <summary>
    /// Fails unless the page shows each text, as people see it: not in scripts, not hidden, however spaced, and not merely
    /// as a repetition of what was searched for.
    /// </summary>
    public Task<Page> ShouldShow(params string[] texts) => Act($"should show {Quoted(texts)}", () =>
    {
        Given.Texts(texts);
        return tab.Until(async () => (true, await tab.Shows(texts)));
    });

    /// <summary>
    /// Fails if the page shows any of the texts, wherever: also where it only repeats what was searched for. In a browser it may
    /// take a moment to go away.
    /// </summary>
    public Task<Page> ShouldNotShow(params string[] texts) => Act($"should not show {Quoted(texts)}", () =>
    {
        Given.Texts(texts);
        return tab.Prove(page => texts.Select(text => Proofs.ShowsNot(page, text)).FirstOrDefault(wrong => wrong is not null));
    });

    /// <summary>Loads the page again, once a second, until it shows the text: for work that takes time.</summary>
    /// <param name="text">What it should show in the end.</param>
    /// <param name="within">How long that may take, such as <c>30s</c>, which is the default.</param>
    public Task<Page> EventuallyShows(string text, string within = "30s") => Act($"eventually shows \"{text}\"", () =>
    {
        Given.Texts([text]);
        return tab.Eventually(text, Waiting.Of(within));
    });

    /// <summary>Fails unless the page's title holds the text.</summary>
    public Task<Page> ShouldHaveTitle(string text) => Act($"should have the title \"{text}\"", () =>
    {
        Given.Something(text, "a part of the title");
        return tab.Prove(page => Proofs.Titled(page, text));
    });

    /// <summary>Fails unless the tab is at that address: a path (the query does not matter), a path with its query, or the whole.</summary>
    public Task<Page> ShouldBeAt(string address) => Act($"should be at {address}", () =>
    {
        Given.Something(address, "an address");
        return tab.Prove(page => Proofs.At(page, address));
    });

    /// <summary>Fails unless the page holds so many elements that can be seen.</summary>
    /// <param name="selector">A CSS selector, such as <c>.result</c>.</param>
    /// <param name="least">At least so many; 1 by default.</param>
    /// <param name="most">At most so many; any number by default.</param>
    public Task<Page> ShouldHave(string selector, int least = 1, int? most = null) => Act($"should have {selector}",
        () =>
        {
            Given.Something(selector, "a selector");
            Given.Numbers(least, most);
            return tab.Until(async () =>
            {
                var found = await tab.Count(selector);
                return (found, Proofs.Counted(selector, found, least, most)
                    ?? (found == 0 ? Proofs.Something(await tab.Look(), $"a page with {Proofs.Number(least, most)} of {selector}") : null));
            });
        });

    /// <summary>
    /// Fails unless a field holds that value now: as it came with the page, was filled in, or was set by a script. What stands in
    /// fields is no text of the page, so <see cref="ShouldShow"/> does not see it.
    /// </summary>
    /// <param name="field">The field as a person would call it.</param>
    /// <param name="value">
    /// The whole value; of a list the chosen option's text or value (several with <c>, </c> between them); of radio buttons the chosen
    /// one's label or value; of a check box <c>true</c> or <c>false</c>; of a file field the file's name.
    /// </param>
    public Task<Page> ShouldHaveValue(string field, string value) =>
        Act($"should have the value \"{value}\" in \"{field}\"", () => tab.Until(async () =>
    {
        Given.Something(field, "the name of a field");
        var (one, wrong) = await tab.OneNow(Kind.Fields, field);
        return (one, wrong ?? Proofs.HasValue(one!, value));
    }));

    /// <summary>Fails unless the page came with that header.</summary>
    /// <param name="name">The header's name.</param>
    /// <param name="value">A part of its value; by default it need only be there.</param>
    public Task<Page> ShouldHaveHeader(string name, string value = "") => Act($"should have the header {name}", () => tab.Prove(_ =>
        tab.Header(name) is { } came && came.Contains(value, StringComparison.OrdinalIgnoreCase) ? null
            : new Complaint($"the header {name} is not right", value.Length == 0 ? $"a header {name}" : $"{name}: {value}",
                tab.Header(name) is { } other ? $"{name}: {other}" : "no such header")));

    /// <summary>Fails unless the page came as that content type, such as <c>application/pdf</c>.</summary>
    public Task<Page> ShouldBeOfType(string type) => Act($"should be of type {type}", () =>
    {
        Given.Something(type, "a content type");
        return tab.Prove(page => Proofs.OfType(page, type));
    });

    /// <summary>
    /// Fails unless every script, style sheet and image that a browser loads to show the page is there, as far as it comes from the
    /// environment's own origins: its site, its API, what <c>origins</c> names. Parts of other origins do not fail it; over HTTP they
    /// are not asked for, in a browser those are not that <c>block</c> names. What scripts and style sheets load in turn (pictures and
    /// fonts of a style sheet, say) counts in a browser alone.
    /// </summary>
    public Task<Page> ShouldBeComplete() => Act("should be complete", () => tab.Until(async () =>
    {
        var lacks = await tab.Lacks();
        return (lacks, lacks.Count == 0 ? null
            : new Complaint($"the page is not complete: {lacks[0]}", "every script, style sheet and image", string.Join('\n', lacks)));
    }));

    /// <summary>
    /// Fails unless every link of the page to the same site answers below 400. Links to a place on the same page need no asking;
    /// links that log out, by their name or by their address, are left alone.
    /// </summary>
    /// <param name="most">At most so many different links are asked, four at a time; 50 by default.</param>
    public Task<Page> ShouldHaveWorkingLinks(int most = 50) => Act("should have working links", async () =>
    {
        var targets = (await tab.Parts(Kind.Links)).Where(l => CommonForms.WayOut([l]) is null).Select(l => l.Target)
            .OfType<string>().Distinct().ToArray();
        var here = new Uri(Address.GetLeftPart(UriPartial.Query));
        var links = targets.Select(t => HttpAddress.Parse(t) is { } address ? (address with { Fragment = "" }).ToUri() : null).OfType<Uri>()
            .Where(a => a.Scheme is "http" or "https" && a.Authority == Address.Authority && a != here && !WayOutAddresses.IsOne(a))
            .Distinct().Take(most).ToArray();
        var broken = new System.Collections.Concurrent.ConcurrentBag<string>();
        await Parallel.ForEachAsync(links, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (link, _) =>
        {
            if (await tab.Ask(link) is var status and (< 200 or >= 400))
                broken.Add($"{link.PathAndQuery} answered {status}");
        });
        if (targets.Length == 0)
            await tab.Prove(page => Proofs.Something(page, "links that work"));
        recorder.Note($"{links.Length} links" + LinkTarget.Others(targets));
        if (broken.Order().FirstOrDefault() is { } first)
            throw await tab.Fail(new Complaint($"the page has a broken link: {first}", $"{links.Length} links that work",
                string.Join('\n', broken.Order())));
    });

    /// <summary>Fails unless a link leads to exactly these bytes: what was uploaded comes back unharmed.</summary>
    /// <param name="link">The link as a person would call it, or an address that begins with <c>/</c> or <c>http</c>.</param>
    /// <param name="file">The file to compare with; a relative path stands beside the suite's assembly.</param>
    public Task<Page> ShouldDownload(string link, string file) => Act($"should download \"{link}\"", async () =>
        await Compare(await Reach(link), ChosenFile.At(file).Bytes));

    /// <inheritdoc cref="ShouldDownload(string, string)"/>
    /// <param name="link">The link as a person would call it, or an address that begins with <c>/</c> or <c>http</c>.</param>
    /// <param name="content">The bytes to compare with.</param>
    public Task<Page> ShouldDownload(string link, byte[] content) =>
        Act($"should download \"{link}\"", async () => await Compare(await Reach(link), content));

    /// <summary>A word that leaves the page as it is, or shows it again.</summary>
    private protected async Task<Page> Act(string name, Func<Task> act) =>
        await recorder.Take(name, async _ => { await act(); return this; });

    /// <summary>A word that leads elsewhere: what was searched for is left behind.</summary>
    private Task<Page> Move(string name, Func<Task> act) => Act(name, () =>
    {
        tab.Search = null;
        return act();
    });

    private async Task FollowOne(string link)
    {
        var part = await tab.One(Kind.Links, link);
        if (LinkTarget.LeadsToNoPage(part, tab.RunsScripts) is { } wrong)
            throw await tab.Fail(wrong);
        await tab.Follow(part);
    }

    private async Task PressOne(string button)
    {
        var part = await tab.One(Kind.Buttons, button);
        if (part.Disabled)
            part = await tab.Until(async () =>
            {
                var (again, wrong) = await tab.OneNow(Kind.Buttons, button, tab.Form);
                return (again!, wrong
                    ?? (again!.Disabled ? new Complaint($"the button \"{again.Called}\" is disabled", "a button that can be pressed",
                        again.Short) : null));
            });
        if (LinkTarget.LeadsToNoPage(part, tab.RunsScripts) is { } noPage)
            throw await tab.Fail(noPage);
        tab.Form = -1;
        await tab.Press(part);
    }

    private async Task SetAll(object fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        foreach (var property in fields.GetType().GetProperties())
            await Set(property.Name.Replace('_', ' '), property.GetValue(fields) switch
            {
                Secret secret => secret.Reveal(),
                IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
                var value => value?.ToString() ?? "",
            });
    }

    private async Task Set(string field, string value)
    {
        var part = await tab.One(Kind.Fields, field);
        if (part.Type == "file")
            throw new CheckBrokenException($"\"{field}\" is a file field: use Upload or Attach.");
        if (part.Disabled || part.ReadOnly)
            throw await tab.Fail(new Complaint($"the field \"{field}\" cannot be filled", "a field that can be filled", part.Short));
        tab.Form = part.Form;
        if (await tab.Set(part, value) is { } refused)
            throw await tab.Fail(new Complaint($"the field \"{field}\" {refused.Problem}", refused.Expected, refused.Actual));
    }

    private async Task Send(string field, ChosenFile file)
    {
        var part = await tab.One(Kind.Files, field);
        await tab.Attach(part, [file]);
        await tab.Send(part);
    }

    private async Task<Fetched> Reach(string link)
    {
        Given.Something(link, "a link or an address");
        var address = link;
        if (!link.StartsWith('/') && !link.StartsWith("http", StringComparison.Ordinal))
        {
            var part = await tab.One(Kind.Links, link);
            address = part.Target ?? throw await tab.Fail(new Complaint($"the link \"{part.Called}\" has no address", "a link to a file",
                part.Short));
            if (DataAddress.Read(address) is var (type, bytes))
                return new Fetched(tab.Address, 200, type, bytes);
            if (LinkTarget.LeadsToNoPage(part, scripts: false) is { } wrong)
                throw await tab.Fail(wrong);
        }
        var answer = await tab.Fetch(new Uri(Address, address));
        return answer.Status is >= 200 and < 400 ? answer
            : throw await tab.Fail(new Complaint($"{answer.Address.AbsolutePath} answered {answer.Status}", "a file", $"{answer.Status}"));
    }

    private async Task Compare(Fetched answer, byte[] wanted)
    {
        if (answer.Body.AsSpan().SequenceEqual(wanted))
            return;
        var same = answer.Body.AsSpan().CommonPrefixLength(wanted);
        throw await tab.Fail(new Complaint($"{answer.Address.AbsolutePath} is not what it should be", $"{wanted.Length} bytes",
            $"{answer.Body.Length} bytes ({answer.Type}), different from byte {same + 1} on"));
    }

    private static string Quoted(string[]? texts) => texts is null ? "nothing" : string.Join(", ", texts.Select(t => $"\"{t}\""));
}
