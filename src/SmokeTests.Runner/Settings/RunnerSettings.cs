using SmokeTests.Runner.Access;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.Routes;
using SmokeTests.Runner.Workers;
using SmokeTests.Settings;

namespace SmokeTests.Runner.Settings;

/// <summary>What the runner needs of <c>smoketests.json</c>: who is told, where, and when.</summary>
internal sealed record RunnerSettings(IReadOnlyDictionary<string, Team> Teams, Team Platform, AlertPolicy Policy)
{
    private const string ObjectiveKey = "objective";

    /// <summary>Hours that checks keep to. Settings: <c>calendars</c>.</summary>
    public IReadOnlyDictionary<string, Calendar> Calendars { get; init; } = new Dictionary<string, Calendar>();

    /// <summary>What a worker may take. Settings: <c>workers</c>.</summary>
    public WorkerLimits WorkerLimits { get; init; } = new();

    /// <summary>Runs on one host at once, whoever's checks they are. Settings: <c>workers.perHost</c>.</summary>
    public int PerHost { get; init; } = 100;

    /// <summary>How long what is kept. Settings: <c>history</c>.</summary>
    public Retention Retention { get; init; } = new();

    /// <summary>Where the history is kept; null for a file in the data folder. Settings: <c>history.database</c>.</summary>
    public string? Database { get; init; }

    /// <summary>How this runner is known to others on the same history. Settings: <c>node</c>.</summary>
    public NodeSettings Node { get; init; } = new();

