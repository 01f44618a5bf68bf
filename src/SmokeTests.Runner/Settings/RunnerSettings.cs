using SmokeTests.Runner.History;
using SmokeTests.Runner.Scheduling;
using SmokeTests.Runner.Workers;
using SmokeTests.Settings;

namespace SmokeTests.Runner.Settings;

/// <summary>What the runner needs of <c>smoketests.json</c>: who is told, where, and when.</summary>
internal sealed record RunnerSettings(IReadOnlyDictionary<string, Team> Teams, Team Platform, Policy Policy)
{
    /// <summary>Hours that checks keep to. Settings: <c>calendars</c>.</summary>
    public IReadOnlyDictionary<string, Calendar> Calendars { get; init; } = new Dictionary<string, Calendar>();

    /// <summary>What a worker may take. Settings: <c>workers</c>.</summary>
    public Allowance Allowance { get; init; } = new();

    /// <summary>Runs on one host at once, whoever's checks they are. Settings: <c>workers.perHost</c>.</summary>
    public int PerHost { get; init; } = 100;

    /// <summary>How long what is kept. Settings: <c>history</c>.</summary>
    public Keeping Keeping { get; init; } = new();

    /// <summary>Where the history is kept; null for a file in the data folder. Settings: <c>history.database</c>.</summary>
    public string? Database { get; init; }

    /// <summary>Where a team without a channel is told: on the board's notifications page and the console.</summary>
    public const string OnTheBoard = "board";

    public static RunnerSettings Read(SettingsFile file)
    {
        var teams = file.Members(file.Root, "", "teams").Select(t => ReadTeam(file, t.Name, t.Key, t.Node)).ToDictionary(t => t.Name);
        var platform = file.Text(file.Root, "", "platform")?.Value;
        if (platform is not null && !teams.ContainsKey(platform))
            file.Mistake("platform", $"there is no team '{platform}'. There are: {string.Join(", ", teams.Keys)}");
        return new RunnerSettings(teams, platform is null ? Team.Unrouted("platform") : teams.GetValueOrDefault(platform) ?? Team.Unrouted(platform), ReadPolicy(file))
        {
            Calendars = ReadCalendars(file),
            Allowance = ReadAllowance(file, out var perHost),
            PerHost = perHost ?? 100,
            Keeping = ReadKeeping(file, out var database),
            Database = database,
        };
    }

    /// <summary>The team of that name; one that the settings lack is told on the board.</summary>
    public Team TeamOf(string? name) => name is null ? Platform : Teams.GetValueOrDefault(name) ?? Team.Unrouted(name);

    private static Team ReadTeam(SettingsFile file, string name, string key, System.Text.Json.Nodes.JsonObject node)
    {
        file.OnlyKeys(node, key, "slack");
        var slack = file.Text(node, key, "slack");
        if (node["slack"] is null)
            file.Mistake(key, $"has no route. Add \"slack\": \"https://hooks.slack.com/services/…\", or \"slack\": \"{OnTheBoard}\" to be told on the board alone");
        else if (slack?.MissingVariable is { } variable)
            file.Mistake($"{key}.slack", $"the environment variable {variable} is not set");
        else if (slack?.Value is { } text && text != OnTheBoard && !IsAddress(text))
            file.Mistake($"{key}.slack", $"is neither the address of an incoming webhook nor \"{OnTheBoard}\"");
        return new Team(name, slack?.Value is { } url && IsAddress(url) ? new Uri(url) : null);
    }

    private static Policy ReadPolicy(SettingsFile file)
    {
        var usual = new Policy();
        if (file.Object(file.Root, "", "alerts") is not { } alerts)
            return usual;
        file.OnlyKeys(alerts, "alerts", "open", "resolve", "confirmAfter", "late");
        return new Policy
        {
            Open = file.Count(alerts, "alerts", "open") ?? usual.Open,
            Resolve = file.Count(alerts, "alerts", "resolve") ?? usual.Resolve,
            ConfirmAfter = file.Time(alerts, "alerts", "confirmAfter") ?? usual.ConfirmAfter,
            Late = file.Time(alerts, "alerts", "late") ?? usual.Late,
        };
    }

    private static Dictionary<string, Calendar> ReadCalendars(SettingsFile file)
    {
        var calendars = new Dictionary<string, Calendar>(StringComparer.Ordinal);
        foreach (var (name, key, node) in file.Members(file.Root, "", "calendars"))
        {
            file.OnlyKeys(node, key, "zone", "hours", "except");
            if (Calendar.Parse(file.Text(node, key, "zone")?.Value, file.Text(node, key, "hours")?.Value, file.Texts(node, key, "except") ?? [], (wrong, what) => file.Mistake($"{key}.{wrong}", what)) is { } calendar)
                calendars[name] = calendar;
        }
        return calendars;
    }

    private static Allowance ReadAllowance(SettingsFile file, out int? perHost)
    {
        perHost = null;
        var usual = new Allowance();
        if (file.Object(file.Root, "", "workers") is not { } node)
            return usual;
        file.OnlyKeys(node, "workers", "count", "megabytes", "threads", "runs", "age", "pass", "perHost");
        perHost = file.Count(node, "workers", "perHost");
        return new Allowance
        {
            Count = file.Count(node, "workers", "count") ?? usual.Count,
            Megabytes = file.Count(node, "workers", "megabytes") ?? usual.Megabytes,
            Threads = file.Count(node, "workers", "threads") ?? usual.Threads,
            Runs = file.Count(node, "workers", "runs") ?? usual.Runs,
            Age = file.Time(node, "workers", "age") ?? usual.Age,
            Pass = file.Texts(node, "workers", "pass") ?? usual.Pass,
        };
    }

    private static Keeping ReadKeeping(SettingsFile file, out string? database)
    {
        database = null;
        var usual = new Keeping();
        if (file.Object(file.Root, "", "history") is not { } node)
            return usual;
        file.OnlyKeys(node, "history", "database", "runs", "minutes", "hours", "days");
        var text = file.Text(node, "history", "database");
        if (text?.MissingVariable is { } variable)
            file.Mistake("history.database", $"the environment variable {variable} is not set");
        database = text?.Value;
        return new Keeping
        {
            Runs = file.Time(node, "history", "runs") ?? usual.Runs,
            Minutes = file.Time(node, "history", "minutes") ?? usual.Minutes,
            Hours = file.Time(node, "history", "hours") ?? usual.Hours,
            Days = file.Time(node, "history", "days") ?? usual.Days,
        };
    }

    private static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https");
}

/// <summary>Who owns checks, and the webhook of its channel; without one it is told on the board.</summary>
internal sealed record Team(string Name, Uri? Slack)
{
    public static Team Unrouted(string name) => new(name, null);
}

/// <summary>The numbers of the alert rules. Settings: <c>alerts</c>.</summary>
internal sealed record Policy
{
    /// <summary>Bad runs in a row that open an incident, the confirming one counted.</summary>
    public int Open { get; init; } = 2;

    /// <summary>Good runs in a row that resolve it.</summary>
    public int Resolve { get; init; } = 2;

    /// <summary>How soon a run that would change something is repeated to be sure.</summary>
    public TimeSpan ConfirmAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>When one run in ten begins later than this for a minute, the platform team is told that the machine cannot keep up.</summary>
    public TimeSpan Late { get; init; } = TimeSpan.FromSeconds(10);
}
