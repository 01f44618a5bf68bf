using System.Text.Json;
using System.Text.Json.Nodes;

namespace SmokeTests.Runner.Cli.Importing;

/// <summary>Uptime Kuma's backup file: its monitors (https://github.com/louislam/uptime-kuma).</summary>
internal static class UptimeKuma
{
    public static IReadOnlyList<Draft> Read(string text)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(text);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
        if ((root as JsonObject)?["monitorList"] is not JsonArray list)
            throw new InvalidDataException("holds no monitorList: it is no backup of Uptime Kuma.");
        var monitors = list.OfType<JsonObject>().ToArray();
        var groups = monitors.Where(m => Text(m, "type") == "group").DistinctBy(m => Text(m, "id") ?? "")
            .ToDictionary(m => Text(m, "id") ?? "", m => Text(m, "name") ?? "Uptime Kuma");
        return [.. monitors.Where(m => Text(m, "type") != "group")
            .Select(m => Monitor(m, groups.GetValueOrDefault(Text(m, "parent") ?? "", "Uptime Kuma")))];
    }

    private static Draft Monitor(JsonObject monitor, string group)
    {
        var draft = new Draft(group, Text(monitor, "name") ?? "It works")
        {
            Every = Seconds(monitor, "interval") ?? "1m",
            Within = Seconds(monitor, "timeout"),
            Skip = Text(monitor, "active") is "false" or "0" ? "paused in Uptime Kuma" : null,
        };
        var host = Text(monitor, "hostname") ?? "";
        switch (Text(monitor, "type"))
        {
            case "http" or "keyword" or "json-query":
                Http(draft, monitor);
                break;
            case "port":
                draft.Lines.Add($"await Probe.Tcp({Drafts.Quote(host)}, {Text(monitor, "port") ?? "443"});");
                break;
            case "dns":
                draft.Lines.Add($"await Probe.Dns({Drafts.Quote(host)}, {Drafts.Quote(Text(monitor, "dns_resolve_type") ?? "A")}, "
                    + $"\"\", {(Text(monitor, "dns_resolve_server") is { Length: > 0 } server ? Drafts.Quote(server) : "null")});");
                break;
            case "grpc-keyword":
                draft.Lines.Add($"await Probe.GrpcHealth({Drafts.Quote(Text(monitor, "grpcUrl") ?? host)});");
                break;
            case "ping":
                draft.Notes.Add($"A ping of {host} has no counterpart: say what its users would notice.");
                break;
            case "push":
                draft.Notes.Add("A push monitor waits to be called: let a check look at what the job leaves behind, in the database "
                    + "or on a page.");
                break;
            case var other:
                draft.Notes.Add($"Monitors of the type {other} have no counterpart: write the check by hand.");
                break;
        }
        return draft;
    }

    private static void Http(Draft draft, JsonObject monitor)
    {
        var (url, method) = (Text(monitor, "url") ?? "", Text(monitor, "method") ?? "GET");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address))
        {
            draft.Notes.Add($"'{url}' is no address.");
            return;
        }
        var headers = Headers(Text(monitor, "headers"));
        var body = Text(monitor, "body");
        var answer = Calls.Ask(draft, method, address.AbsoluteUri, headers, body, null,
            Status(draft, monitor["accepted_statuscodes"] as JsonArray) ?? 200);
        if (Text(monitor, "basic_auth_user") is { Length: > 0 })
            draft.Notes.Add("Its user and password are not copied: put them into the settings' \"api\" as \"basic\".");
        if (Text(monitor, "keyword") is { Length: > 0 } keyword)
            draft.Lines.Add(answer.Shows(keyword, Text(monitor, "invertKeyword") is "true" or "1"));
        if (Text(monitor, "type") == "json-query" && Text(monitor, "jsonPath") is { Length: > 0 } path)
            draft.Lines.Add($"Assert.Equal({Drafts.Quote(Text(monitor, "expectedValue") ?? "")}, "
                + $"{answer.Json("string", path.TrimStart('$', '.'))});");
        if (Text(monitor, "expiryNotification") is "true" or "1" && address.Scheme == "https")
            draft.Lines.Add($"await Probe.Certificate({Drafts.Quote(address.Host)});");
    }

    /// <summary>The one status that is wanted; null for those that a page may have anyway.</summary>
    private static int? Status(Draft draft, JsonArray? accepted)
    {
        var codes = accepted?.Select(c => $"{c}").ToArray() ?? [];
        if (codes is [] or ["200-299"])
            return null;
        if (codes is [var one] && int.TryParse(one, out var status))
            return status;
        draft.Notes.Add($"Uptime Kuma accepts {string.Join(", ", codes)}: say the one that proves that it works.");
        return null;
    }

    private static (string, string)[] Headers(string? text)
    {
        try
        {
            return string.IsNullOrWhiteSpace(text) || JsonNode.Parse(text) is not JsonObject headers ? []
                : [.. headers.Select(h => (h.Key, $"{h.Value}"))];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static string? Seconds(JsonObject monitor, string name) =>
        double.TryParse(Text(monitor, name), System.Globalization.CultureInfo.InvariantCulture, out var seconds) && seconds >= 1
        ? $"{Math.Round(seconds)}s" : null;

    /// <summary>Numbers and flags are written as numbers by some versions and as texts by others.</summary>
    private static string? Text(JsonObject node, string name) => node[name] is JsonValue value ? value.ToString() : null;
}
