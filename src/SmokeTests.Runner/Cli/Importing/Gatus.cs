using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SmokeTests.Runner.Cli.Importing;

/// <summary>Gatus's <c>config.yaml</c>: its endpoints and their conditions (https://github.com/TwiN/gatus#conditions).</summary>
internal static partial class Gatus
{
    public static IReadOnlyList<Draft> Read(string text)
    {
        var yaml = new YamlStream();
        try
        {
            yaml.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new InvalidDataException($"line {e.Start.Line}: {e.InnerException?.Message ?? e.Message}", e);
        }
        return yaml.Documents is [var document, ..] && document.RootNode is YamlMappingNode root
            && Child(root, "endpoints") is YamlSequenceNode endpoints
            ? [.. endpoints.OfType<YamlMappingNode>().Select(Endpoint)] : throw new InvalidDataException("holds no endpoints.");
    }

    private static Draft Endpoint(YamlMappingNode endpoint)
    {
        var (name, url) = (Text(endpoint, "name") ?? "It works", Text(endpoint, "url") ?? "");
        var conditions = (Child(endpoint, "conditions") as YamlSequenceNode)?.OfType<YamlScalarNode>().Select(c => c.Value ?? "")
            .ToArray() ?? [];
        var draft = new Draft(Text(endpoint, "group") ?? "Gatus", name)
        {
            Every = Text(endpoint, "interval") ?? "1m",
            Budget = conditions.Select(c => ResponseTime().Match(c)).FirstOrDefault(m => m.Success) is { } time
                ? $"{time.Groups[1].Value}ms" : null,
            Skip = Text(endpoint, "enabled") == "false" ? "not enabled in Gatus" : null,
        };
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) && Child(endpoint, "dns") is null)
        {
            draft.Notes.Add($"'{url}' is no address.");
            return draft;
        }
        if (Child(endpoint, "dns") is YamlMappingNode dns)
            Dns(draft, url, dns, conditions);
        else if (address!.Scheme is "http" or "https")
            Http(draft, endpoint, address, conditions);
        else
            Other(draft, endpoint, address, conditions);
        return draft;
    }

    private static void Http(Draft draft, YamlMappingNode endpoint, Uri address, string[] conditions)
    {
        var method = Text(endpoint, "method") ?? "GET";
        var (body, graphql) = (Text(endpoint, "body"), Text(endpoint, "graphql") == "true");
        var headers = (Child(endpoint, "headers") as YamlMappingNode)?.Children.Select(h => ($"{h.Key}", $"{h.Value}")).ToArray() ?? [];
        int? status = conditions.Select(c => StatusIs().Match(c)).FirstOrDefault(m => m.Success) is { } stated
            ? int.Parse(stated.Groups[1].Value, CultureInfo.InvariantCulture) : null;
        if (graphql && body is not null)
            (method, body) = ("POST", System.Text.Json.JsonSerializer.Serialize(new { query = body }));
        var answer = Calls.Ask(draft, method, address.AbsoluteUri, headers, body,
            headers.FirstOrDefault(h => h.Item1.Equals("content-type", StringComparison.OrdinalIgnoreCase)).Item2, status);
        foreach (var condition in conditions)
            if (Condition(draft, condition, answer, address) is { } line)
                draft.Lines.AddRange(line.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>
    /// The statement that a condition becomes; empty where the rest of the check says it already; null with a note where there is
    /// none.
    /// </summary>
    private static string? Condition(Draft draft, string condition, Answer answer, Uri address)
    {
        if (StatusIs().IsMatch(condition) || ResponseTime().IsMatch(condition) || StatusBelow().IsMatch(condition)
            || Connected().IsMatch(condition))
            return "";
        if (Certificate().Match(condition) is { Success: true } certificate && Interval.TryParse(certificate.Groups[1].Value, out var left))
            return $"await Probe.Certificate({Drafts.Quote(address.Host)}, "
                + $"daysLeft: {Math.Max(1, (int)Math.Ceiling(left.TotalDays))}{(address.IsDefaultPort ? "" : $", port: {address.Port}")});";
        if (BodyPattern().Match(condition) is { Success: true } pattern)
            return pattern.Groups[1].Value.Split('*', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Aggregate("", (all, part) => all
                    + answer.Shows(part, pattern.Groups[0].Value.Contains("!=", StringComparison.Ordinal)) + "\n");
        if (BodyIs().Match(condition) is { Success: true } body)
            return answer.Shows(body.Groups[1].Value, not: false);
        if (JsonIs().Match(condition) is { Success: true } json)
        {
            var (path, operation, value) = (json.Groups[1].Value.TrimStart('.'), json.Groups[2].Value, json.Groups[3].Value.Trim());
            var number = double.TryParse(value, CultureInfo.InvariantCulture, out _);
            var found = answer.Json(number ? "double" : value is "true" or "false" ? "bool" : "string", path);
            var expected = number || value is "true" or "false" ? value : Drafts.Quote(value);
            if (!value.Contains('(') && !path.Contains('('))
                return operation switch
                {
                    "==" => $"Assert.Equal({expected}, {found});",
                    "!=" => $"Assert.NotEqual({expected}, {found});",
                    _ => $"Assert.True({found} {operation} {expected}, {Drafts.Quote(condition)});",
                };
        }
        draft.Notes.Add($"Gatus's condition {condition} is to be written by hand.");
        return null;
    }

    private static void Dns(Draft draft, string server, YamlMappingNode dns, string[] conditions)
    {
        var contains = conditions.Select(c => BodyIs().Match(c)).FirstOrDefault(m => m.Success)?.Groups[1].Value
            ?? conditions.Select(c => BodyPattern().Match(c)).FirstOrDefault(m => m.Success)?.Groups[1].Value.Trim('*') ?? "";
        draft.Lines.Add($"await Probe.Dns({Drafts.Quote(Text(dns, "query-name") ?? "")}, "
            + $"{Drafts.Quote(Text(dns, "query-type") ?? "A")}, {Drafts.Quote(contains)}, {Drafts.Quote(server)});");
    }

    private static void Other(Draft draft, YamlMappingNode endpoint, Uri address, string[] conditions)
    {
        var days = conditions.Select(c => Certificate().Match(c)).FirstOrDefault(m => m.Success) is { } certificate
            && Interval.TryParse(certificate.Groups[1].Value, out var left) ? (int)Math.Ceiling(left.TotalDays) : 14;
        switch (address.Scheme)
        {
            case "tcp":
                draft.Lines.Add($"await Probe.Tcp({Drafts.Quote(address.Host)}, {address.Port});");
                break;
            case "tls" or "starttls":
                draft.Lines.Add($"await Probe.Certificate({Drafts.Quote(address.Host)}, daysLeft: {days}, port: {address.Port});");
                break;
            case "ws" or "wss":
                draft.Lines.Add($"await Probe.WebSocket({Drafts.Quote(address.AbsoluteUri)}, "
                    + $"{Drafts.Quote(Text(endpoint, "body") ?? "")}"
                    + (conditions.Select(c => BodyPattern().Match(c)).FirstOrDefault(m => m.Success) is { } expected
                        ? $", {Drafts.Quote(expected.Groups[1].Value.Trim('*'))}" : "")
                    + ");");
                break;
            default:
                draft.Notes.Add($"{address.Scheme}:// has no counterpart: say what a user of {address.Host} would notice.");
                break;
        }
    }

    private static YamlNode? Child(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;

    private static string? Text(YamlMappingNode node, string key) => (Child(node, key) as YamlScalarNode)?.Value;

    [GeneratedRegex(@"^\[STATUS\]\s*==\s*([0-9]{3})$")]
    private static partial Regex StatusIs();

    [GeneratedRegex(@"^\[STATUS\]\s*<=?\s*[0-9]{3}$")]
    private static partial Regex StatusBelow();

    [GeneratedRegex(@"^\[RESPONSE_TIME\]\s*<=?\s*([0-9]+)$")]
    private static partial Regex ResponseTime();

    [GeneratedRegex(@"^\[CONNECTED\]\s*==\s*true$")]
    private static partial Regex Connected();

    [GeneratedRegex(@"^\[CERTIFICATE_EXPIRATION\]\s*>=?\s*([0-9]+[a-z]+)$")]
    private static partial Regex Certificate();

    [GeneratedRegex(@"^\[BODY\]\s*[!=]=\s*pat\((.*)\)$")]
    private static partial Regex BodyPattern();

    [GeneratedRegex(@"^\[BODY\]\s*==\s*(?!pat\(|any\(|len\()(.+)$")]
    private static partial Regex BodyIs();

    [GeneratedRegex(@"^\[BODY\]([.\[][^\s]*)\s*(==|!=|<=|>=|<|>)\s*(.+)$")]
    private static partial Regex JsonIs();
}
