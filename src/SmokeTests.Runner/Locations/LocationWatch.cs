using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.Notifications;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Locations;

/// <summary>
/// Watches what one location sees and others do not. It is opened when it has lasted for 15 s, and resolved when it has been
/// over for as long.
/// <list type="bullet">
/// <item>One check of several fails there: its team is told, from where.</item>
/// <item>All of them fail there: it is the location's way to the site, and the platform team is told once.</item>
/// <item>Checks are broken there: a secret, a browser or the like is missing. The platform team is told once for the location.</item>
/// </list>
/// </summary>
internal sealed class LocationWatch(Func<IEnumerable<Check>> checks, Func<string, IReadOnlyCollection<Run>> views,
    AlertingServices alerting)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Sure = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The first check that fails from a location may be the first of all: the others are waited for so long, where they are due.
    /// </summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private const string CutName = "The site is reached from ";
    private const string BrokenName = "Checks can run from ";
    private readonly Dictionary<(string Check, Fault Fault), DateTimeOffset> since = [];
    private readonly OneByOne each = new("What a location sees apart cannot be told", alerting.Log<LocationWatch>());

    public Task Run(CancellationToken stop) =>
        alerting.Watch<LocationWatch>(BetweenLooks, "What locations see apart cannot be looked up", Look, stop);

    /// <summary>Whether there is something to tell.</summary>
    public bool Look()
    {
        var looked = checks().Where(c => c.Locations is not null).Select(c => (Check: c, Views: views(c.Id))).ToArray();
        var lasts = looked.SelectMany(l => l.Views).ToLookup(v => v.Location!, v => v.Outcome, StringComparer.Ordinal);
        var seen = looked.SelectMany(l => LocationView.Of(l.Check, l.Views, alerting.Settings.PolicyOf(l.Check))).ToArray();
        var wanted = seen.GroupBy(s => s.Location)
            .SelectMany(l => Judge(l, lasts[l.Key].Count(o => o == Outcome.Lost), lasts[l.Key].Count()))
            .DistinctBy(w => (w.Check, w.Fault)).ToDictionary(w => (w.Check, w.Fault));
        var open = alerting.Incidents.Open().Where(i => IsOurs(i.Fault, i.Check)).DistinctBy(i => (i.Check, i.Fault))
            .ToDictionary(i => (i.Check, i.Fault));
        foreach (var settled in since.Keys.Where(k => wanted.ContainsKey(k) == open.ContainsKey(k)).ToArray())
            since.Remove(settled);
        var now = alerting.Now;
        var begun = wanted.Where(w => !open.ContainsKey(w.Key) && IsSure(w.Key, now) && !w.Value.IsEarly).Select(w => w.Value);
        var ended = open.Where(o => !wanted.ContainsKey(o.Key) && IsSure(o.Key, now)).Select(o => o.Value);
        var told = each.Do(begun, b => b.Check, b => alerting.Incidents.Open(b.Check, b.Fault, b.Team, "", b.Words.Headline, b.Words, now));
        return each.Do(ended, e => e.Check, e => alerting.Incidents.Resolve(e.Id, OverWords(e, now), now)) || told;
    }

    private Message OverWords(IncidentView incident, DateTimeOffset now) => incident.Fault == Fault.Monitor
        ? MessageTemplates.Calmed(incident, alerting.Board, now)
        : MessageTemplates.SeenAlike(incident, NameOf(incident.Check), alerting.Board, now);

    private static bool IsOurs(Fault fault, string check) => fault == Fault.Location
        || check.StartsWith(CutName, StringComparison.Ordinal) || check.StartsWith(BrokenName, StringComparison.Ordinal);

    /// <summary>What is to be open because of what one location sees.</summary>
    /// <param name="lost">Checks whose last run there was lost: their next may fail as well.</param>
    /// <param name="size">How many checks run from there, also those whose last run says nothing.</param>
    private IEnumerable<Apart> Judge(IGrouping<string, LocationView> location, int lost, int size) =>
        [.. FailedApart(location.Key, [.. location.Where(s => !s.IsBroken)], lost, size),
            .. BrokenApart(location.Key, [.. location.Where(s => s.IsBrokenApart)])];

    /// <summary>Checks that cannot run there: nobody's team is told of what it cannot mend.</summary>
    private IEnumerable<Apart> BrokenApart(string location, LocationView[] broken) => broken.Length == 0 ? []
        : [new Apart(BrokenName + location, Fault.Monitor, alerting.Settings.Platform.Name,
            MessageTemplates.BrokenFrom(location, [.. broken.Select(s => (s.Check, s.Last))], alerting.Settings.Platform.Name,
                alerting.Board))];

    private IEnumerable<Apart> FailedApart(string name, LocationView[] all, int lost, int size)
    {
        var apart = all.Where(s => s.IsApart).ToArray();
        if (apart.Length == 0)
            return [];
        // Those that have looked since: a slow check's last run may be from before.
        var after = apart.Min(s => s.Last.At);
        var isCut = all.Length + lost > 1 && apart.Length * 2 > all.Length + lost
            && all.Where(s => s.Last.At >= after).All(s => s.IsBad);
        if (isCut)
            return [new Apart(CutName + name, Fault.Monitor, alerting.Settings.Platform.Name,
                MessageTemplates.CutOff(name, (apart.Length, size), apart[0].Last, alerting.Settings.Platform.Name, alerting.Board))];
        var isEarly = MayBeCut(all, apart, lost);
        return apart.Select(s => FailedAlone(name, s, alerting.Settings.TeamOf(s.Check.Team).Name) with { IsEarly = isEarly })
            .DistinctBy(a => a.Check);
    }

    /// <summary>All that have looked since the first failure fail as well, and others are due that would make them most.</summary>
    private bool MayBeCut(LocationView[] all, LocationView[] apart, int lost)
    {
        var now = alerting.Now;
        var began = apart.Min(s => since.GetValueOrDefault((s.Check.Id, Fault.Location), now));
        if (now - began >= LongestWait || all.Any(s => s.Last.At >= began && !s.IsBad))
            return false;
        var awaited = lost + all.Count(s => s.Last.At < began && !s.IsApart && IsDueBy(s, began + LongestWait));
        return awaited > 0 && (apart.Length + awaited) * 2 > all.Length + lost;
    }

    private static bool IsDueBy(LocationView sight, DateTimeOffset moment) =>
        sight.Check.Schedule.After(sight.Last.At, sight.Check.Phase) is { } due && due + sight.Check.Limit <= moment;

    private Apart FailedAlone(string location, LocationView sight, string team) =>
        new(sight.Check.Id, Fault.Location, team,
            MessageTemplates.SeenFrom(location, sight.Check, sight.Last, sight.Others, team, alerting.Board));

    private bool IsSure((string, Fault) what, DateTimeOffset now)
    {
        since.TryAdd(what, now);
        return now - since[what] >= Sure;
    }

    private string NameOf(string id) => checks().FirstOrDefault(c => c.Id == id)?.FullName ?? id;

    private sealed record Apart(string Check, Fault Fault, string Team, Message Words)
    {
        /// <summary>It is not told yet: it may turn out to be all of them.</summary>
        public bool IsEarly { get; init; }
    }
}
