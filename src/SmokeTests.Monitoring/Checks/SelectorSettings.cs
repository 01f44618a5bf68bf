using System.Text.Json.Nodes;
using SmokeTests.Settings;

namespace SmokeTests.Monitoring.Checks;

/// <summary>Selectors in the settings.</summary>
internal static class SelectorSettings
{
    /// <summary>The selector of a setting; everything where it is absent, null where it is none, which is a mistake.</summary>
    public static CheckSelector? Selector(this SettingsFile file, JsonObject node, string key, string name) =>
        file.Selector(SettingsFile.Join(key, name), file.Text(node, key, name)?.Value ?? "");

    /// <summary>The selector that a text is; null where it is none, which is a mistake of that setting.</summary>
    public static CheckSelector? Selector(this SettingsFile file, string key, string text)
    {
        if (CheckSelector.TryParse(text, out var selector, out var mistake))
            return selector;
        file.Mistake(key, mistake);
        return null;
    }
}
