using System.Text.Json;
using SmokeTests.Recording;

namespace SmokeTests.Api;

/// <summary>A JSON answer that says what it holds where something is looked for in vain.</summary>
internal sealed class JsonAnswer(string text, Recorder recorder, string where)
{
    private const int Deepest = 1_000;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Web) { MaxDepth = Deepest };

    /// <summary>The value at a path such as <c>items[0].price</c>; <c>items.length</c> counts.</summary>
    /// <param name="path">As <see cref="JsonPath"/> reads it.</param>
    /// <param name="below">The member that it begins below; by default it begins at the answer itself.</param>
    public T At<T>(string path, string? below = null)
    {
        var (way, value, walked) = (JsonPath.Parse(path), Parse(), "");
        if (below is not null)
            (value, walked) = (Step(value, new JsonPath.Part(below, null, below), below, walked), below);
        foreach (var part in way.Parts)
        {
            value = Step(value, part, path, walked);
            walked = part.Here;
        }
        return Convert<T>(value, path);
    }

    /// <summary>The messages of a GraphQL answer's <c>errors</c>; null without any.</summary>
    public IReadOnlyList<string>? Errors()
    {
        var answer = Parse();
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("errors", out var errors)
            || errors.ValueKind != JsonValueKind.Array || errors.GetArrayLength() == 0)
            return null;
        return [.. errors.EnumerateArray()
            .Select(e => e.ValueKind == JsonValueKind.Object && e.TryGetProperty("message", out var message)
                && message.ValueKind == JsonValueKind.String
            ? message.GetString()! : TextLimit.Beginning(e.GetRawText()))];
    }

    private JsonElement Parse()
    {
        // Some servers begin UTF-8 with a byte order mark, which JSON itself does not know.
        var json = text.TrimStart('\uFEFF');
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(json, Options);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw recorder.Fail("the answer is no JSON", "JSON",
                json.Length == 0 ? "an empty answer" : TextLimit.Beginning(json), where, e);
        }
    }

    private JsonElement Step(JsonElement value, JsonPath.Part part, string path, string walked)
    {
        if (part.Index is { } index && value.ValueKind == JsonValueKind.Array && value.GetArrayLength() is var count && index < count
            && index >= -count)
            return value[index < 0 ? count + index : index];
        if (part.Name is { } name && value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member))
            return member;
        if (part.Name == "length" && value.ValueKind == JsonValueKind.Array)
            return JsonSerializer.SerializeToElement(value.GetArrayLength());
        throw recorder.Fail($"the answer has no {path}", path,
            $"{(walked.Length == 0 ? "the answer" : walked)} is {Describe(value)}", where);
    }

    private T Convert<T>(JsonElement value, string path)
    {
        try
        {
            if (value.ValueKind != JsonValueKind.Null || default(T) is null)
                return value.Deserialize<T>(Options)!;
        }
        catch (JsonException e)
        {
            // Where it is of another type; an answer with a member that is missing has no such place.
            if (e.Path is { Length: > 1 } inside)
                throw recorder.Fail($"{Named(path)} is no {typeof(T).Name}: {inside[1..].TrimStart('.')} is of another type",
                    $"{Named(path)} as {typeof(T).Name}", TextLimit.Beginning(value.GetRawText()), where, e);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw new CheckBrokenException($"{typeof(T).Name} cannot be read from JSON: {e.Message}", e);
        }
        throw recorder.Fail($"{Named(path)} is no {typeof(T).Name}", $"{Named(path)} as {typeof(T).Name}", Describe(value), where);
    }

    private static string Named(string path) => path.Length == 0 ? "the answer" : path;

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.Object => $"an object with {string.Join(", ", value.EnumerateObject().Select(m => m.Name).Take(25))}",
        JsonValueKind.Array => $"an array of {value.GetArrayLength()}",
        _ => TextLimit.Beginning(value.GetRawText()),
    };
}
