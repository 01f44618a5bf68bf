using System.Text.Json.Nodes;
using SmokeTests.Settings;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Routes;

/// <summary>The routes that there are.</summary>
internal static class RouteRegistry
{
    /// <summary>Reads a route from a team's settings; null where it has none of that kind, or a wrong one.</summary>
    public delegate IRoute? Reader(SettingsFile file, JsonObject team, string key);

    public static IReadOnlyDictionary<string, Reader> Readers { get; } = new Dictionary<string, Reader>
    {
        [SlackWebhook.Key] = SlackWebhook.Read,
        [PagerDuty.Key] = PagerDuty.Read,
        [Opsgenie.Key] = Opsgenie.Read,
        [Email.Key] = Email.Read,
        [MicrosoftTeams.Key] = MicrosoftTeams.Read,
        [Webhook.Key] = Webhook.Read,
        [Alertmanager.Key] = Alertmanager.Read,
    };

    /// <summary>A key, or an object with <c>key</c> and <c>address</c> where the receiver is not the usual one.</summary>
    public static (string Key, Uri Address)? Keyed(SettingsFile file, JsonObject team, string key, string name, Uri usual)
    {
        if (team[name] is not JsonObject node)
            return SettingTexts.Text(file, team, key, name) is { Length: > 0 } alone ? (alone, usual) : null;
        var own = SettingsFile.Join(key, name);
        file.OnlyKeys(node, own, "key", "address");
        if (node["key"] is null)
            file.Mistake(own, "has no key. Add \"key\": \"${KEY}\"");
        var address = node["address"] is null ? usual : SettingTexts.Address(file, node, own, "address", "is no address");
        return SettingTexts.Text(file, node, own, "key") is { Length: > 0 } text && address is not null ? (text, address) : null;
    }
}
