using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SmokeTests.Settings;

/// <summary>
/// <c>smoketests.json</c> as both sides read it: comments and trailing commas allowed; over it <c>smoketests.local.json</c>
/// beside it, a developer's own, and the files that <c>SMOKETESTS_LAYERS</c> lists; any key overridden by an environment
/// variable (<c>SMOKETESTS__environments__local__site</c>); <c>${NAME}</c> and <c>${NAME:-default}</c> in texts, from
/// variables, the files that <c>NAME_FILE</c> names, mounted secrets (<c>/run/secrets/NAME</c>), and a developer's own
/// (<c>dotnet user-secrets</c>). Every mistake is collected, with its file and key, so that all are told at once.
/// </summary>
internal sealed partial class SettingsFile
{
    public const string Name = "smoketests.json";
    public const string FolderVariable = "SMOKETESTS_FOLDER";
    public const string LayersVariable = "SMOKETESTS_LAYERS";
    public const string SecretsVariable = "SMOKETESTS_SECRETS";

    /// <summary>Of a variable whose value is a file that holds the text, as container engines mount secrets.</summary>
    public const string FileSuffix = "_FILE";
    private const string UsualSecrets = "/run/secrets";
    private const string Own = "smoketests.local.json";

    /// <summary>Of variables that override a key.</summary>
    public const string Prefix = "SMOKETESTS__";

    private static readonly string[] Sections = ["environment", "environments", "browser", "platform", "team", "teams", "alerts", "checks",
        "maintenance", "heartbeat", "canaries", "slack", "access", "links", "status", "mail", "calendars", "workers", "history", "node"];

    private readonly IReadOnlyDictionary<string, string> variables;
    private readonly Lazy<IReadOnlyDictionary<string, string>> own;
    private readonly List<string> mistakes = [];

    /// <summary>Which file a key comes from, where it is not the first one.</summary>
    private readonly Dictionary<string, string> origins = new(StringComparer.Ordinal);

    private SettingsFile(string path, IReadOnlyDictionary<string, string> variables)
    {
        Path = path;
        this.variables = variables;
        own = new Lazy<IReadOnlyDictionary<string, string>>(
            () => UserSecrets.Of(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!, variables, Unreadable));
    }

    public string Path { get; }

    /// <summary>What paths in the file are relative to: its folder, or the one that the runner has copied the suite from.</summary>
    public string Folder =>
        Value(FolderVariable) is { Length: > 0 } source ? source : System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;

    public JsonObject Root { get; } = [];

    public IReadOnlyList<string> Mistakes => mistakes;

    public static SettingsFile Load(string path, IReadOnlyDictionary<string, string> variables)
    {
        var file = new SettingsFile(path, variables);
        file.Merge(file.Root, file.Read(path), "", null);
        foreach (var layer in file.Layers(variables.GetValueOrDefault(LayersVariable)))
            file.Merge(file.Root, file.Read(layer), "", layer);
        file.Overlay(variables);
        file.OnlyKeys(file.Root, "", Sections);
        return file;
    }

    /// <summary>The file as it stands now.</summary>
    public SettingsFile Again() => Load(Path, variables);

    /// <summary>
    /// Another text when what stands at these keys changes, or what the variables in it stand for; at any key by default. It
    /// is made from secrets: nobody is to see it.
    /// </summary>
    public string Version(params string[] keys)
    {
        var nodes = keys.Length == 0 ? [Root]
            : keys.Select(key => key.Split('.').Aggregate((JsonNode?)Root, (node, name) => (node as JsonObject)?[name])).ToArray();
        var texts = nodes.OfType<JsonNode>()
            .SelectMany(node => Named(node).Select(v => $"{v.Name}={Value(v.Name)}").Prepend(node.ToJsonString()));
        return Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', texts.Concat(keys.Length == 0 ? mistakes : [])))));
    }

    /// <summary>The variables that texts name, and whether they have to be set.</summary>
    public static IEnumerable<(string Name, bool IsNeeded)> Named(JsonNode node) =>
        Variable().Matches(node.ToJsonString()).Select(m => (m.Groups[1].Value, !m.Groups[2].Success)).Distinct();

