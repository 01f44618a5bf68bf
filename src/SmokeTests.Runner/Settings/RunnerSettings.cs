using SmokeTests.Settings;

namespace SmokeTests.Runner.Settings;

/// <summary>What the runner needs of <c>smoketests.json</c>: who is told, where, and when.</summary>
internal sealed record RunnerSettings(IReadOnlyDictionary<string, Team> Teams, Team Platform, Policy Policy)
{
    /// <summary>Where a team without a channel is told: on the board's notifications page and the console.</summary>
    public const string OnTheBoard = "board";

    public static RunnerSettings Read(SettingsFile file)
    {
        var teams = file.Members(file.Root, "", "teams").Select(t => ReadTeam(file, t.Name, t.Key, t.Node)).ToDictionary(t => t.Name);
        var platform = file.Text(file.Root, "", "platform")?.Value;
        if (platform is not null && !teams.ContainsKey(platform))
            file.Mistake("platform", $"there is no team '{platform}'. There are: {string.Join(", ", teams.Keys)}");
        return new RunnerSettings(teams, platform is null ? Team.Unrouted("platform") : teams.GetValueOrDefault(platform) ?? Team.Unrouted(platform), ReadPolicy(file));
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
        file.OnlyKeys(alerts, "alerts", "open", "resolve", "confirmAfter");
        return new Policy
        {
            Open = file.Count(alerts, "alerts", "open") ?? usual.Open,
            Resolve = file.Count(alerts, "alerts", "resolve") ?? usual.Resolve,
            ConfirmAfter = file.Time(alerts, "alerts", "confirmAfter") ?? usual.ConfirmAfter,
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
}