    /// <summary>The locations that there are: this runner's own, and those that others report from.</summary>
    public IReadOnlyList<string> Locations =>
        [.. Access.Locations.Concat(Node.Location is { } own ? [own] : []).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Whose checks are that name nobody. Settings: <c>team</c>.</summary>
    public string? Default { get; init; }

    /// <summary>Silences that come again and again. Settings: <c>maintenance</c>.</summary>
    public IReadOnlyList<Maintenance> Maintenance { get; init; } = [];

    /// <summary>What checks change of the alert rules, by selectors. Settings: <c>checks</c>.</summary>
    public IReadOnlyList<(CheckSelector Checks, Func<AlertPolicy, AlertPolicy> Change)> OfChecks { get; init; } = [];

    /// <summary>What checks promise, by selectors; the last that selects one counts. Settings: <c>checks.NAME.objective</c>.</summary>
    public IReadOnlyList<(CheckSelector Checks, Objective Objective)> Objectives { get; init; } = [];

    /// <summary>
    /// When one run in ten begins later than this for a minute, the platform team is told that the machine cannot keep up.
    /// Settings: <c>alerts.late</c>.
    /// </summary>
    public TimeSpan Late { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often every route is tried without a message; null for never. Settings: <c>alerts.selfTest</c>.</summary>
    public TimeSpan? SelfTest { get; init; } = TimeSpan.FromDays(1);

    /// <summary>What Slack signs with what its buttons ask; null where there are none. Settings: <c>slack.signingSecret</c>.</summary>
    public string? SlackSecret { get; init; }

    /// <summary>What has to be reachable before the product is blamed. Settings: <c>canaries</c>.</summary>
    public IReadOnlyList<Uri> Canaries { get; init; } = [];

    /// <summary>Who may see the board and act on it. Settings: <c>access</c>.</summary>
    public AccessSettings Access { get; init; } = new();

    /// <summary>What people outside may see; null for nothing. Settings: <c>status</c>.</summary>
    public StatusSettings? Status { get; init; }

    /// <summary>Where else to look. Settings: <c>links</c>.</summary>
    public LinkSettings Links { get; init; } = new();

    /// <summary>Who is told that this runner lives. Settings: <c>heartbeat</c>.</summary>
    public HeartbeatSettings? Heartbeat { get; init; }

    /// <summary>Where a team without any route is told.</summary>
    public OnTheBoard Board { get; init; } = new(_ => { });

    public static RunnerSettings Read(SettingsFile file)
    {
        var usual = ReadPolicy(file, out var late, out var selfTest);
        var calendars = ReadCalendars(file);
        var teams = file.Members(file.Root, "", "teams").Select(t => ReadTeam(file, t.Name, t.Key, t.Node, usual, calendars))
            .ToDictionary(t => t.Name);
        // Its mistakes are told before a team needs it, too.
        if (file.Root["mail"] is not null)
            _ = MailServer.Read(file, "mail");
        var platform = file.Text(file.Root, "", "platform")?.Value;
        if (platform is not null && !teams.ContainsKey(platform))
            file.Mistake("platform", $"there is no team '{platform}'. There are: {string.Join(", ", teams.Keys)}");
        var usually = file.Text(file.Root, "", "team")?.Value;
        if (usually is not null && !teams.ContainsKey(usually))
            file.Mistake("team", $"there is no team '{usually}'. There are: {string.Join(", ", teams.Keys)}");
        return new RunnerSettings(teams,
            platform is null ? Team.Unrouted("platform") : teams.GetValueOrDefault(platform) ?? Team.Unrouted(platform), usual)
        {
            Default = usually,
            Calendars = calendars,
            WorkerLimits = ReadAllowance(file, out var perHost),
            PerHost = perHost ?? 100,
            Retention = ReadKeeping(file, out var database),
            Database = database,
            Node = NodeSettings.Read(file),
            Late = late,
            SelfTest = selfTest,
            SlackSecret = SlackButtons.Read(file),
            Canaries = CanarySettings.Read(file),
            Access = AccessSettings.Read(file),
            Links = LinkSettings.Read(file),
            Status = StatusSettings.Read(file),
            Maintenance = [.. file.Members(file.Root, "", "maintenance")
                .Select(m => Monitoring.Incidents.Maintenance.Read(file, m.Name, m.Key, m.Node)).OfType<Maintenance>()],
            OfChecks = ReadChecks(file),
            Objectives = ReadObjectives(file),
            Heartbeat = ReadHeartbeat(file),
        };
    }

    /// <summary>The team of that name; one that the settings lack is told on the board.</summary>
    public Team TeamOf(string? name) =>
        name is null ? Platform : Teams.GetValueOrDefault(name) ?? (name == Platform.Name ? Platform : Team.Unrouted(name));

    /// <summary>The name of the team that is told of a check's incident: what is the monitor's goes to the platform team.</summary>
    public string TeamToTell(Fault fault, Check check) => fault == Fault.Monitor ? Platform.Name : TeamOf(check.Team).Name;

    /// <summary>Whose a check is, and how that is known: its [Team], the owner of its source file, the default team.</summary>
    /// <param name="owners">What CODEOWNERS says of its source file.</param>
    public (string? Team, string? Because) Owner(string? team, IReadOnlyList<string> owners) =>
        team is not null ? (team, "[Team]")
        : owners.Select(o =>
            (Owner: o, Team: Teams.Values.FirstOrDefault(t => t.Owners.Contains(o, StringComparer.OrdinalIgnoreCase))
                ?? Teams.GetValueOrDefault(o.TrimStart('@').Split('/')[^1])))
                .FirstOrDefault(o => o.Team is not null) is { Team: { } found } by
            ? (found.Name, $"CODEOWNERS: {by.Owner}")
        : Default is not null ? (Default, "\"team\" of the settings") : (null, null);

    /// <summary>The ways to a team; the board where it has none.</summary>
    public IReadOnlyList<IRoute> RoutesOf(string team) => TeamOf(team).Routes is { Count: > 0 } routes ? routes : [Board];

    /// <summary>The channels that take something of a team now; the board where none does.</summary>
    /// <param name="paging">It is something that pages.</param>
    public string[] ChannelsOf(string team, bool paging, DateTimeOffset now) =>
        RoutesOf(team).Where(r => !r.Pages && r.Takes(now, paging)).Select(r => r.Name).ToArray() is { Length: > 0 } channels ? channels
        : [Board.Name];

    /// <summary>What wakes a team's people now.</summary>
    public string[] PagersOf(string team, DateTimeOffset now) =>
        [.. RoutesOf(team).Where(r => r.Pages && r.Takes(now, true)).Select(r => r.Name)];

    public AlertPolicy PolicyOfTeam(string team) => TeamOf(team).Policy ?? Policy;

    public Objective? ObjectiveOf(Check check)
    {
        var team = TeamOf(check.Team).Name;
        return Objectives.LastOrDefault(o => o.Checks.Selects(check, team)).Objective;
    }

    /// <summary>The rules for a check: its team's, changed by what the settings say of it alone.</summary>
    public AlertPolicy PolicyOf(Check check)
    {
        var team = TeamOf(check.Team).Name;
        return OfChecks.Where(o => o.Checks.Selects(check, team)).Aggregate(PolicyOfTeam(team), (policy, own) => own.Change(policy));
    }

    private static Team ReadTeam(SettingsFile file, string name, string key, System.Text.Json.Nodes.JsonObject node, AlertPolicy usual,
        Dictionary<string, Calendar> calendars)
    {
        file.OnlyKeys(node, key, [.. RouteRegistry.Readers.Keys, "mention", "alerts", "owners", ConditionalRoute.Key]);
        if (!RouteRegistry.Readers.Keys.Append(ConditionalRoute.Key).Any(route => node[route] is not null))
            file.Mistake(key, "has no route. Add \"slack\": \"https://hooks.slack.com/services/…\", or \"slack\": "
                + $"\"{OnTheBoard.Word}\" to be told on the board alone");
        SlackMessage.Mention(file, node, key);
        return new Team(name,
            [.. RouteRegistry.Readers.Values.Select(read => read(file, node, key)).OfType<IRoute>(),
                .. ConditionalRoute.Read(file, node, key, calendars)])
        {
            Policy = usual.With(file, file.Object(node, key, "alerts"), SettingsFile.Join(key, "alerts")),
            Owners = file.Texts(node, key, "owners") ?? [],
        };
    }

    private static AlertPolicy ReadPolicy(SettingsFile file, out TimeSpan late, out TimeSpan? selfTest)
    {
        selfTest = TimeSpan.FromDays(1);
        late = TimeSpan.FromSeconds(10);
        if (file.Object(file.Root, "", "alerts") is not { } alerts)
            return new AlertPolicy();
        late = file.Time(alerts, "alerts", "late") ?? late;
        selfTest = file.Text(alerts, "alerts", "selfTest")?.Value == "off" ? null : file.Time(alerts, "alerts", "selfTest") ?? selfTest;
        return new AlertPolicy().With(file, alerts, "alerts", "late", "selfTest");
    }

    private static HeartbeatSettings? ReadHeartbeat(SettingsFile file)
    {
        if (file.Object(file.Root, "", "heartbeat") is not { } node)
            return null;
        file.OnlyKeys(node, "heartbeat", "address", "every");
        if (node["address"] is null)
            file.Mistake("heartbeat", "has no address. Add \"address\": \"https://hc-ping.com/…\"");
        return SettingTexts.Address(file, node, "heartbeat", "address", "is no address") is { } address
            ? new HeartbeatSettings(address, file.Time(node, "heartbeat", "every") ?? TimeSpan.FromMinutes(1)) : null;
    }

    private static List<(CheckSelector, Func<AlertPolicy, AlertPolicy>)> ReadChecks(SettingsFile file)
    {
        var changes = new List<(CheckSelector, Func<AlertPolicy, AlertPolicy>)>();
        foreach (var (name, key, node) in file.Members(file.Root, "", "checks"))
        {
            // Read once for its mistakes; then for whatever policy the check's team has.
            _ = new AlertPolicy().With(file, node, key, ObjectiveKey);
            if (file.Selector(key, name) is { } checks)
                changes.Add((checks, policy => policy.With(file, node, key, ObjectiveKey)));
        }
        return changes;
    }

    private static List<(CheckSelector, Objective)> ReadObjectives(SettingsFile file)
    {
        var objectives = new List<(CheckSelector, Objective)>();
        foreach (var (name, key, node) in file.Members(file.Root, "", "checks"))
            if (file.Text(node, key, ObjectiveKey)?.Value is { } text)
                if (Objective.Parse(text) is not { } objective)
                    file.Mistake(SettingsFile.Join(key, ObjectiveKey), $"'{text}' is no objective. Write 99.9% in 30d");
                else if (CheckSelector.TryParse(name, out var checks, out _))
                    objectives.Add((checks, objective));
        return objectives;
    }

    private static Dictionary<string, Calendar> ReadCalendars(SettingsFile file)
    {
        var calendars = new Dictionary<string, Calendar>(StringComparer.Ordinal);
        foreach (var (name, key, node) in file.Members(file.Root, "", "calendars"))
        {
            file.OnlyKeys(node, key, "zone", "hours", "except");
            if (Calendar.Parse(file.Text(node, key, "zone")?.Value, file.Text(node, key, "hours")?.Value,
                file.Texts(node, key, "except") ?? [], (wrong, what) => file.Mistake($"{key}.{wrong}", what)) is { } calendar)
                calendars[name] = calendar;
        }
        return calendars;
    }

    private static WorkerLimits ReadAllowance(SettingsFile file, out int? perHost)
    {
        perHost = null;
        var usual = new WorkerLimits();
        if (file.Object(file.Root, "", "workers") is not { } node)
            return usual;
        file.OnlyKeys(node, "workers", "count", "megabytes", "threads", "runs", "age", "pass", "perHost");
        perHost = file.Count(node, "workers", "perHost");
        return new WorkerLimits
        {
            Count = file.Count(node, "workers", "count") ?? usual.Count,
            Megabytes = file.Count(node, "workers", "megabytes") ?? usual.Megabytes,
            Threads = file.Count(node, "workers", "threads") ?? usual.Threads,
            Runs = file.Count(node, "workers", "runs") ?? usual.Runs,
            Age = file.Time(node, "workers", "age") ?? usual.Age,
            Pass = file.Texts(node, "workers", "pass") ?? usual.Pass,
        };
    }

    private static Retention ReadKeeping(SettingsFile file, out string? database)
    {
        database = null;
        var usual = new Retention();
        if (file.Object(file.Root, "", "history") is not { } node)
            return usual;
        file.OnlyKeys(node, "history", "database", "runs", "minutes", "hours", "days", "megabytes", "evidence", "evidenceMegabytes");
        var text = file.Text(node, "history", "database");
        if (text?.MissingVariable is { } variable)
            file.Mistake("history.database", $"the environment variable {variable} is not set");
        database = text?.Value;
        return new Retention
        {
            Runs = file.Time(node, "history", "runs") ?? usual.Runs,
            Minutes = file.Time(node, "history", "minutes") ?? usual.Minutes,
            Hours = file.Time(node, "history", "hours") ?? usual.Hours,
            Days = file.Time(node, "history", "days") ?? usual.Days,
            Megabytes = file.Count(node, "history", "megabytes"),
            Evidence = file.Time(node, "history", "evidence") ?? usual.Evidence,
            EvidenceMegabytes = file.Count(node, "history", "evidenceMegabytes") ?? usual.EvidenceMegabytes,
        };
    }
}
