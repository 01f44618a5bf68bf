using System.Text.Json.Nodes;
using SmokeTests.Databases;
using SmokeTests.Recording;

namespace SmokeTests.Settings;

/// <summary>What a suite's journeys need of <c>smoketests.json</c>: its environments, and which one this process stands in.</summary>
internal sealed class SuiteSettings
{
    private const string ChosenBy = "SMOKETESTS_ENVIRONMENT";

    private readonly IReadOnlyList<SettingSecret> secrets;

    private SuiteSettings(string environment, EnvironmentSettings? chosen, IReadOnlyList<string> mistakes,
        IReadOnlyList<SettingSecret> secrets)
    {
        this.secrets = secrets;
        Secrets = secrets.Count == 0 ? SecretSet.None : new SecretSet(secrets.Select(s => s.Value));
        Environment = environment;
        Chosen = chosen;
        Mistakes = mistakes;
    }

    public string Environment { get; }

    public IReadOnlyList<string> Mistakes { get; }

    public int AtOnce => Chosen?.AtOnce ?? EnvironmentSettings.UsuallyAtOnce;

    public string? Host => Chosen?.Site.Authority;

    /// <summary>All secrets of the settings, whichever environment they are for.</summary>
    public SecretSet Secrets { get; }

    /// <summary>Those of this environment, by name.</summary>
    public IEnumerable<SettingSecret> Named => secrets.Where(s => s.Environment == Environment);

    private EnvironmentSettings? Chosen { get; }

    public EnvironmentSettings Required() => Chosen is not null && Mistakes.Count == 0
        ? Chosen
        : throw new CheckBrokenException("The settings are wrong:\n  " + string.Join("\n  ", Mistakes));

    /// <summary>Settings that stand in no file.</summary>
    public static SuiteSettings Of(EnvironmentSettings environment) => new(environment.Name, environment, [], []);

    public static SuiteSettings Load(string? path, string? environment, IReadOnlyDictionary<string, string> variables)
    {
        var file = SettingsFile.Load(path ?? Path.Combine(AppContext.BaseDirectory, SettingsFile.Name), variables);
        var name = environment ?? variables.GetValueOrDefault(ChosenBy) ?? file.Text(file.Root, "", "environment")?.Value;
        var browser = Browser(file);
        var all = file.Members(file.Root, "", "environments").Select(e => Read(file, e.Name, e.Key, e.Node, browser)).ToArray();
        name ??= all is [var only] ? only.Name : null;
        var chosen = all.FirstOrDefault(e => e.Name == name);
        if (chosen is null && file.Mistakes.Count == 0)
            file.Mistake("environments", name is null
                ? $"choose one: set \"environment\", or the variable {ChosenBy}"
                : $"there is no '{name}'. There are: {string.Join(", ", all.Select(e => e.Name))}");
        return new SuiteSettings(name ?? "", chosen, file.Mistakes, SettingSecrets.In(file));
    }

    private static EnvironmentSettings Read(SettingsFile file, string name, string key, JsonObject node, BrowserSettings browser)
    {
        file.OnlyKeys(node, key, "site", "api", "origins", "databases", "accounts", "secrets", "mail", "stepLimit", "pageMegabytes",
            "errorTexts", "block", "atOnce");
        var site = Address(file, key, "site", file.Text(node, key, "site"), null);
        if (node["site"] is null)
            file.Mistake(key, "\"site\" is missing: the address that journeys start from, such as \"https://shop.example\"");
        var api = ApiSettings.Read(file, key, node, site);
        return new EnvironmentSettings
        {
            Name = name,
            Site = site ?? new Uri("http://unset.invalid/"),
            Api = api,
            Origins = [.. (file.Texts(node, key, "origins") ?? []).Select(o => Address(file, key, "origins", new Text(o, null), null))
                .OfType<Uri>()],
            Databases = file.Members(node, key, "databases").ToDictionary(d => d.Name, d => Database(file, d.Key, d.Node)),
            Accounts = file.Members(node, key, "accounts").ToDictionary(a => a.Name, a => AccountSettings.Read(file, a.Key, a.Node)),
            Secrets = file.Object(node, key, "secrets") is { } secrets
                ? secrets.ToDictionary(s => s.Key, s => file.Text(secrets, SettingsFile.Join(key, "secrets"), s.Key) ?? new Text("", null))
                : [],
            Mail = file.Members(node, key, "mail").ToDictionary(m => m.Name, m => MailSettings.Read(file, m.Key, m.Node)),
            StepLimit = file.Time(node, key, "stepLimit") ?? TimeSpan.FromSeconds(10),
            PageBytes = (file.Count(node, key, "pageMegabytes") ?? 10) * 1024 * 1024,
            ErrorTexts = file.Texts(node, key, "errorTexts") ?? UsualErrorTexts.All,
            Block = file.Texts(node, key, "block") ?? [],
            AtOnce = file.Count(node, key, "atOnce") ?? EnvironmentSettings.UsuallyAtOnce,
            Folder = file.Folder,
            Browser = browser,
        };
    }

    private static BrowserSettings Browser(SettingsFile file)
    {
        if (file.Object(file.Root, "", "browser") is not { } node)
            return new BrowserSettings();
        file.OnlyKeys(node, "browser", "path", "sandbox", "patience", "arguments", "trace");
        return new BrowserSettings
        {
            Path = file.Text(node, "browser", "path")?.Value is { Length: > 0 } path ? path : null,
            Sandbox = file.Flag(node, "browser", "sandbox"),
            Patience = file.Time(node, "browser", "patience") ?? TimeSpan.FromSeconds(5),
            Arguments = file.Texts(node, "browser", "arguments") ?? [],
            Trace = file.Flag(node, "browser", "trace"),
        };
    }

    private static DatabaseSettings Database(SettingsFile file, string key, JsonObject node)
    {
        file.OnlyKeys(node, key, "engine", "connection");
        var engine = file.Text(node, key, "engine")?.Value ?? "";
        if (!DatabaseEngine.All.ContainsKey(engine))
            file.Mistake($"{key}.engine", $"'{engine}' is not an engine. Known: {string.Join(", ", DatabaseEngine.All.Keys)}");
        return new DatabaseSettings(engine, file.Text(node, key, "connection") ?? new Text("", null));
    }

    internal static Uri? Address(SettingsFile file, string key, string name, Text? text, Uri? relativeTo)
    {
        if (text is null)
            return null;
        if (text.MissingVariable is { } variable)
            file.Mistake($"{key}.{name}", $"the environment variable {variable} is not set");
        else if (Uri.TryCreate(text.Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            return address;
        else if (relativeTo is not null && text.Value!.StartsWith('/'))
            return new Uri(relativeTo, text.Value);
        else
            file.Mistake($"{key}.{name}", $"'{BasicLogIn.WithoutAny(text.Value!)}' is not an address. Write http:// or https:// and a host"
                + (text.Value!.Contains('@', StringComparison.Ordinal)
                    ? "; a password in it with / ? # : or @ needs them as %2F %3F %23 %3A %40" : ""));
        return null;
    }
}
