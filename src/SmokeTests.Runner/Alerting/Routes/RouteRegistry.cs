using System.Text.Json.Nodes;
using SmokeTests.Settings;

namespace SmokeTests.Runner.Alerting.Routes;

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

    /// <summary>A text of a team's settings; one that needs a variable that is not set is a mistake.</summary>
    public static string? Text(SettingsFile file, JsonObject team, string key, string name)
    {
        var text = file.Text(team, key, name);
        if (text?.MissingVariable is { } variable)
            file.Mistake(SettingsFile.Join(key, name), $"the environment variable {variable} is not set");
        return text?.Value;
    }

    /// <summary>A key, or an object with <c>key</c> and <c>address</c> where the receiver is not the usual one.</summary>
    public static (string Key, Uri Address)? Keyed(SettingsFile file, JsonObject team, string key, string name, Uri usual)
    {
        if (team[name] is not JsonObject node)
            return Text(file, team, key, name) is { Length: > 0 } alone ? (alone, usual) : null;
        var own = SettingsFile.Join(key, name);
        file.OnlyKeys(node, own, "key", "address");
        if (node["key"] is null)
            file.Mistake(own, "has no key. Add \"key\": \"${KEY}\"");
        var address = node["address"] is null ? usual : Address(file, node, own, "address", "is no address");
        return Text(file, node, own, "key") is { Length: > 0 } text && address is not null ? (text, address) : null;
    }

    public static Uri? Address(SettingsFile file, JsonObject team, string key, string name, string wrong)
    {
        if (Text(file, team, key, name) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            return address;
        file.Mistake(SettingsFile.Join(key, name), wrong);
        return null;
    }
}
