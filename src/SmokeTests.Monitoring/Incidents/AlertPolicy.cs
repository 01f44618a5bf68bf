using System.Text.Json.Nodes;
using SmokeTests.Settings;

namespace SmokeTests.Monitoring.Incidents;

/// <summary>
/// The numbers of the alert rules. Settings: <c>alerts</c>, for everything, for a team (<c>teams.NAME.alerts</c>) and for a
/// check (<c>checks.NAME</c>); the nearest wins, number by number.
/// </summary>
internal sealed record AlertPolicy
{
    private static readonly Number[] All =
    [
        new("open", "bad runs that open an incident: in a row, or so many of the last", p => $"{p.Open}",
            (p, setting) => p with { Open = setting.Share() ?? p.Open }),
        new("resolve", "good runs in a row that resolve it", p => $"{p.Resolve}",
            (p, setting) => p with { Resolve = setting.Count() ?? p.Resolve }),
        new("confirmAfter", "how soon a run that would change something is repeated to be sure", p => Interval.Write(p.ConfirmAfter),
            (p, setting) => p with { ConfirmAfter = setting.Time() ?? p.ConfirmAfter }),
        new("quorum", "places that must agree, where several look", p => p.Quorum is { } count ? $"{count}" : "most",
            (p, setting) => p with { Quorum = setting.IsWord("most") ? null : setting.Count() ?? p.Quorum }),
        new("flapping", "changes between good and bad, of so many runs, that keep an incident open",
            p => p.Flapping is { } share ? $"{share}" : "off",
            (p, setting) => p with { Flapping = setting.IsOff ? null : setting.Share() ?? p.Flapping }),
        new("group", "what opens for a team within this time of a message goes together into the next",
            p => p.Group is { } group ? Interval.Write(group) : "off",
            (p, setting) => p with { Group = setting.IsOff ? null : setting.Time() ?? p.Group }),
        new("remind", "when an incident that nobody has acknowledged is told again; the last goes on",
            p => p.Remind.Count == 0 ? "off" : string.Join(", ", p.Remind.Select(Interval.Write)),
            (p, setting) => p with { Remind = setting.IsOff ? [] : setting.Times() ?? p.Remind }),
        new("pageAfter", "when an incident that nobody has acknowledged is paged; at once for [Pages]",
            p => p.PageAfter is { } after ? Interval.Write(after) : "off",
            (p, setting) => p with { PageAfter = setting.IsOff ? null : setting.Time() ?? p.PageAfter }),
    ];

    /// <summary>Bad runs that open an incident, the confirming one counted: in a row, or so many of the last.</summary>
    public Share Open { get; init; } = Share.InARow(2);

    /// <summary>Good runs in a row that resolve it.</summary>
    public int Resolve { get; init; } = 2;

    /// <summary>How soon a run that would change something is repeated to be sure.</summary>
    public TimeSpan ConfirmAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Places that must see it before it counts, and must not before it is over. Null: more than half of those that look.
    /// </summary>
    public int? Quorum { get; init; }

    /// <summary>Changes between good and bad that make a check flap: its incident stays open, and says so. Null: never.</summary>
    public Share? Flapping { get; init; } = new(4, 20);

    /// <summary>What opens for a team within this time of its last message goes together into the next one. Null: each by itself.</summary>
    public TimeSpan? Group { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long after it was told an incident is told again while nobody has acknowledged it; the last one again and again.
    /// </summary>
    public IReadOnlyList<TimeSpan> Remind { get; init; } = [TimeSpan.FromHours(1), TimeSpan.FromHours(4), TimeSpan.FromDays(1)];

    /// <summary>When an unacknowledged incident is paged, where the team has a pager. Null: only checks with <c>[Pages]</c> are.</summary>
    public TimeSpan? PageAfter { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How many of so many places must agree.</summary>
    public int Agreeing(int places) => Math.Min(places, Quorum ?? places / 2 + 1);

    /// <summary>Where each number comes from that is not the default: the key in the settings.</summary>
    public IReadOnlyDictionary<string, string> Origins { get; init; } = new Dictionary<string, string>();

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(n => n.Name)];

    /// <summary>Each number with its meaning and where it comes from.</summary>
    public IEnumerable<(string Name, string Value, string Meaning, string Origin)> Lines =>
        All.Select(n => (n.Name, n.Write(this), n.Meaning, Origins.GetValueOrDefault(n.Name, "default")));

    /// <summary>This policy with what an object of the settings changes of it.</summary>
    /// <param name="others">Keys of the object that are not numbers of the rules.</param>
    public AlertPolicy With(SettingsFile file, JsonObject? node, string key, params string[] others)
    {
        if (node is null)
            return this;
        file.OnlyKeys(node, key, [.. Names, .. others]);
        var policy = this;
        foreach (var number in All.Where(n => node[n.Name] is not null))
            policy = number.Read(policy, new Setting(file, node, key, number.Name)) with
            {
                Origins = new Dictionary<string, string>(policy.Origins) { [number.Name] = SettingsFile.Join(key, number.Name) },
            };
        return policy;
    }

    private sealed record Number(string Name, string Meaning, Func<AlertPolicy, string> Write,
        Func<AlertPolicy, Setting, AlertPolicy> Read);

    private sealed record Setting(SettingsFile File, JsonObject Node, string Key, string Name)
    {
        public bool IsOff => IsWord("off");

        public bool IsWord(string word) => Node[Name] is JsonValue value && value.TryGetValue<string>(out var text) && text == word;

        public int? Count() => File.Count(Node, Key, Name);

        public TimeSpan? Time() => File.Time(Node, Key, Name);

        public Share? Share()
        {
            var text = Node[Name] is JsonValue value ? value.ToString() : "";
            if (Monitoring.Incidents.Share.Parse(text) is { } share)
                return share;
            File.Mistake(SettingsFile.Join(Key, Name),
                $"'{text}' is neither a number of runs in a row (2) nor of the last ones (3 of 10), of {AlertRules.Horizon} at most");
            return null;
        }

        public IReadOnlyList<TimeSpan>? Times()
        {
            var texts = Node[Name] is JsonValue value && value.TryGetValue<string>(out var one)
                ? one.Split(',', StringSplitOptions.TrimEntries) : File.Texts(Node, Key, Name);
            if (texts is null)
                return null;
            foreach (var wrong in texts.Where(t => !Interval.TryParse(t, out _)))
                File.Mistake(SettingsFile.Join(Key, Name), $"'{wrong}' is not an interval. {Interval.Advice}");
            return [.. texts.Where(t => Interval.TryParse(t, out _)).Select(t => Interval.TryParse(t, out var time) ? time : default)];
        }
    }
}
