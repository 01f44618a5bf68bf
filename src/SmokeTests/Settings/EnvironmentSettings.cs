using System.Text.Json.Nodes;
using SmokeTests.Pages;

namespace SmokeTests.Settings;

/// <summary>One environment of <c>smoketests.json</c>.</summary>
internal sealed record EnvironmentSettings
{
    public const int UsuallyAtOnce = 50;

    private readonly BasicLogIn? siteLogIn;
    private readonly IReadOnlyList<(Uri, BasicLogIn)> originLogIns = [];

    public required string Name { get; init; }

    /// <summary>
    /// Where journeys start. A log-in in the address is taken out and kept in <see cref="LogIns"/>, here as in the others.
    /// </summary>
    public required Uri Site { get; init => (field, siteLogIn) = (BasicLogIn.Without(value), BasicLogIn.In(value)); }
    public ApiSettings? Api { get; init; }

    /// <summary>Addresses besides site and API that belong to the environment.</summary>
    public IReadOnlyList<Uri> Origins
    {
        get;
        init
        {
            field = [.. value.Select(BasicLogIn.Without)];
            originLogIns = [.. value.Select(o => (BasicLogIn.Without(o), BasicLogIn.In(o))).Where(o => o.Item2 is not null)
                .Select(o => (o.Item1, o.Item2!))];
        }
    } = [];
    public IReadOnlyDictionary<string, DatabaseSettings> Databases { get; init; } = new Dictionary<string, DatabaseSettings>();
    public IReadOnlyDictionary<string, AccountSettings> Accounts { get; init; } = new Dictionary<string, AccountSettings>();
    public IReadOnlyDictionary<string, Text> Secrets { get; init; } = new Dictionary<string, Text>();
    public IReadOnlyDictionary<string, MailSettings> Mail { get; init; } = new Dictionary<string, MailSettings>();
    public TimeSpan StepLimit { get; init; } = TimeSpan.FromSeconds(10);
    public int PageBytes { get; init; } = 10 * 1024 * 1024;
    public IReadOnlyList<string> ErrorTexts { get; init; } = ErrorPages.Usual;

    /// <summary>Third parties that a browser is not to ask, as patterns: <c>*.tracker.example</c>.</summary>
    public IReadOnlyList<string> Block { get; init; } = [];

    /// <summary>How many checks may be on the site at once.</summary>
    public int AtOnce { get; init; } = UsuallyAtOnce;
    public string Folder { get; init; } = "";
    public BrowserSettings Browser { get; init; } = new();

    /// <summary>The log-ins that stand in the environment's addresses, with the address that each is for.</summary>
    public IEnumerable<(Uri Address, BasicLogIn LogIn)> LogIns => (siteLogIn is null ? [] : new[] { (Site, siteLogIn) })
        .Concat(Api?.LogIn is { } api ? [(Api.Address, api)] : Array.Empty<(Uri, BasicLogIn)>()).Concat(originLogIns);

    /// <summary>The log-in that goes to an address: that of its origin alone.</summary>
    public BasicLogIn? LogInOf(Uri address) => LogIns.FirstOrDefault(l => Http.Origin.IsSame(l.Address, address)).LogIn;

    public IReadOnlyList<Uri> Own => [Site, .. Api is { } api ? [api.Address] : Array.Empty<Uri>(), .. Origins];
}

/// <summary>How the suite's browser is found and started.</summary>
internal sealed record BrowserSettings
{
    public string? Path { get; init; }

    /// <summary>Whether Chromium's sandbox is on; by default it is, unless root runs in a container.</summary>
    public bool? Sandbox { get; init; }

    /// <summary>How long a word waits for the page to become as it should.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Whether a Playwright trace is taken; by default when a failed run is confirmed, and under <c>dotnet test</c>.</summary>
    public bool? Trace { get; init; }
}

internal sealed record DatabaseSettings(string Engine, Text Connection);

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

/// <summary>OAuth 2.0 client credentials (RFC 6749, section 4.4).</summary>
internal sealed record OAuthSettings(Uri Token, Text Client, Text Secret, string? Scope)
{
    /// <summary>Where a token is asked for, without a log-in.</summary>
    public Uri Token { get; init; } = BasicLogIn.Without(Token);

    /// <summary>The log-in that stood in the address.</summary>
    public BasicLogIn? LogIn { get; init; } = BasicLogIn.In(Token);
}

/// <summary>A mailbox that journeys send to and read.</summary>
internal sealed record MailSettings(Text Imap, Text Smtp, Text User, Text Password)
{
    public static MailSettings Read(SettingsFile file, string key, JsonObject node)
    {
        file.OnlyKeys(node, key, "imap", "smtp", "user", "password");
        var none = new Text("", null);
        return new MailSettings(file.Text(node, key, "imap") ?? none, file.Text(node, key, "smtp") ?? none,
            file.Text(node, key, "user") ?? none, file.Text(node, key, "password") ?? none);
    }
}
