using SmokeTests.Settings;

namespace SmokeTests.Runner.Settings;

/// <summary>Addresses that have nothing to do with the product: <c>"canaries": ["https://example.com/", "tcp://1.1.1.1:53"]</c>.</summary>
internal static class CanarySettings
{
    public static IReadOnlyList<Uri> Read(SettingsFile file)
    {
        var found = new List<Uri>();
        foreach (var text in file.Texts(file.Root, "", "canaries") ?? [])
            if (Uri.TryCreate(text, UriKind.Absolute, out var address)
                && (address.Scheme is "http" or "https" || address is { Scheme: "tcp", Port: > 0 }))
                found.Add(address);
            else
                file.Mistake("canaries", $"'{text}' is no address. Write https://example.com/ or tcp://1.1.1.1:53");
        return found;
    }
}
