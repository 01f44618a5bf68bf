using SmokeTests.Runner.Alerting;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Running;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Locations;

/// <summary>
/// Watches what one location sees and others do not. Where it takes one check of several, its team is told, from where; where
/// it takes all of them, it is the location's way to the site, and the platform team is told once. It is opened when it has
/// lasted for 15 s, and resolved when it has been over for as long.
/// </summary>
internal sealed class LocationWatch(Func<IEnumerable<Check>> checks, Func<string, IReadOnlyCollection<Run>> views, Desk desk)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Sure = TimeSpan.FromSeconds(15);
    private const string CutName = "The site is reached from ";
    private readonly Dictionary<(string Check, Fault Fault), DateTimeOffset> since = [];

    public Task Run(CancellationToken stop) => desk.Watch<LocationWatch>(BetweenLooks, "What locations see apart cannot be looked up", Look, stop);

    /// <summary>Whether there is something to tell.</summary>
    public bool Look()
    {
        var seen = checks().Where(c => c.Locations is not null).SelectMany(c => Sight.Of(c, views(c.Id), desk.Settings.PolicyOf(c))).ToArray();
        var wanted = seen.GroupBy(s => s.Location).SelectMany(Judge).ToDictionary(w => (w.Check, w.Fault));
        var open = desk.Incidents.Open().Where(i => i.Fault == Fault.Location || i.Check.StartsWith(CutName, StringComparison.Ordinal)).ToDictionary(i => (i.Check, i.Fault));
        foreach (var settled in since.Keys.Where(k => wanted.ContainsKey(k) == open.ContainsKey(k)).ToArray())
            since.Remove(settled);
        var (told, now) = (false, desk.Now);
        foreach (var (key, one) in wanted.Where(w => !open.ContainsKey(w.Key) && IsSure(w.Key, now)))
            told |= desk.Incidents.Open(one.Check, one.Fault, one.Team, "", one.Words.Headline, one.Words, now);
        foreach (var (key, incident) in open.Where(o => !wanted.ContainsKey(o.Key) && IsSure(o.Key, now)))
            told |= desk.Incidents.Resolve(incident.Id, key.Fault == Fault.Monitor ? Wording.Calmed(incident, desk.Board, now) : Wording.SeenAlike(incident, NameOf(incident.Check), desk.Board, now), now);
        return told;
    }

    /// <summary>What is to be open because of what one location sees.</summary>
    private IEnumerable<Apart> Judge(IGrouping<string, Sight> location)
    {
        var apart = location.Where(s => s.IsApart).ToArray();
        if (apart.Length == 0)
            return [];
        // Those that have looked since: a slow check's last run may be from before.
        var after = apart.Min(s => s.Last.At);
        var all = location.ToArray();
        var isCut = all.Length > 1 && apart.Length * 2 > all.Length && all.Where(s => s.Last.At >= after).All(s => s.IsBad);
        return isCut ? [new Apart(CutName + location.Key, Fault.Monitor, desk.Settings.Platform.Name, Wording.CutOff(location.Key, apart.Length, apart[0].Last, desk.Settings.Platform.Name, desk.Board))]
            : apart.Select(s => new Apart(s.Check.Id, Fault.Location, desk.Settings.TeamOf(s.Check.Team).Name, Wording.SeenFrom(location.Key, s.Check, s.Last, s.Others, desk.Settings.TeamOf(s.Check.Team).Name, desk.Board))).DistinctBy(a => a.Check);
    }

    private bool IsSure((string, Fault) what, DateTimeOffset now)
    {
        since.TryAdd(what, now);
        return now - since[what] >= Sure;
    }

    private string NameOf(string id) => checks().FirstOrDefault(c => c.Id == id)?.FullName ?? id;

    private sealed record Apart(string Check, Fault Fault, string Team, Announcement Words);
}

/// <summary>How a check looks from one of its locations.</summary>
/// <param name="IsApart">It fails from there, and not from enough others for it to be down.</param>
/// <param name="Others">The locations that see it work.</param>
internal sealed record Sight(Check Check, string Location, Run Last, bool IsBad, bool IsApart, IReadOnlyList<string> Others)
{
    public static IEnumerable<Sight> Of(Check check, IReadOnlyCollection<Run> views, Policy policy)
    {
        var telling = views.Where(r => !r.SaysNothing).ToArray();
        var bad = telling.Count(IsWrong);
        var well = telling.Where(r => !IsWrong(r)).Select(r => r.Location!).Order(StringComparer.Ordinal).ToArray();
        return telling.Select(r => new Sight(check, r.Location!, r, IsWrong(r), IsWrong(r) && well.Length > 0 && bad < policy.Agreeing(telling.Length), well));
    }

    private static bool IsWrong(Run run) => run.Outcome is Outcome.Failed or Outcome.Broken;
}
