using System.Text.Json.Nodes;
using CsCheck;

namespace SmokeTests.Testing;

/// <summary>What may stand in a settings file where something else should.</summary>
public static class AnyJson
{
    /// <summary>Texts that look like those that settings take, and are none.</summary>
    public static readonly string[] Odd =
    [
        "", " ", "\0", "NaNs", "-1s", "1e308d", "0.0000001ms", "9999999999999999999d", "٣m", "Mon ٠٨:٠٠-١٨:٠٠", "Mon 24:00-25:00",
        "Mon 08:60-09:00", "* * * * *", "60 * * * *", "@daily", "0 0 31 2 *", "H * * * *",
        "Mars/Olympus", "UTC", "2026-02-30", "http://", "https://x:99999/", "http://[::1", "http://a b/", "javascript:alert(1)",
        "tcp://x:0", "//x", "http://user:p%zz@x/", "mailto:x",
        "${}", "${A", "${A:-}", "${A:-${B}}", "${NOT_SET_AT_ALL}", "a@b", "@", "a,b,,c", ",", "100% in 30d", "99.9% in 0s", "0 of 0",
        "10 of 3", "51 of 51", "off", "most", "here", "@channel", "S", "U0123ABC",
        "team=", "=", " and ", "*", "**", "[", "(", "\\", "host:99999", "127.0.0.1:99999", "::1", "10.0.0.0/99", "10.0.0.0/", "true",
        "null", "{}", "😀\uD800",
    ];

    public static Gen<T> OneOf<T>(params T[] all) => Gen.Int[0, all.Length - 1].Select(i => all[i]);

    public static readonly Gen<string> Texts = Gen.OneOf(OneOf(Odd), Gen.String, Gen.Char.Array[0, 12].Select(c => new string(c)));

    private static readonly Gen<JsonNode?> Leaves = Gen.OneOf(
        Texts.Select(t => (JsonNode?)JsonValue.Create(t)),
        OneOf<double>(0, -1, 1, 0.5, 1e308, -1e308, 1e-308, int.MaxValue, 1e19).Select(n => (JsonNode?)JsonValue.Create(n)),
        Gen.Bool.Select(b => (JsonNode?)JsonValue.Create(b)),
        Gen.Const(0).Select(_ => (JsonNode?)null));

    public static readonly Gen<JsonNode?> Values = Gen.OneOf(
        Leaves,
        Leaves.Array[0, 3].Select(a => (JsonNode?)new JsonArray(a)),
        Gen.Select(Texts, Leaves).Array[0, 3].Select(m => (JsonNode?)Object(m)),
        Gen.Select(Texts, Leaves).Array[0, 2].Array[0, 2].Select(a => (JsonNode?)new JsonArray([.. a.Select(Object)])));

    /// <summary>Each setting that the schema knows: its place, and the file with a value there.</summary>
    public static IReadOnlyList<(string Place, Func<JsonNode?, JsonObject> File)> Settings { get; } =
    [
        .. SettingsSchema.Objects()
            .SelectMany(o => o.Known.Append(SettingsSchema.Bogus)
                .Select(key => (o.Place.Length == 0 ? key
                    : $"{o.Place}.{key}", (Func<JsonNode?, JsonObject>)(value => With(o.File, key, value))))),
    ];

    private static JsonObject With(string file, string key, JsonNode? value)
    {
        var root = (JsonObject)JsonNode.Parse(file)!;
        var holder = Holder(root)!;
        holder.Remove(SettingsSchema.Bogus);
        holder[key] = value;
        return root;
    }

    private static JsonObject? Holder(JsonNode? node) => node switch
    {
        JsonObject here when here.ContainsKey(SettingsSchema.Bogus) => here,
        JsonObject here => here.Select(m => Holder(m.Value)).FirstOrDefault(h => h is not null),
        JsonArray list => list.Select(Holder).FirstOrDefault(h => h is not null),
        _ => null,
    };

    private static JsonObject Object((string Name, JsonNode? Value)[] members)
    {
        var made = new JsonObject();
        foreach (var (name, value) in members)
            made[name] = value?.DeepClone();
        return made;
    }
}