    public static Dictionary<string, string> Variables() => System.Environment.GetEnvironmentVariables()
        .Cast<System.Collections.DictionaryEntry>()
        .ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "", StringComparer.Ordinal);

    /// <summary>Notes a mistake; one that is known already, once.</summary>
    public void Mistake(string key, string what)
    {
        var mistake = key.Length == 0 ? $"{Path}: {what}" : $"{OriginOf(key)}: {key}: {what}";
        if (!mistakes.Contains(mistake, StringComparer.Ordinal))
            mistakes.Add(mistake);
    }

    /// <summary>Reports every key of <paramref name="node"/> that is not <paramref name="known"/>, with the nearest that is.</summary>
    public void OnlyKeys(JsonObject node, string key, params string[] known)
    {
        foreach (var (name, _) in node.Where(p => !known.Contains(p.Key, StringComparer.Ordinal) && p.Key != "$schema"))
            Mistake(Join(key, name), $"is not a setting. Known here: {string.Join(", ", known)}");
    }

    public JsonObject? Object(JsonObject node, string key, string name)
    {
        if (node[name] is null or JsonObject)
            return node[name] as JsonObject;
        Mistake(Join(key, name), "must be an object");
        return null;
    }

    /// <summary>Each member of the object <paramref name="name"/>, with its key; those that are no objects are mistakes.</summary>
    public IEnumerable<(string Name, string Key, JsonObject Node)> Members(JsonObject node, string key, string name)
    {
        if (Object(node, key, name) is not { } members)
            yield break;
        foreach (var (member, _) in members)
            if (Object(members, Join(key, name), member) is { } child)
                yield return (member, Join(Join(key, name), member), child);
    }

    /// <summary>A text with its variables filled in, or null where it is absent, no text, or a variable is not set.</summary>
    public Text? Text(JsonObject node, string key, string name)
    {
        switch (node[name])
        {
            case null:
                return null;
            case JsonValue value when value.TryGetValue<string>(out var text):
                return Fill(text);
            default:
                Mistake(Join(key, name), "must be a text in quotes");
                return null;
        }
    }

    public TimeSpan? Time(JsonObject node, string key, string name)
    {
        if (Text(node, key, name)?.Value is not { } text)
            return null;
        if (Interval.TryParse(text, out var time))
            return time;
        Mistake(Join(key, name), $"'{text}' is not an interval. {Interval.Advice}");
        return null;
    }

    /// <summary>A list of texts, or one text with commas, as a variable has it; null where it is absent.</summary>
    public IReadOnlyList<string>? Texts(JsonObject node, string key, string name)
    {
        if (node[name] is null)
            return null;
        if (node[name] is JsonValue one && one.TryGetValue<string>(out var text))
            return Fill(text).Value?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        if (node[name] is JsonArray list && list.All(t => t is JsonValue value && value.TryGetValue<string>(out _)))
            return [.. list.Select(t => Fill(t!.GetValue<string>()).Value ?? "")];
        Mistake(Join(key, name), "must be a list of texts: [\"…\", \"…\"]");
        return null;
    }

    public bool? Flag(JsonObject node, string key, string name)
    {
        switch (node[name])
        {
            case null:
                return null;
            case JsonValue value when value.TryGetValue<bool>(out var flag):
                return flag;
            case JsonValue value when value.TryGetValue<string>(out var text) && bool.TryParse(text, out var flag):
                return flag;
            default:
                Mistake(Join(key, name), "must be true or false");
                return null;
        }
    }

    public int? Count(JsonObject node, string key, string name)
    {
        switch (node[name])
        {
            case null:
                return null;
            case JsonValue value when value.TryGetValue<int>(out var number) && number > 0:
                return number;
            case JsonValue value when value.TryGetValue<string>(out var text) && int.TryParse(text, out var number) && number > 0:
                return number;
            default:
                Mistake(Join(key, name), "must be a whole number above 0");
                return null;
        }
    }

    public static string Join(string key, string name) => key.Length == 0 ? name : $"{key}.{name}";

    private JsonObject Read(string path)
    {
        try
        {
            var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true,
                AllowDuplicateProperties = false };
            if (JsonNode.Parse(File.ReadAllText(path), documentOptions: options) is JsonObject root)
                return root;
            mistakes.Add($"{path}: must be an object: {{ \"environments\": … }}");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            mistakes.Add($"{path}: there is no such "
                + $"file. {(path == Path ? $"Put {Name} beside the project file of the suite" : $"{LayersVariable} names it")}");
        }
        // A path that is none is an argument that is wrong.
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            mistakes.Add($"{path}: {e.Message}");
        }
        return [];
    }

    private IEnumerable<string> Layers(string? listed)
    {
        var own = System.IO.Path.Combine(Folder, Own);
        return (File.Exists(own) ? [own]
            : Array.Empty<string>()).Concat((listed ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Objects are merged member by member; everything else is replaced.</summary>
    private void Merge(JsonObject into, JsonObject from, string key, string? layer)
    {
        foreach (var (name, value) in from.ToArray())
        {
            var own = Join(key, name);
            if (value is JsonObject child && into[name] is JsonObject below)
            {
                Merge(below, child, own, layer);
                continue;
            }
            from.Remove(name);
            into[name] = value;
            if (layer is not null)
                origins[own] = layer;
        }
    }

    /// <summary>The file of the nearest key above that a layer has set.</summary>
    private string OriginOf(string key)
    {
        for (var at = key.Length; at > 0; at = key.LastIndexOf('.', at - 1))
            if (origins.TryGetValue(key[..at], out var layer))
                return layer;
        return Path;
    }

    /// <summary>What a variable stands for; null where it is not set.</summary>
    public string? Value(string name)
    {
        if (variables.GetValueOrDefault(name) is { Length: > 0 } value)
            return value;
        var named = variables.GetValueOrDefault(name + FileSuffix);
        var file = named ?? System.IO.Path.Combine(variables.GetValueOrDefault(SecretsVariable) ?? UsualSecrets, name);
        try
        {
            if ((named is { Length: > 0 } || File.Exists(file)) && File.ReadAllText(file).TrimEnd('\r', '\n') is { Length: > 0 } text)
                return text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is not as if it were not set: somebody has set it, and it cannot be had.
            Unreadable($"{(named is null ? file : name + FileSuffix)}: {e.Message}");
        }
        return own.Value.GetValueOrDefault(name);
    }

    /// <summary>Notes what cannot be read, once.</summary>
    private void Unreadable(string what)
    {
        if (!mistakes.Contains(what, StringComparer.Ordinal))
            mistakes.Add(what);
    }

    /// <summary>A text with its variables filled in.</summary>
    public Text Fill(string text)
    {
        string? missing = null;
        var filled = Variable().Replace(text, match =>
        {
            if (Value(match.Groups[1].Value) is { } value)
                return value;
            if (match.Groups[2].Success)
                return match.Groups[2].Value;
            missing ??= match.Groups[1].Value;
            return "";
        });
        return new Text(missing is null ? filled : null, missing);
    }

    private void Overlay(IReadOnlyDictionary<string, string> variables)
    {
        foreach (var (name, value) in variables.Where(v => v.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)))
        {
            var node = Root;
            var path = name[Prefix.Length..].Split("__");
            foreach (var part in path[..^1])
            {
                if (node[KeyLike(node, part)] is not JsonObject)
                    node[KeyLike(node, part)] = new JsonObject();
                node = (JsonObject)node[KeyLike(node, part)]!;
            }
            node[KeyLike(node, path[^1])] = value;
        }
    }

    /// <summary>Variables are often written in capitals: an existing key is met whatever its case.</summary>
    private static string KeyLike(JsonObject node, string part) =>
        node.Select(p => p.Key).FirstOrDefault(k => string.Equals(k, part, StringComparison.OrdinalIgnoreCase)) ?? part;

    [GeneratedRegex(@"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")]
    private static partial Regex Variable();
}
