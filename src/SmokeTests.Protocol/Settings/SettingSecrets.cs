using System.Data.Common;
using System.Text.Json.Nodes;

namespace SmokeTests.Settings;

/// <summary>
/// What is secret in a settings file by what it is for: <c>secrets</c>, passwords, seeds, tokens, keys, the passwords in
/// connections and addresses. Of every environment: a check may read a variable that is meant for another.
/// </summary>
internal static class SettingSecrets
{
    private static readonly HashSet<string> ByName = new(StringComparer.Ordinal) { "password", "totp", "bearer", "secret" };

    public static IReadOnlyList<SettingSecret> In(SettingsFile file) =>
        [.. file.Members(file.Root, "", "environments").SelectMany(e => In(file, e.Name, e.Node, "")).Where(s => s.Value.Length > 0)];

    private static IEnumerable<SettingSecret> In(SettingsFile file, string environment, JsonNode? node, string key) => node switch
    {
        JsonObject members => members.SelectMany(m => In(file, environment, m.Value, SettingsFile.Join(key, m.Key))),
        JsonArray list => list.SelectMany((one, i) => In(file, environment, one, $"{key}[{i}]")),
        JsonValue value when value.TryGetValue<string>(out var text) && file.Fill(text).Value is { } filled =>
            Of(key, filled).Select(s => new SettingSecret(environment, key, s)),
        _ => [],
    };

    private static IEnumerable<string> Of(string key, string text)
    {
        var parts = key.Split('.');
        if (parts[0] == "secrets" || ByName.Contains(parts[^1]) || key == "api.key.value")
            return [text];
        if (parts[^1] == "connection")
            return PasswordsOf(text);
        return text.Contains('@', StringComparison.Ordinal) && Uri.TryCreate(text, UriKind.Absolute, out var address)
            && BasicLogIn.In(address) is { Password: { Length: > 0 } password } ? [password] : [];
    }

    private static IEnumerable<string> PasswordsOf(string connection)
    {
        DbConnectionStringBuilder all;
        try
        {
            all = new DbConnectionStringBuilder { ConnectionString = connection };
        }
        catch (ArgumentException)
        {
            // No connection can be read from it: all of it may be the password.
            return [connection];
        }
        return new[] { "Password", "Pwd" }.Where(all.ContainsKey).Select(k => $"{all[k]}");
    }
}
