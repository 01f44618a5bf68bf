using System.Text.Json.Nodes;

namespace SmokeTests.Settings;

/// <summary>A log-in: one, or a pool of several that stand in for each other.</summary>
internal sealed record AccountSettings(IReadOnlyList<LogInSettings> Pool)
{
    public static AccountSettings Read(SettingsFile file, string key, JsonObject node)
    {
        if (node["pool"] is null)
            return new AccountSettings([LogInSettings.Read(file, key, node)]);
        file.OnlyKeys(node, key, "pool");
        if (node["pool"] is JsonArray { Count: > 0 } pool && pool.All(p => p is JsonObject))
            return new AccountSettings([.. pool.Select((p, i) => LogInSettings.Read(file, $"{key}.pool[{i}]", (JsonObject)p!))]);
        file.Mistake($"{key}.pool", "must be a list of log-ins: [{ \"user\": …, \"password\": … }, …]");
        return new AccountSettings([new LogInSettings(new Text("", null), new Text("", null), null)]);
    }
}
