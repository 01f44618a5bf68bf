namespace SmokeTests.Runner.Cli.Importing;

/// <summary>What all formats have in common: a request, and what is expected of its answer.</summary>
internal static class Calls
{
    private static readonly string[] Secretive = ["authorization", "cookie", "x-api-key", "api-key", "apikey", "x-auth-token", "proxy-authorization"];
    private static readonly string[] OfTheClient = ["host", "content-length", "user-agent", "accept-encoding", "connection", "content-type", "accept", "referer", "origin", "priority", "upgrade-insecure-requests", "accept-language", "cache-control", "pragma"];

    /// <summary>A request that is no plain page: by the API's client, with its headers and its body. What is secret is not copied.</summary>
    public static void Request(Draft draft, string client, string method, string address, IEnumerable<(string Name, string Value)> headers, string? body, string? type)
    {
        var request = $"new RestRequest({Drafts.Quote(address)}, Method.{char.ToUpperInvariant(method[0])}{method[1..].ToLowerInvariant()})";
        foreach (var (name, value) in headers.Where(h => !h.Name.StartsWith(':') && !h.Name.StartsWith("sec-", StringComparison.OrdinalIgnoreCase) && !OfTheClient.Contains(h.Name, StringComparer.OrdinalIgnoreCase)))
            if (IsSecret(name))
            {
                draft.Notes.Add($"The header {name} is not copied: put its value into the settings' secrets.");
                request += $".AddHeader({Drafts.Quote(name)}, Secret({Drafts.Quote(name.ToLowerInvariant())}).Reveal())";
            }
            else
                request += $".AddHeader({Drafts.Quote(name)}, {Drafts.Quote(value)})";
        if (!string.IsNullOrEmpty(body))
            request += $".AddStringBody({Drafts.Quote(body)}, {Drafts.Quote(type ?? (body.TrimStart() is ['{' or '[', ..] ? "application/json" : "text/plain"))})";
        draft.Lines.Add($"var answer{Number(draft)} = await {client}.ExecuteAsync({request}, Stop);");
    }

    /// <summary>The variable of the last answer.</summary>
    public static string Last(Draft draft) => $"answer{(Asked(draft) <= 1 ? "" : $"{Asked(draft)}")}";

    public static bool IsSecret(string name) => Secretive.Contains(name, StringComparer.OrdinalIgnoreCase) || name.Contains("token", StringComparison.OrdinalIgnoreCase) || name.Contains("secret", StringComparison.OrdinalIgnoreCase) || name.Contains("password", StringComparison.OrdinalIgnoreCase);

    private static string Number(Draft draft) => Asked(draft) == 0 ? "" : $"{Asked(draft) + 1}";

    private static int Asked(Draft draft) => draft.Lines.Count(l => l.StartsWith("var answer", StringComparison.Ordinal));
}
