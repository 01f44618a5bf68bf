using System.Text.Json.Nodes;
using SmokeTests.Settings;

namespace SmokeTests.Runner.Infrastructure;

/// <summary>Texts and addresses of the settings, which may hold variables.</summary>
internal static class SettingTexts
{
    /// <summary>A text of the settings; one that needs a variable that is not set is a mistake.</summary>
    public static string? Text(SettingsFile file, JsonObject node, string key, string name)
    {
        var text = file.Text(node, key, name);
        if (text?.MissingVariable is { } variable)
            file.Mistake(SettingsFile.Join(key, name), $"the environment variable {variable} is not set");
        return text?.Value;
    }

    /// <summary>An address by http or https; another is a mistake.</summary>
    /// <param name="wrong">What is said of such a one.</param>
    public static Uri? Address(SettingsFile file, JsonObject node, string key, string name, string wrong)
    {
        if (Text(file, node, key, name) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            return address;
        file.Mistake(SettingsFile.Join(key, name), wrong);
        return null;
    }
}
