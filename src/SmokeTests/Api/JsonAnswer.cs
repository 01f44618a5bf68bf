using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SmokeTests.Recording;

namespace SmokeTests.Api;

/// <summary>A JSON answer that says what it holds where something is looked for in vain.</summary>
internal sealed class JsonAnswer(string text, Recorder recorder, string where)
{
    private const int Most = 300;

    /// <summary>The value at a path such as <c>items[0].price</c>; <c>items.length</c> counts.</summary>
    public T At<T>(string path)
    {
        var node = Parse();
        var walked = "";
        foreach (var key in path.Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            var (next, there) = Step(node, key);
            if (next is null && key == "length" && node is JsonArray counted)
                next = JsonValue.Create(counted.Count);
            if (next is null && !there)
                throw recorder.Fail($"the answer has no {path}", path, $"{(walked.Length == 0 ? "the answer" : walked)} is {Describe(node)}", where);
            walked += key.StartsWith('[') || walked.Length == 0 ? key : "." + key;
            node = next;
        }
        return Convert<T>(node, path);
    }

    /// <summary>The messages of a GraphQL answer's <c>errors</c>; null without any.</summary>
    public IReadOnlyList<string>? Errors() => (Parse() as JsonObject)?["errors"] is JsonArray { Count: > 0 } errors
        ? [.. errors.Select(e => (string?)(e as JsonObject)?["message"] ?? e?.ToJsonString() ?? "an error without a message")]
        : null;

    private JsonNode? Parse()
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException e)
        {
            throw recorder.Fail("the answer is no JSON", "JSON", text.Length == 0 ? "an empty answer" : Short(text), where, e);
        }
    }

    private static (JsonNode? Node, bool There) Step(JsonNode? node, string key) => node switch
    {
        JsonArray array when key is ['[', .. var number, ']'] && int.TryParse(number, CultureInfo.InvariantCulture, out var at) => at < array.Count && at >= 0 ? (array[at], true) : (null, false),
        JsonObject members => (members.TryGetPropertyValue(key, out var member) ? member : null, members.ContainsKey(key)),
        _ => (null, false),
    };

    private T Convert<T>(JsonNode? node, string path)
    {
        try
        {
            if (node is not null || default(T) is null)
                return node.Deserialize<T>(JsonSerializerOptions.Web)!;
        }
        catch (JsonException)
        {
            // Said below, with what there is.
        }
        throw recorder.Fail($"{path} is no {typeof(T).Name}", $"{path} as {typeof(T).Name}", Describe(node), where);
    }

    private static string Describe(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject members => $"an object with {string.Join(", ", members.Select(m => m.Key).Take(25))}",
        JsonArray array => $"an array of {array.Count}",
        _ => Short(node.ToJsonString()),
    };

    private static string Short(string text) => text.Length <= Most ? text : text[..Most] + " …";
}
