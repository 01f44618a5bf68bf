using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using SmokeTests.Testing;

namespace SmokeTests.Runner.Tests;

/// <summary>
/// JSON as it should be, with one place of it as it should not: another value, none, one that is there twice, or no JSON at all.
/// </summary>
internal static class OddJson
{
    private static readonly string[] Numbers =
        ["0", "-1", "2147483648", "9223372036854775808", "1e308", "-1e308", "1e999", "0.1", "NaN", "007"];

    private static readonly Gen<string> Values = Gen.Frequency(
        (6, OddTexts.All.Select(OddTexts.Quote)), (3, AnyJson.OneOf(Numbers)),
        (2, AnyJson.OneOf("null", "true", "{}", "[]", "[null]", "[[]]", "{\"\":null}")),
        (1, Gen.Const(new string('[', 200) + new string(']', 200))));

    /// <param name="good">As it should be.</param>
    public static Gen<string> Of(string good)
    {
        var places = Places(JsonNode.Parse(good)!, "").ToArray();
        return Gen.Select(Gen.Int[0, places.Length - 1], Values, Gen.Int[0, 19]).Select((place, value, how) => how switch
        {
            0 => "", 1 => good[..(good.Length / 2)], 2 => value, 3 => $"[{good}]", 4 => good + good, 5 => "\ufeff" + good,
            _ => With(JsonNode.Parse(good)!, places[place], value, isTwice: how == 6),
        });
    }

    private static IEnumerable<string> Places(JsonNode? node, string path) => node switch
    {
        JsonObject here => here.SelectMany(m => Places(m.Value, $"{path}/{m.Key}").Prepend($"{path}/{m.Key}")),
        JsonArray list => list.SelectMany((item, n) => Places(item, $"{path}/{n}").Prepend($"{path}/{n}")),
        _ => [],
    };

    private static string With(JsonNode root, string place, string value, bool isTwice)
    {
        var text = new StringBuilder();
        Write(root, "", place, value, isTwice, text);
        return text.ToString();
    }

    private static void Write(JsonNode? node, string path, string place, string value, bool isTwice, StringBuilder text)
    {
        if (path == place)
            text.Append(value);
        else if (node is JsonObject here)
        {
            text.Append('{');
            foreach (var (key, member) in here)
            {
                text.Append(CultureInfo.InvariantCulture, $"{(text[^1] == '{' ? "" : ",")}\"{key}\":");
                Write(member, $"{path}/{key}", place, value, isTwice, text);
                if (isTwice && place == $"{path}/{key}")
                    text.Append(CultureInfo.InvariantCulture, $",\"{key}\":{member?.ToJsonString() ?? "null"}");
            }
            text.Append('}');
        }
        else if (node is JsonArray list)
        {
            text.Append('[');
            for (var n = 0; n < list.Count; n++)
            {
                text.Append(n == 0 ? "" : ",");
                Write(list[n], $"{path}/{n}", place, value, isTwice, text);
            }
            text.Append(']');
        }
        else
            text.Append(node?.ToJsonString() ?? "null");
    }
}
