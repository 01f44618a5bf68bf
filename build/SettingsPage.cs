using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SmokeTests.Build;

/// <summary>
/// The reference of every key of <c>smoketests.json</c>, made from its schema: a heading for each section, a row for each key.
/// </summary>
internal static class SettingsPage
{
    public const string Schema = "src/SmokeTests.Protocol/Settings/smoketests.schema.json";
    public const string Page = "src/SmokeTests.Runner/Settings/README.md";

    private const string None = "–";

    /// <summary>For people: a schema cannot say these.</summary>
    private const string Introduction = """
        # Settings

        Every key of `smoketests.json`, the one file of a suite and of the runner. It stands beside the suite's project file. Comments and
        trailing commas are allowed. `NAME` is a name of your own.

        - **Over the file** lie, in this order: `smoketests.local.json` beside it, the files that `SMOKETESTS_LAYERS` lists, and single
          variables such as `SMOKETESTS__environments__production__site`. [More of layers and secrets](../../../build/README.md#settings).
        - **In texts** `${VARIABLE}` and `${VARIABLE:-default}` take what a variable, a mounted secret or a developer's own secret holds.
        - **An interval** is a number with its unit: `500ms`, `30s`, `5m`, `1h`, `1d`. It is above 0, and 3660 days at most.
        - **A list** may also be one text with commas: then a variable can hold it.
        - **A number** may also stand in quotes, for the same reason.
        - **A selector** says which checks are meant: [Choosing checks](../../SmokeTests.Monitoring/Checks/README.md).
        - **Mistakes** are told all at once, each with its file and key, before anything starts. A key that is not on this page is one.
        - **Changes** are taken up within some seconds while the runner runs. Where they take a restart, the key says so.

        This page is made from the [schema](../../SmokeTests.Protocol/Settings/smoketests.schema.json), which editors complete the file by.
        A change goes into the schema; `dotnet run --project build -- settings` writes the page anew.
        """;

    public static string Of(string schema)
    {
        var root = (JsonObject)JsonNode.Parse(schema)!;
        var sections = ((JsonObject)root["properties"]!).Where(s => s.Key != "$schema").ToArray();
        var page = new StringBuilder(Introduction.ReplaceLineEndings("\n")).Append("\n\n")
            .Append(string.Join(" · ", sections.Select(s => $"[{s.Key}](#{s.Key.ToLowerInvariant()})"))).Append('\n');
        foreach (var (name, node) in sections)
        {
            // What has no keys below it has a row of its own, which says what it is.
            var keys = Keys(root, name, (JsonObject)node!, isNeeded: false).Where(k => !IsSectionItself(k, name)).ToArray();
            page.Append($"\n## {name}\n\n");
            if (keys[0].Place != name)
                page.Append($"{node!["description"]}\n\n");
            page.Append("| key | what it is | type | default | example |\n|---|---|---|---|---|\n");
            foreach (var key in keys)
                page.Append(Row(key));
        }
        return page.ToString();
    }

    private static bool IsSectionItself(Key key, string section) => key.Place == section && key.Type == "object";

    private static string Row(Key key) =>
        $"| `{key.Place}` | {Cell(key.Meaning)} | {Cell(key.Type)} | {Cell(key.Default)} | {Cell(key.Example)} |\n";

    private static string Cell(string text) => text.Replace("|", "\\|");

    /// <summary>A key and all that are below it, in the order of the schema.</summary>
    private static IEnumerable<Key> Keys(JsonObject root, string place, JsonObject node, bool isNeeded)
    {
        var forms = Forms(root, node).ToArray();
        var types = string.Join(" or ", forms.Select(Type).Distinct());
        yield return new Key(place, Meaning(node), types, Default(node, isNeeded), Example(node));
        var met = new HashSet<string>();
        foreach (var form in forms)
        {
            var needed = form["required"]?.AsArray().Select(n => $"{n}").ToArray() ?? [];
            foreach (var (name, child) in (form["properties"] as JsonObject ?? []).Where(p => met.Add(p.Key)))
                foreach (var key in Keys(root, $"{place}.{name}", (JsonObject)child!, needed.Contains(name)))
                    yield return key;
            if (form["additionalProperties"] is JsonObject member)
                foreach (var key in Keys(root, $"{place}.NAME", member, isNeeded: false))
                    yield return key;
            if (form["items"] is JsonObject { Count: > 0 } item && item["properties"] is not null)
                foreach (var key in Keys(root, $"{place}[]", item, isNeeded: false))
                    yield return key;
        }
    }

    /// <summary>What may stand there: itself, what it refers to, or each of several.</summary>
    private static IEnumerable<JsonObject> Forms(JsonObject root, JsonObject node)
    {
        if (node["$ref"] is { } reference)
            node = (JsonObject)root["$defs"]![$"{reference}".Split('/')[^1]]!;
        return node["oneOf"] is JsonArray several ? several.OfType<JsonObject>() : [node];
    }

    /// <summary>The default has a column of its own.</summary>
    private static string Meaning(JsonObject node)
    {
        var text = $"{node["description"]}";
        return node["default"] is { } value ? text.Replace($" Default: {Plain(value)}.", "") : text;
    }

    private static string Type(JsonObject form)
    {
        string[] types = form["type"] is JsonArray several ? [.. several.Select(t => $"{t}")] : [$"{form["type"]}"];
        if (form["enum"] is JsonArray words)
            return string.Join(" or ", words.Select(w => $"`{w!.ToJsonString()}`"));
        if ($"{form["format"]}" == "interval")
            return types.Contains("array") ? "list of intervals" : "interval";
        if (types.Contains("array"))
            return types.Contains("string") ? "list of texts" : "list";
        var limits = Limits(form) is { } within ? $", {within}" : "";
        var unit = form["unit"] is { } of ? $" ({of})" : "";
        return types switch
        {
            ["integer", ..] => (limits.Length > 0 ? "number" : "number or text") + limits + unit,
            ["string"] => "text" + limits + unit,
            ["boolean"] => "`true` or `false`",
            _ => types[0],
        };
    }

    private static string? Limits(JsonObject form) => form["limits"] is { } words ? $"{words}"
        : form["minimum"] is not { } least ? null
        : form["maximum"] is { } most ? $"{least} to {most}" : $"{least} or more";

    private static string Default(JsonObject node, bool isNeeded) =>
        isNeeded ? "**needed**"
        : node["default"] is { } value ? $"`{value.ToJsonString(Readable)}`"
        : node["otherwise"] is { } words ? $"{words}"
        : None;

    private static string Example(JsonObject node) =>
        node["examples"] is JsonArray { Count: > 0 } examples ? $"`{examples[0]!.ToJsonString(Readable)}`" : None;

    private static string Plain(JsonNode value) => value is JsonArray list ? string.Join(", ", list.Select(v => $"{v}")) : $"{value}";

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private sealed record Key(string Place, string Meaning, string Type, string Default, string Example);
}
