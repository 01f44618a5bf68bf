using System.Text.Json.Nodes;

namespace SmokeTests.Testing;

/// <summary>
/// The schema of <c>smoketests.json</c>, walked: each object that it describes, with a file that holds a key there which is none, and
/// each key with its example. Whatever a file needs besides is in it.
/// </summary>
public static class SettingsSchema
{
    public const string Bogus = "zzz";

    /// <summary>What members of objects are called whose names are the user's own.</summary>
    public const string Member = "some";

    public static string Root { get; } = Above();

    public static string Path { get; } = System.IO.Path.Combine(Root, "src", "SmokeTests.Protocol", "Settings", "smoketests.schema.json");

    private static readonly JsonObject Schema = (JsonObject)JsonNode.Parse(File.ReadAllText(Path))!;

    /// <summary>Each object below a section: its place, what it may hold, and the file.</summary>
    public static IEnumerable<(string Place, string[] Known, string File)> Objects() =>
        Walk(Schema, "", leaf => (JsonObject)leaf).Where(n => n.Form["properties"] is not null)
            .Select(n => (n.Place, Names(n.Form), n.File(With(n.Form, Bogus, 1)).ToJsonString()));

    /// <summary>Each key: its place, what the schema says of it, and the file with a value there.</summary>
    public static IEnumerable<(string Place, JsonObject Node, Func<JsonNode?, JsonObject> File)> Keys() =>
        Walk(Schema, "", leaf => (JsonObject)leaf).Where(n => n.Form["properties"] is not null)
            .SelectMany(n => Names(n.Form)
                .Select(name => (Join(n.Place, name), (JsonObject)n.Form["properties"]![name]!, FileWith(n, name))))
            .DistinctBy(k => k.Item1);

    private static Func<JsonNode?, JsonObject> FileWith(
        (string Place, JsonObject Form, Func<JsonNode, JsonObject> File) node, string name) =>
        value => node.File(With(node.Form, name, value));

    /// <summary>The keys that their object cannot do without.</summary>
    public static IEnumerable<string> Needed() => Walk(Schema, "", leaf => (JsonObject)leaf)
        .SelectMany(n => n.Form["required"]?.AsArray().Select(name => Join(n.Place, $"{name}")) ?? []);

    /// <summary>Whether what stands there is an object alone, and no value.</summary>
    public static bool IsObject(JsonObject node) => Forms(node).All(f => $"{f["type"]}" == "object");

    /// <summary>What the reader says that it knows at that place; null where it says nothing.</summary>
    public static string[]? KnownAt(string place, IEnumerable<string> mistakes)
    {
        const string says = ": is not a setting. Known here: ";
        var said = $": {Join(place, Bogus)}{says}";
        return mistakes.FirstOrDefault(m => m.Contains(said, StringComparison.Ordinal))?.Split(says)[1].Split(", ");
    }

    private static IEnumerable<(string Place, JsonObject Form, Func<JsonNode, JsonObject> File)> Walk(
        JsonObject node, string place, Func<JsonNode, JsonObject> file)
    {
        foreach (var form in Forms(node))
        {
            yield return (place, form, file);
            foreach (var (name, child) in form["properties"] as JsonObject ?? [])
                foreach (var found in Walk((JsonObject)child!, Join(place, name), leaf => file(With(form, name, leaf))))
                    yield return found;
            if (form["additionalProperties"] is JsonObject member)
                foreach (var found in Walk(member, Join(place, Member), leaf => file(new JsonObject { [Member] = leaf })))
                    yield return found;
            if (form["items"] is JsonObject item)
                foreach (var found in Walk(item, $"{place}[0]", leaf => file(new JsonArray(leaf))))
                    yield return found;
        }
    }

    private static IEnumerable<JsonObject> Forms(JsonObject node)
    {
        if (node["$ref"] is { } reference)
            node = (JsonObject)Schema["$defs"]![reference.ToString().Split('/')[^1]]!;
        return node["oneOf"] is JsonArray several ? several.OfType<JsonObject>() : [node];
    }

    /// <summary>An object with a value, and with examples of what it needs besides.</summary>
    private static JsonObject With(JsonObject form, string name, JsonNode? value) => Needs(form, new JsonObject { [name] = value });

    private static JsonObject Needs(JsonObject form, JsonObject made)
    {
        foreach (var needed in form["required"]?.AsArray().Select(n => $"{n}").Where(n => !made.ContainsKey(n)) ?? [])
            made[needed] = Example((JsonObject)form["properties"]![needed]!);
        return made;
    }

    /// <summary>Its example; where it is an object, one with what that needs, or with one member.</summary>
    public static JsonNode Example(JsonObject node)
    {
        if (node["examples"] is JsonArray { Count: > 0 } examples)
            return examples[0]!.DeepClone();
        var form = Forms(node).First();
        return form["additionalProperties"] is JsonObject member
            ? new JsonObject { [Member] = Example(member) } : Needs(form, new JsonObject());
    }

    private static string[] Names(JsonObject form) => [.. ((JsonObject)form["properties"]!).Select(p => p.Key).Where(k => k != "$schema")];

    private static string Join(string place, string name) => place.Length == 0 ? name : $"{place}.{name}";

    private static string Above()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "SmokeTests.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
