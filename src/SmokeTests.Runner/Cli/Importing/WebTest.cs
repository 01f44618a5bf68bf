using System.Xml;
using System.Xml.Linq;

namespace SmokeTests.Runner.Cli.Importing;

/// <summary>
/// Visual Studio's web tests, which Azure's multi-step availability tests ran: requests with what is expected of them, as one
/// journey.
/// </summary>
internal static class WebTest
{
    public static IReadOnlyList<Draft> Read(string text, string name)
    {
        XDocument document;
        try
        {
            document = XDocument.Parse(text);
        }
        catch (XmlException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
        if (document.Root?.Name.LocalName != "WebTest")
            throw new InvalidDataException("is no web test: its first element is not WebTest.");
        var draft = new Draft((string?)document.Root.Attribute("Name") is { Length: > 0 } own ? own : name, "It works") { Every = "5m" };
        var opened = false;
        foreach (var request in document.Descendants().Where(e => e.Name.LocalName == "Request"))
            Take(draft, request, ref opened);
        if (document.Descendants().Any(e => e.Name.LocalName == "ExtractionRule"))
            draft.Notes.Add("Extraction rules are not needed: hidden fields go along with their forms. What else was extracted is to "
                + "be written by hand.");
        return [draft];
    }

    private static void Take(Draft draft, XElement request, ref bool opened)
    {
        var (method, url) = ((string?)request.Attribute("Method") ?? "GET", (string?)request.Attribute("Url") ?? "");
        var query = string.Join('&',
            request.Descendants().Where(e => e.Name.LocalName == "QueryStringParameter")
                .Select(p => $"{Uri.EscapeDataString((string?)p.Attribute("Name") ?? "")}="
                    + $"{Uri.EscapeDataString((string?)p.Attribute("Value") ?? "")}"));
        var address = query.Length == 0 ? url : $"{url}{(url.Contains('?') ? '&' : '?')}{query}";
        draft.Secrets.LearnAddress(address);
        var status = (string?)request.Attribute("ExpectedHttpStatusCode") is { Length: 3 } expected and not "200"
            && expected.All(char.IsAsciiDigit) ? expected : null;
        var fields = request.Descendants().Where(e => e.Name.LocalName == "FormPostParameter")
            .Select(p => (Name: (string?)p.Attribute("Name") ?? "", Value: (string?)p.Attribute("Value") ?? "")).ToArray();
        if (fields.Length > 0 && opened)
            Calls.Form(draft, fields, address, "A web test");
        else if (method.Equals("GET", StringComparison.OrdinalIgnoreCase))
        {
            draft.Lines.Add($"{(opened ? "await page.Open(" : "var page = await Open(")}{Drafts.Quote(address)}"
                + $"{(status is null ? "" : $", status: {status}")});");
            opened = true;
        }
        else
        {
            var body = request.Descendants().FirstOrDefault(e => e.Name.LocalName == "StringHttpBody");
            Calls.Request(draft, "Api", method, address, [], body is null ? null : Text(body), (string?)body?.Attribute("ContentType"));
            draft.Lines.Add($"{Calls.Last(draft)}.ShouldHaveStatus({status ?? "200"});");
        }
        foreach (var rule in request.Descendants().Where(e => e.Name.LocalName == "ValidationRule"))
            Rule(draft, rule, opened);
    }

    private static void Rule(Draft draft, XElement rule, bool opened)
    {
        var parameters = rule.Descendants().Where(e => e.Name.LocalName == "RuleParameter")
            .ToDictionary(p => (string?)p.Attribute("Name") ?? "", p => (string?)p.Attribute("Value") ?? "",
                StringComparer.OrdinalIgnoreCase);
        var kind = ((string?)rule.Attribute("Classname") ?? "").Split(',')[0].Split('.')[^1];
        if (kind == "ValidationRuleFindText" && opened && parameters.GetValueOrDefault("FindText") is { Length: > 0 } text
            && parameters.GetValueOrDefault("UseRegularExpression") is not "True")
            draft.Lines.Add($"await page.Should{(parameters.GetValueOrDefault("PassIfTextFound") is "False" ? "Not" : "")}Show("
                + $"{Drafts.Quote(text)});");
        else if (kind is not ("ValidateResponseUrl" or "ValidationRuleResponseTimeGoal"))
            draft.Notes.Add($"The rule {kind} is to be written by hand.");
    }

    /// <summary>Bodies are kept as base 64 of UTF-16.</summary>
    private static string Text(XElement body)
    {
        try
        {
            return System.Text.Encoding.Unicode.GetString(Convert.FromBase64String(body.Value));
        }
        catch (FormatException)
        {
            return body.Value;
        }
    }
}
