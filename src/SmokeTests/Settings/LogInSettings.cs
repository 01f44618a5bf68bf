using System.Text.Json.Nodes;

namespace SmokeTests.Settings;

internal sealed record LogInSettings(Text User, Text Password, Text? Totp)
{
    public static LogInSettings Read(SettingsFile file, string key, JsonObject node)
    {
        file.OnlyKeys(node, key, "user", "password", "totp");
        foreach (var needed in new[] { "user", "password" }.Where(n => node[n] is null))
            file.Mistake(key, $"\"{needed}\" is missing");
        return new LogInSettings(file.Text(node, key, "user") ?? new("", null), file.Text(node, key, "password") ?? new("", null),
            file.Text(node, key, "totp"));
    }
}
