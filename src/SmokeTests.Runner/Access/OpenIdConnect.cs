using System.Text.Json.Nodes;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Settings;

namespace SmokeTests.Runner.Access;

/// <summary>
/// A provider of OpenID Connect: <c>"oidc": { "authority": "https://login.example", "clientId": "…", "clientSecret": "${…}",
/// "operators": ["ops"] }</c>.
/// </summary>
/// <param name="Claim">What of its tokens names somebody's groups.</param>
/// <param name="Operators">The groups, or people by e-mail or name, that are operators.</param>
/// <param name="Viewers">Those that may look; empty for everybody whom it knows.</param>
internal sealed record OpenIdConnect(string Authority, string ClientId, string? ClientSecret, string Claim, IReadOnlyList<string> Operators,
    IReadOnlyList<string> Viewers)
{
    /// <summary>What somebody of these groups may do; null where that is nothing.</summary>
    public string? RoleOf(IEnumerable<string> groups) =>
        groups.Intersect(Operators, StringComparer.OrdinalIgnoreCase).Any() ? Role.Operator
        : Viewers.Count == 0 || groups.Intersect(Viewers, StringComparer.OrdinalIgnoreCase).Any() ? Role.Viewer : null;

    public static OpenIdConnect? Read(SettingsFile file, JsonObject access, string key)
    {
        if (file.Object(access, "access", "oidc") is not { } node)
            return null;
        file.OnlyKeys(node, key, "authority", "clientId", "clientSecret", "claim", "operators", "viewers");
        var (authority, client) =
            (SettingTexts.Address(file, node, key, "authority", "is no address of an OpenID provider"),
                SettingTexts.Text(file, node, key, "clientId"));
        if (node["authority"] is null || node["clientId"] is null)
            file.Mistake(key, "needs both: \"authority\": \"https://login.example\" and \"clientId\": \"…\"");
        return authority is null || client is null ? null
            : new OpenIdConnect(authority.ToString(), client, SettingTexts.Text(file, node, key, "clientSecret"),
                SettingTexts.Text(file, node, key, "claim") ?? "groups", file.Texts(node, key, "operators") ?? [],
                file.Texts(node, key, "viewers") ?? []);
    }
}
