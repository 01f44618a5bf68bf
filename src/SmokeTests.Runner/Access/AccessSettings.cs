using System.Net;
using System.Text.Json.Nodes;
using SmokeTests.Runner.Alerting.Routes;
using SmokeTests.Settings;

namespace SmokeTests.Runner.Access;

/// <summary>What somebody may do: a viewer looks, an operator acts.</summary>
internal static class Role
{
    public const string Viewer = "viewer";
    public const string Operator = "operator";
    public static readonly IReadOnlyList<string> All = [Viewer, Operator];
}

/// <summary>What a token of the API is good for.</summary>
internal static class TokenScope
{
    public const string Read = "read";
    public const string Act = "act";
    public const string Deploy = "deploy";

    /// <summary>Runs of the location that the token is named after.</summary>
    public const string Report = "report";
    public static readonly IReadOnlyList<string> All = [Read, Act, Deploy, Report];
}

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
        if (RouteRegistry.Text(file, node, key, "passwords") is not { } name)
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

/// <summary>Somebody in the password file.</summary>
internal sealed record Person(string Name, string Role, string Hash);

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
            (RouteRegistry.Address(file, node, key, "authority", "is no address of an OpenID provider"),
                RouteRegistry.Text(file, node, key, "clientId"));
        if (node["authority"] is null || node["clientId"] is null)
            file.Mistake(key, "needs both: \"authority\": \"https://login.example\" and \"clientId\": \"…\"");
        return authority is null || client is null ? null
            : new OpenIdConnect(authority.ToString(), client, RouteRegistry.Text(file, node, key, "clientSecret"),
                RouteRegistry.Text(file, node, key, "claim") ?? "groups", file.Texts(node, key, "operators") ?? [],
                file.Texts(node, key, "viewers") ?? []);
    }
}

/// <summary>
/// A reverse proxy that has signed people in: <c>"header": { "name": "X-Forwarded-User", "from": ["10.0.0.0/8"], "operators":
/// ["ada"] }</c>.
/// </summary>
/// <param name="From">The networks of the proxy. From anywhere else the header is nothing.</param>
internal sealed record TrustedHeader(string Name, IReadOnlyList<IPNetwork> From, IReadOnlyList<string> Operators)
{
    public bool Trusts(IPAddress? address) =>
        address is not null && From.Any(n => n.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));

    public static TrustedHeader? Read(SettingsFile file, JsonObject access, string key)
    {
        if (file.Object(access, "access", "header") is not { } node)
            return null;
        file.OnlyKeys(node, key, "name", "from", "operators");
        var (name, from) = (RouteRegistry.Text(file, node, key, "name"), new List<IPNetwork>());
        foreach (var text in file.Texts(node, key, "from") ?? [])
            if (IPNetwork.TryParse(text, out var network))
                from.Add(network);
            else
                file.Mistake(SettingsFile.Join(key, "from"), $"'{text}' is no network. Write 10.0.0.0/8, or 10.1.2.3/32 for one machine");
        if (name is null || node["from"] is null)
            file.Mistake(key, "needs both: \"name\": \"X-Forwarded-User\" and \"from\": [\"10.0.0.0/8\"], the proxy's network");
        return name is null || from.Count == 0 ? null : new TrustedHeader(name, from, file.Texts(node, key, "operators") ?? []);
    }
}

/// <summary>
/// A token of the API, of which only the hash is known here: <c>"tokens": { "ci": { "sha256": "…", "scopes": ["deploy"] } }</c>.
/// </summary>
internal sealed record ApiToken(string Name, string Sha256, IReadOnlyList<string> Scopes)
{
    private const int HexOfSha256 = 64;

    public static ApiToken? Read(SettingsFile file, string name, string key, JsonObject node)
    {
        file.OnlyKeys(node, key, "sha256", "scopes");
        var (hash, scopes) = (RouteRegistry.Text(file, node, key, "sha256"), file.Texts(node, key, "scopes") ?? []);
        if (node["sha256"] is null || hash is not null && !(hash.Length == HexOfSha256 && hash.All(char.IsAsciiHexDigit)))
            file.Mistake(SettingsFile.Join(key, "sha256"), "is not the hash of a token. smoke token makes a token and prints it");
        foreach (var wrong in scopes.Where(s => !TokenScope.All.Contains(s)))
            file.Mistake(SettingsFile.Join(key, "scopes"), $"'{wrong}' is no scope. There are: {string.Join(", ", TokenScope.All)}");
        if (scopes.Count == 0)
            file.Mistake(key, $"may do nothing. Add \"scopes\" with some of {string.Join(", ", TokenScope.All)}");
        return hash is null ? null : new ApiToken(name, hash.ToLowerInvariant(), scopes);
    }
}
