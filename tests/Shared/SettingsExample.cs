using System.Collections;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SmokeTests.Testing;

/// <summary>Files of settings with one key in them, and all that the key refers to.</summary>
public static partial class SettingsExample
{
    private static readonly string[] Routes = ["slack", "pagerduty", "opsgenie", "email", "teams", "webhook", "alertmanager"];

    /// <summary>What keys refer to: a team, a calendar, a mail server, the other halves of a runner that reports.</summary>
    public static string Whole(JsonObject file)
    {
        var teams = Object(file, "teams");
        foreach (var (_, team) in teams)
            Routed(team);
        foreach (var (_, further) in teams.SelectMany(t => (t.Value as JsonObject)?["also"] as JsonObject ?? []))
            Routed(further);
        teams.TryAdd("storefront", new JsonObject { ["email"] = "storefront@shop.example" });
        Object(file, "mail").TryAdd("host", "smtp.shop.example");
        Object(file, "mail").TryAdd("from", "smoke@shop.example");
        Object(file, "calendars").TryAdd("office", new JsonObject { ["hours"] = "Mon-Fri 08:00-18:00" });
        if (file["node"] is JsonObject node && (node.ContainsKey("head") || node.ContainsKey("token")))
        {
            node.TryAdd("location", "dublin");
            node.TryAdd("head", "https://smoke.example");
            node.TryAdd("token", "x");
        }
        return file.ToJsonString();
    }

    /// <summary>The file without a key.</summary>
    public static JsonObject Without(JsonObject file, string place)
    {
        var parts = place.Split('.');
        parts[..^1].Aggregate((JsonNode)file, Below).AsObject().Remove(parts[^1]);
        return file;

        static JsonNode Below(JsonNode node, string part) =>
            part.EndsWith("[0]", StringComparison.Ordinal) ? node[part[..^3]]![0]! : node[part]!;
    }

    /// <summary>Whether a mistake is told of what stands at a key that the reader knows.</summary>
    public static bool Refuses(string place, IEnumerable<string> mistakes) => mistakes.Any(m =>
        m.Contains($": {place}: ", StringComparison.Ordinal) && !m.Contains("is not a setting", StringComparison.Ordinal));

    /// <summary>What the variables of a file's texts stand for: each an address, which will do for any text.</summary>
    public static Dictionary<string, string> Variables(string json) => Variable().Matches(json).Select(m => m.Groups[1].Value).Distinct()
        .ToDictionary(name => name, name => $"https://hooks.example/{name}");

    /// <summary>All that has been read, as a text: the same for the same settings. Where a number comes from is left out.</summary>
    public static string Read(object? value) => value switch
    {
        null => "null",
        string or Uri or TimeSpan or TimeZoneInfo or Enum or System.Net.IPAddress => $"{value}",
        Delegate => "…",
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Read))}]",
        _ when value.GetType().IsPrimitive => $"{value}",
        _ => $"{value.GetType().Name}({string.Join(", ", Fields(value).Select(f => $"{f.Name}={Read(f.GetValue(value))}"))})",
    };

    private static IEnumerable<FieldInfo> Fields(object value) => value.GetType()
        .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        .Where(f => !f.Name.Contains("Origins", StringComparison.Ordinal));

    private static void Routed(JsonNode? team)
    {
        if (team is JsonObject own && !Routes.Any(own.ContainsKey))
            own["slack"] = "board";
    }

    private static JsonObject Object(JsonObject file, string name)
    {
        file.TryAdd(name, new JsonObject());
        return file[name] as JsonObject ?? [];
    }

    [GeneratedRegex(@"\$\{([A-Z0-9_]+)\}")]
    private static partial Regex Variable();
}
