using System.Text.Json.Nodes;

namespace SmokeTests.Settings;

/// <summary>The environment's API, and how it is logged in to.</summary>
internal sealed record ApiSettings(Uri Address)
{
    /// <summary>Where it is, without a log-in.</summary>
    public Uri Address { get; init; } = BasicLogIn.Without(Address);

    /// <summary>The log-in that stood in the address.</summary>
    public BasicLogIn? LogIn { get; init; } = BasicLogIn.In(Address);
    public Text? Bearer { get; init; }
    public (Text User, Text Password)? Basic { get; init; }
    public (string Header, Text Value)? Key { get; init; }
    public OAuthSettings? OAuth { get; init; }

    /// <summary>A text is the address alone.</summary>
    public static ApiSettings? Read(SettingsFile file, string environment, JsonObject node, Uri? site)
    {
        if (node["api"] is not JsonObject api)
            return SuiteSettings.Address(file, environment, "api", file.Text(node, environment, "api"), site) is { } plain
                ? new ApiSettings(plain) : null;
        var key = $"{environment}.api";
        file.OnlyKeys(api, key, "address", "bearer", "basic", "key", "oauth");
        var address = SuiteSettings.Address(file, key, "address", file.Text(api, key, "address"), site) ?? site;
        if (new[] { "bearer", "basic", "key", "oauth" }.Count(way => api[way] is not null) > 1)
            file.Mistake(key, "knows one way to log in: bearer, basic, key or oauth");
        foreach (var (way, keys) in new[] { ("basic", new[] { "user", "password" }), ("key", ["header", "value"]),
            ("oauth", ["token", "client", "secret", "scope"]) })
            if (api[way] is JsonObject logIn)
                file.OnlyKeys(logIn, $"{key}.{way}", keys);
        if (address is null)
            return null;
        return new ApiSettings(address)
        {
            Bearer = file.Text(api, key, "bearer"),
            Basic = file.Object(api, key, "basic") is { } basic
                ? (Needed(file, basic, $"{key}.basic", "user"), Needed(file, basic, $"{key}.basic", "password")) : null,
            Key = file.Object(api, key, "key") is { } own
                ? (file.Text(own, $"{key}.key", "header")?.Value ?? "X-Api-Key", Needed(file, own, $"{key}.key", "value")) : null,
            OAuth = file.Object(api, key, "oauth") is { } oauth
                && SuiteSettings.Address(file, $"{key}.oauth", "token", Needed(file, oauth, $"{key}.oauth", "token"), site) is { } token
                ? new OAuthSettings(token, Needed(file, oauth, $"{key}.oauth", "client"), Needed(file, oauth, $"{key}.oauth", "secret"),
                    file.Text(oauth, $"{key}.oauth", "scope")?.Value)
                : null,
        };
    }

    private static Text Needed(SettingsFile file, JsonObject node, string key, string name)
    {
        if (node[name] is null)
            file.Mistake(key, $"\"{name}\" is missing");
        return file.Text(node, key, name) ?? new Text("", null);
    }
}
