using System.Text.Json;
using SmokeTests.PageModel;

namespace SmokeTests.Browsers;

/// <summary>Reads what <c>outline.js</c> says of a page.</summary>
internal static class Outlines
{
    public static Outline? Read(string written)
    {
        using var json = JsonDocument.Parse(written);
        Outline? root = null, open = null;
        foreach (var part in json.RootElement.EnumerateArray())
            if (part.ValueKind == JsonValueKind.Array)
                open = open?.Add(part[0].GetString()!, Attributes(part[1]))
                    ?? (root = new Outline(part[0].GetString()!, Attributes(part[1]), null));
            else if (part.ValueKind == JsonValueKind.String)
                open!.Add(part.GetString()!);
            else
                open = open!.Parent;
        return root;
    }

    private static Dictionary<string, string> Attributes(JsonElement attributes) =>
        attributes.EnumerateObject().ToDictionary(a => a.Name, a => a.Value.GetString()!);
}
