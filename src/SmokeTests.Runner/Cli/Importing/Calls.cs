namespace SmokeTests.Runner.Cli.Importing;

/// <summary>What all formats have in common: a request, and what is expected of its answer.</summary>
internal static class Calls
{
    private static readonly string[] Methods = ["Get", "Post", "Put", "Delete", "Head", "Options", "Patch", "Merge", "Copy", "Search"];
    private static readonly string[] OfTheClient = ["host", "content-length", "user-agent", "accept-encoding", "connection", "content-type",
        "accept", "referer", "origin", "priority", "upgrade-insecure-requests", "accept-language", "cache-control", "pragma"];

    /// <summary>
    /// A request that is no plain page: by the API's client, with its headers and its body. What is secret is not copied.
    /// </summary>
    public static void Request(Draft draft, string client, string method, string address, IEnumerable<(string Name, string Value)> headers,
        string? body, string? type)
    {
        draft.Secrets.LearnAddress(address);
        if (body is not null)
            draft.Secrets.LearnBody(body);
        var request = $"new RestRequest({Drafts.Quote(address)}, Method.{Known(draft, method)})";
        foreach (var (name, value) in headers.Where(h => !h.Name.StartsWith(':')
            && !h.Name.StartsWith("sec-", StringComparison.OrdinalIgnoreCase)
            && !OfTheClient.Contains(h.Name, StringComparer.OrdinalIgnoreCase)))
            if (draft.Secrets.Learn(name, value))
            {
                draft.Notes.Add($"The header {name} is not copied: put its value into the settings' secrets.");
                request += $".AddHeader({Drafts.Quote(name)}, Secret({Drafts.Quote(name.ToLowerInvariant())}).Reveal())";
            }
            else
                request += $".AddHeader({Drafts.Quote(name)}, {Drafts.Quote(value)})";
        if (!string.IsNullOrEmpty(body))
            request += $".AddStringBody({Drafts.Quote(body)}, "
                + $"{Drafts.Quote(type ?? (body.TrimStart() is ['{' or '[', ..] ? "application/json" : "text/plain"))})";
        draft.Lines.Add($"var answer{Number(draft)} = await {client}.ExecuteAsync({request}, Stop);");
    }

    /// <summary>As RestSharp calls it: what stands in a file becomes code.</summary>
    private static string Known(Draft draft, string method)
    {
        if (Array.Find(Methods, m => m.Equals(method, StringComparison.OrdinalIgnoreCase)) is { } known)
            return known;
        draft.Notes.Add($"The method '{method}' is not known: Get stands in its place.");
        return Methods[0];
    }

    /// <summary>What is asked for: a plain page is opened, anything else is a request.</summary>
    /// <param name="status">What it has to answer; null where nothing is said of it.</param>
    public static Answer Ask(Draft draft, string method, string address, IReadOnlyList<(string Name, string Value)> headers, string? body,
        string? type, int? status)
    {
        if (method.Equals("GET", StringComparison.OrdinalIgnoreCase) && string.IsNullOrEmpty(body) && headers.Count == 0)
        {
            draft.Secrets.LearnAddress(address);
            draft.Lines.Add($"var page = await Open({Drafts.Quote(address)}{(status is null or 200 ? "" : $", status: {status}")});");
            return new Answer(true, "page");
        }
        Request(draft, "Api", method, address, headers, body, type);
        if (status is not null)
            draft.Lines.Add($"{Last(draft)}.ShouldHaveStatus({status});");
        return new Answer(false, Last(draft));
    }

    /// <summary>A form that was sent: what was typed into it, without what is secret or comes with the page.</summary>
    /// <param name="source">What it was recorded in.</param>
    public static void Form(Draft draft, IReadOnlyList<(string Name, string Value)> fields, string address, string source)
    {
        draft.Secrets.LearnAddress(address);
        foreach (var (name, value) in fields)
            draft.Secrets.Learn(name, value);
        if (fields.Any(f => f.Name.Contains("password", StringComparison.OrdinalIgnoreCase)))
        {
            draft.Notes.Add("The log-in that was recorded is not copied: put it into the settings' accounts, as \"user\".");
            draft.Lines.Add("await page.LogIn(Account(\"user\"));");
            return;
        }
        foreach (var (name, value) in fields.Where(f => !f.Name.StartsWith("__", StringComparison.Ordinal)
            && !f.Value.Contains("{{", StringComparison.Ordinal) && !RecordedSecrets.IsSecret(f.Name)))
            draft.Lines.Add($"await page.Fill({Drafts.Quote(name)}, {Drafts.Quote(value)});");
        draft.Notes.Add($"{source} does not say which button sent the form to {address}: put its name in the place of \"Send\".");
        draft.Lines.Add("await page.Press(\"Send\");");
    }

    /// <summary>The variable of the last answer.</summary>
    public static string Last(Draft draft) => $"answer{(Asked(draft) <= 1 ? "" : $"{Asked(draft)}")}";

    private static string Number(Draft draft) => Asked(draft) == 0 ? "" : $"{Asked(draft) + 1}";

    private static int Asked(Draft draft) => draft.Lines.Count(l => l.StartsWith("var answer", StringComparison.Ordinal));
}
