using System.Text.Json.Nodes;
using SmokeTests.Recording;

namespace SmokeTests.Browsers;

/// <summary>
/// Secrets that a check types in parts, in several calls of Playwright: into two fields, or key by key. Each part by itself is no
/// secret; what is typed one after another is looked at as one text, and its parts are blotted wherever the trace has them.
/// </summary>
internal static class TypedParts
{
    /// <summary>A shorter part stands in every text: it is blotted in its call alone, and with what was typed before it.</summary>
    public const int Least = 3;
    private const string Call = "{\"type\":\"before\"";
    private static readonly HashSet<string> Typing = new(StringComparer.OrdinalIgnoreCase)
    {
        "fill", "type", "press", "keyboardType", "keyboardInsertText", "keyboardPress", "keyboardDown", "insertText",
    };

    private static readonly string[] Names = ["value", "text", "key"];

    /// <summary>The parts that a trace's calls have typed of secrets, as long as they can be told from other texts.</summary>
    /// <param name="lines">The trace's events; a part that is too short is blotted in them.</param>
    /// <param name="redactor">Knows the secrets.</param>
    public static IReadOnlyCollection<string> In(string[] lines, SecretRedactor redactor)
    {
        var calls = Enumerable.Range(0, lines.Length).Where(i => lines[i].StartsWith(Call, StringComparison.Ordinal))
            .Select(i => Read(lines[i], i)).OfType<Typed>().ToArray();
        var text = string.Concat(calls.Select(c => c.Text));
        if (redactor.Find(text) is not { } found)
            return [];
        var (parts, typed, from) = (new HashSet<string>(StringComparer.Ordinal), "", 0);
        foreach (var call in calls)
        {
            var to = from + call.Text.Length;
            // What is a secret by itself is blotted as one anyway.
            var isPart = found.Blot(text, from, to) != call.Text && redactor.Blot(call.Text) == call.Text;
            typed = isPart && call.Text.Length < Least ? typed + call.Text : isPart ? call.Text : "";
            if (typed.Length >= Least)
                parts.Add(typed);
            if (isPart && call.Text.Length < Least)
                lines[call.At] = call.Blotted();
            from = to;
        }
        return parts;
    }

    private static Typed? Read(string line, int at)
    {
        var call = JsonNode.Parse(line)!;
        if (call["method"] is not JsonValue method || !Typing.Contains($"{method}") || call["params"] is not JsonObject given)
            return null;
        // A key is its sign; others, such as Enter, are no text.
        var name = Names.FirstOrDefault(n => given[n] is JsonValue);
        return name is null || $"{given[name]}" is not { Length: > 0 } text || name == "key" && text.Length > 1 ? null
            : new Typed(at, call, name, text);
    }

    private sealed record Typed(int At, JsonNode Call, string Name, string Text)
    {
        public string Blotted()
        {
            Call["params"]![Name] = SecretRedactor.Mark;
            return Call.ToJsonString();
        }
    }
}
