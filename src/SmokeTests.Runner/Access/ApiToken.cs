using System.Text.Json.Nodes;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Settings;

namespace SmokeTests.Runner.Access;

/// <summary>
/// A token of the API, of which only the hash is known here: <c>"tokens": { "ci": { "sha256": "…", "scopes": ["deploy"] } }</c>.
/// </summary>
internal sealed record ApiToken(string Name, string Sha256, IReadOnlyList<string> Scopes)
{
    private const int HexOfSha256 = 64;

    public static ApiToken? Read(SettingsFile file, string name, string key, JsonObject node)
    {
        file.OnlyKeys(node, key, "sha256", "scopes");
        var (hash, scopes) = (SettingTexts.Text(file, node, key, "sha256"), file.Texts(node, key, "scopes") ?? []);
        if (node["sha256"] is null || hash is not null && !(hash.Length == HexOfSha256 && hash.All(char.IsAsciiHexDigit)))
            file.Mistake(SettingsFile.Join(key, "sha256"), "is not the hash of a token. smoke token makes a token and prints it");
        foreach (var wrong in scopes.Where(s => !TokenScope.All.Contains(s)))
            file.Mistake(SettingsFile.Join(key, "scopes"), $"'{wrong}' is no scope. There are: {string.Join(", ", TokenScope.All)}");
        if (scopes.Count == 0)
            file.Mistake(key, $"may do nothing. Add \"scopes\" with some of {string.Join(", ", TokenScope.All)}");
        return hash is null ? null : new ApiToken(name, hash.ToLowerInvariant(), scopes);
    }
}
