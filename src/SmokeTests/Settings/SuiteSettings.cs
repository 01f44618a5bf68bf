using System.Text.Json.Nodes;

namespace SmokeTests.Settings;

/// <summary>What a suite's journeys need of <c>smoketests.json</c>: its environments, and which one this process stands in.</summary>
internal sealed class SuiteSettings
{
    private const string ChosenBy = "SMOKETESTS_ENVIRONMENT";

    private SuiteSettings(string environment, EnvironmentSettings? chosen, IReadOnlyList<string> mistakes)
    {
        Environment = environment;
        Chosen = chosen;
        Mistakes = mistakes;
    }

    public string Environment { get; }

    public IReadOnlyList<string> Mistakes { get; }

    private EnvironmentSettings? Chosen { get; }

    public EnvironmentSettings Required() => Chosen is not null && Mistakes.Count == 0
        ? Chosen
        : throw new CheckBrokenException("The settings are wrong:\n  " + string.Join("\n  ", Mistakes));

    public static SuiteSettings Load(string? path, string? environment, IReadOnlyDictionary<string, string> variables)
    {
        var file = SettingsFile.Load(path ?? Path.Combine(AppContext.BaseDirectory, SettingsFile.Name), variables);
        var name = environment ?? variables.GetValueOrDefault(ChosenBy) ?? file.Text(file.Root, "", "environment")?.Value;
        var all = file.Members(file.Root, "", "environments").Select(e => Read(file, e.Name, e.Key, e.Node)).ToArray();
        name ??= all is [var only] ? only.Name : null;
        var chosen = all.FirstOrDefault(e => e.Name == name);
        if (chosen is null && file.Mistakes.Count == 0)
            file.Mistake("environments", name is null
                ? $"choose one: set \"environment\", or the variable {ChosenBy}"
                : $"there is no '{name}'. There are: {string.Join(", ", all.Select(e => e.Name))}");
        return new SuiteSettings(name ?? "", chosen, file.Mistakes);
    }

    private static EnvironmentSettings Read(SettingsFile file, string name, string key, JsonObject node)
    {
        file.OnlyKeys(node, key, "site", "api", "databases", "accounts", "stepLimit", "pageMegabytes");
        var site = Address(file, key, "site", file.Text(node, key, "site"), null);
        if (node["site"] is null)
            file.Mistake(key, "\"site\" is missing: the address that journeys start from, such as \"https://shop.example\"");
        return new EnvironmentSettings(
            name,
            site ?? new Uri("http://unset.invalid/"),
            Address(file, key, "api", file.Text(node, key, "api"), site) ?? site,
            file.Members(node, key, "databases").ToDictionary(d => d.Name, d => Database(file, d.Key, d.Node)),
            file.Members(node, key, "accounts").ToDictionary(a => a.Name, a => Account(file, a.Key, a.Node)),
            file.Time(node, key, "stepLimit") ?? TimeSpan.FromSeconds(10),
            (file.Count(node, key, "pageMegabytes") ?? 10) * 1024 * 1024,
            file.Folder);
    }

    private static DatabaseSettings Database(SettingsFile file, string key, JsonObject node)
    {
        file.OnlyKeys(node, key, "engine", "connection");
        var engine = file.Text(node, key, "engine")?.Value ?? "";
        if (!Databases.Engine.All.ContainsKey(engine))
            file.Mistake($"{key}.engine", $"'{engine}' is not an engine. Known: {string.Join(", ", Databases.Engine.All.Keys)}");
        return new DatabaseSettings(engine, file.Text(node, key, "connection") ?? new Text("", null));
    }

    private static AccountSettings Account(SettingsFile file, string key, JsonObject node)
    {
        file.OnlyKeys(node, key, "user", "password");
        foreach (var needed in new[] { "user", "password" }.Where(n => node[n] is null))
            file.Mistake(key, $"\"{needed}\" is missing");
        return new AccountSettings(file.Text(node, key, "user") ?? new("", null), file.Text(node, key, "password") ?? new("", null));
    }

    private static Uri? Address(SettingsFile file, string key, string name, Text? text, Uri? relativeTo)
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
            file.Mistake($"{key}.{name}", $"'{text.Value}' is not an address. Write http:// or https:// and a host");
        return null;
    }
}

internal sealed record EnvironmentSettings(
    string Name,
    Uri Site,
    Uri? Api,
    IReadOnlyDictionary<string, DatabaseSettings> Databases,
    IReadOnlyDictionary<string, AccountSettings> Accounts,
    TimeSpan StepLimit,
    int PageBytes,
    string Folder);

internal sealed record DatabaseSettings(string Engine, Text Connection);

internal sealed record AccountSettings(Text User, Text Password);
