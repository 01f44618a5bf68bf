using System.Text.Json.Nodes;

namespace SmokeTests.Testing;

/// <summary>The schema of <c>smoketests.json</c>, walked: each object that it describes, with a file that holds a key there which is none.</summary>
public static class SettingsSchema
{
    public const string Bogus = "zzz";

    public static string Root { get; } = Above();

    public static string Path { get; } = System.IO.Path.Combine(Root, "src", "SmokeTests.Protocol", "Settings", "smoketests.schema.json");

    /// <summary>Each object below a section: its place, what it may hold, and the file.</summary>
    public static IEnumerable<(string Place, string[] Known, string File)> Objects()
    {
        var schema = (JsonObject)JsonNode.Parse(File.ReadAllText(Path))!;
        return Walk(schema, schema, "", leaf => leaf);

        static IEnumerable<(string, string[], string)> Walk(JsonObject root, JsonObject node, string place, Func<JsonNode, JsonNode> file)
        {
            if (node["$ref"] is { } reference)
                node = (JsonObject)root["$defs"]![reference.ToString().Split('/')[^1]]!;
            foreach (var variant in node["oneOf"]?.AsArray().OfType<JsonObject>() ?? [])
                foreach (var found in Walk(root, variant, place, file))
                    yield return found;
            if (node["additionalProperties"] is JsonObject member)
                foreach (var found in Walk(root, member, $"{place}.some", leaf => file(new JsonObject { ["some"] = leaf })))
                    yield return found;
            if (node["properties"] is not JsonObject properties)
                yield break;
            var own = new JsonObject { [Bogus] = 1 };
            foreach (var needed in node["required"]?.AsArray() ?? [])
                own[$"{needed}"] = $"{properties[$"{needed}"]!["type"]}" == "array" ? new JsonArray(new JsonObject()) : $"{properties[$"{needed}"]!["type"]}" == "object" ? new JsonObject() : "x";
            yield return (place.TrimStart('.'), [.. properties.Select(p => p.Key).Where(k => k != "$schema")], file(own).ToJsonString());
            foreach (var (name, child) in properties)
                foreach (var found in Walk(root, (JsonObject)child!, $"{place}.{name}", leaf => file(new JsonObject { [name] = leaf })))
                    yield return found;
        }
    }

    /// <summary>What the reader says that it knows at that place; null where it says nothing.</summary>
    public static string[]? KnownAt(string place, IEnumerable<string> mistakes)
    {
        const string says = ": is not a setting. Known here: ";
        var key = place.Length == 0 ? Bogus : $"{place}.{Bogus}";
        return mistakes.FirstOrDefault(m => m.Contains($": {key}{says}", StringComparison.Ordinal))?.Split(says)[1].Split(", ");
    }

    private static string Above()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "SmokeTests.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
