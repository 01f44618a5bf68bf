using System.Text.Json.Nodes;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Settings;

namespace SmokeTests.Runner.Access;

/// <summary>Who may see the board and act on it. Settings: <c>access</c>.</summary>
internal sealed record AccessSettings
{
    /// <summary>
    /// Everybody who can reach the board is an operator: the default on loopback, and what <c>"access": "open"</c> says of any
    /// address.
    /// </summary>
    public bool IsOpen { get; init; }

    public IReadOnlyDictionary<string, Person> People { get; init; } = new Dictionary<string, Person>();

    public OpenIdConnect? OpenIdConnect { get; init; }

    public TrustedHeader? Header { get; init; }

    public IReadOnlyList<ApiToken> Tokens { get; init; } = [];

    /// <summary>The locations that runners may report from: what their tokens are called.</summary>
    public IEnumerable<string> Locations => Tokens.Where(t => t.Scopes.Contains(TokenScope.Report)).Select(t => t.Name);

    public bool HasPasswords => People.Count > 0;

    /// <summary>Nothing is set: fine on loopback, a mistake elsewhere.</summary>
    public bool IsUnset => !IsOpen && !HasPasswords && OpenIdConnect is null && Header is null;

    public static AccessSettings Read(SettingsFile file)
    {
        const string key = "access";
        if (file.Root[key] is JsonValue value)
        {
            if (value.TryGetValue<string>(out var word) && word == "open")
                return new AccessSettings { IsOpen = true };
            file.Mistake(key, "is neither \"open\" nor an object with passwords, oidc, header or tokens");
            return new AccessSettings();
        }
        if (file.Object(file.Root, "", key) is not { } node)
            return new AccessSettings();
        file.OnlyKeys(node, key, "passwords", "oidc", "header", "tokens");
        return new AccessSettings
        {
            People = ReadPeople(file, node, key),
            OpenIdConnect = OpenIdConnect.Read(file, node, SettingsFile.Join(key, "oidc")),
            Header = TrustedHeader.Read(file, node, SettingsFile.Join(key, "header")),
            Tokens = [.. file.Members(node, key, "tokens").Select(t => ApiToken.Read(file, t.Name, t.Key, t.Node)).OfType<ApiToken>()],
        };
    }

    private static Dictionary<string, Person> ReadPeople(SettingsFile file, JsonObject node, string key)
    {
        var people = new Dictionary<string, Person>(StringComparer.Ordinal);
        if (SettingTexts.Text(file, node, key, "passwords") is not { } name)
            return people;
        var own = SettingsFile.Join(key, "passwords");
        var path = Path.GetFullPath(name, file.Folder);
        try
        {
            foreach (var (line, number) in File.ReadAllLines(path).Select((l, i) => (l.Trim(), i + 1))
                .Where(l => l.Item1.Length > 0 && l.Item1[0] != '#'))
                if (line.Split(':', 3) is [var who, var role, var hash] && Role.All.Contains(role) && who.Length > 0)
                    people[who] = new Person(who, role, hash);
                else
                    file.Mistake(own, $"line {number} of {path} is not NAME:ROLE:HASH with a role "
                        + $"of {string.Join(" or ", Role.All)}. smoke password NAME --role ROLE prints one");
            if (people.Count == 0)
                file.Mistake(own, $"{path} names nobody. smoke password NAME --role operator prints a line for it");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file.Mistake(own, $"cannot be read: {e.Message}");
        }
        return people;
    }
}
