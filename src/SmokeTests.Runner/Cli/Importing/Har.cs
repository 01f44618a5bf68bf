using System.Text.Json;
using System.Text.Json.Nodes;

namespace SmokeTests.Runner.Cli.Importing;

/// <summary>
/// An HTTP archive (http://www.softwareishard.com/blog/har-12-spec/) as one journey: the pages that were opened, the forms
/// that were sent, the calls of its scripts. Pictures, styles and scripts, and what other hosts answered, are left out.
/// </summary>
internal static class Har
{
    public static IReadOnlyList<Draft> Read(string text, string name)
    {
        JsonArray? entries;
        try
        {
            entries = JsonNode.Parse(text)?["log"]?["entries"] as JsonArray;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException(e.Message, e);
        }
        if (entries is null)
            throw new InvalidDataException("holds no log.entries: it is no HTTP archive.");
        var calls = entries.OfType<JsonObject>().Select(Call.Of).OfType<Call>().ToArray();
        var site = calls.FirstOrDefault(c => c.IsPage)?.Address.Authority
            ?? throw new InvalidDataException("holds no page that was opened.");
        var draft = new Draft(name, "It works") { Every = "5m" };
        var opened = false;
        var redirected = false;
        foreach (var call in calls.Where(c => c.Address.Authority == site))
        {
            // A browser has followed it by itself, and so do pages.
            var followed = redirected;
            redirected = call.Status is >= 300 and < 400;
            if (!followed || !call.IsPage)
                Take(draft, call, ref opened);
        }
        if (!draft.Lines.Any(l => l.Contains("Should", StringComparison.Ordinal)))
            draft.Notes.Add("Say what proves that it worked: await page.ShouldShow(\"Thank you\");");
        return [draft];
    }

    private static void Take(Draft draft, Call call, ref bool opened)
    {
        var address = call.Address.PathAndQuery;
        if (call.IsPage && call.Method == "GET")
        {
            draft.Secrets.LearnAddress(call.Address.OriginalString);
            draft.Lines.Add(opened ? $"await page.Open({Drafts.Quote(address)});" : $"var page = await Open({Drafts.Quote(address)});");
            opened = true;
        }
        else if (call.Fields is { } fields && opened)
            Calls.Form(draft, fields, address, "An archive");
        else if (call.IsData)
        {
            foreach (var (name, value) in call.Headers)
                draft.Secrets.Learn(name, value);
            Calls.Request(draft, "ApiOfVisitor", call.Method, address,
                call.Headers.Where(h => !h.Name.Equals("cookie", StringComparison.OrdinalIgnoreCase)), call.Body, call.Type);
            draft.Lines.Add($"{Calls.Last(draft)}.ShouldHaveStatus({call.Status});");
        }
    }

    private sealed record Call(string Method, Uri Address, int Status, string Answered, (string Name, string Value)[] Headers, string? Body,
        string? Type, (string Name, string Value)[]? Fields)
    {
        public bool IsPage => (Answered.StartsWith("text/html", StringComparison.Ordinal) || Status is >= 300 and < 400) && !IsData;

        public bool IsData =>
            Answered.StartsWith("application/json", StringComparison.Ordinal)
            || Type?.StartsWith("application/json", StringComparison.Ordinal) == true;

        public static Call? Of(JsonObject entry)
        {
            if (entry["request"] is not JsonObject request || entry["response"] is not JsonObject response
                || !Uri.TryCreate($"{request["url"]}", UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                return null;
            var post = request["postData"] as JsonObject;
            var type = post is null ? null : $"{post["mimeType"]}";
            var isForm = type?.StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal) == true;
            return new Call($"{request["method"]}".ToUpperInvariant(), address,
                int.TryParse($"{response["status"]}", out var status) ? status : 0, $"{(response["content"] as JsonObject)?["mimeType"]}",
                Pairs(request["headers"]), isForm ? null : post?["text"]?.ToString(), type,
                isForm ? Pairs(post!["params"]) is { Length: > 0 } listed ? listed : Decoded($"{post["text"]}") : null);
        }

        private static (string, string)[] Pairs(JsonNode? list) =>
            (list as JsonArray)?.OfType<JsonObject>().Select(p => ($"{p["name"]}", $"{p["value"]}")).ToArray() ?? [];

        private static (string, string)[] Decoded(string form) =>
            [.. form.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2))
                .Select(p => (System.Net.WebUtility.UrlDecode(p[0]), System.Net.WebUtility.UrlDecode(p.ElementAtOrDefault(1) ?? "")))];
    }
}
