using SmokeTests.Worker;

namespace SmokeTests.Monitoring.Incidents;

/// <summary>
/// The alert rules: a pure function of history and policy. Who is told, when and how, is decided elsewhere
/// (<see cref="NotificationPolicy"/>).
/// </summary>
internal static class AlertRules
{
    /// <summary>The most runs that a policy may look back on, and so the history that the rules need.</summary>
    public const int Horizon = 50;
    private const int MissedRounds = 3;

    public static Ruling Decide(RuleInput standing, AlertPolicy policy)
    {
        // Fast path: healthy, and nothing is open.
        if (standing.Open.Count == 0 && standing.Recent is [{ Outcome: Outcome.Passed or Outcome.Slow }, ..])
            return Ruling.Nothing;
        var rulings = new[] { Fault.Monitor, Fault.Product }.Select(fault => Decide(fault, standing, policy)).ToArray();
        return new Ruling([.. rulings.SelectMany(r => r.Decisions)], rulings.Any(r => r.Confirm));
    }

    private static Ruling Decide(Fault fault, RuleInput standing, AlertPolicy policy)
    {
        // A broken run says nothing about the product, neither good nor bad.
        var telling = standing.Recent.Where(p => fault == Fault.Monitor || p.Outcome != Outcome.Broken).ToArray();
        return standing.Open.FirstOrDefault(i => i.Fault == fault) is { } open ? Resolve(open, telling, policy)
            : Open(fault, telling, standing, policy);
    }

    private static Ruling Open(Fault fault, RunSummary[] telling, RuleInput standing, AlertPolicy policy)
    {
        var closed = standing.Closed.FirstOrDefault(c => c.Fault == fault).At;
        var views = Looking(telling).Select(place => View.Of([.. place], p => IsBad(fault, p), closed, policy.Open)).ToArray();
        // The place of the last run: a good run opens nothing, whatever others see.
        if (views is not [{ Streak: > 0 } last, ..])
            return Ruling.Nothing;
        var bad = views.Where(v => v.IsBad).ToArray();
        if (bad.Length >= policy.Agreeing(views.Length))
            return new Ruling([new IncidentOpened(fault, bad.Min(v => v.Since), bad[0].Bad, bad[0].OfRuns, !standing.EverPassed, bad.Length,
                views.Length)], false);
        return !last.IsBad && (last.Streak == 1 || policy.Open.Count == policy.Open.Of) ? Ruling.AskAgain : Ruling.Nothing;
    }

    private static Ruling Resolve(Incident open, RunSummary[] telling, AlertPolicy policy)
    {
        var views = Looking(telling)
            .Select(place => (Good: place.TakeWhile(p => !IsBad(open.Fault, p)).Count(), HasSeenIt: place.Any(p => IsBad(open.Fault, p))))
            .ToArray();
        if (views is [] or [{ Good: 0 }, ..])
            return Ruling.Nothing;
        // A place that has never seen it is no witness for it.
        if (views.Count(v => v.HasSeenIt && v.Good < policy.Resolve) >= policy.Agreeing(views.Length))
            return views[0].Good < policy.Resolve ? Ruling.AskAgain : Ruling.Nothing;
        if (policy.Flapping is { } flapping && Changes(open.Fault, telling, flapping.Of) is var changes && changes >= flapping.Count)
            return open.Flaps ? Ruling.Nothing
                : new Ruling([new IncidentFlaps(open.Fault, open, changes, Math.Min(telling.Length, flapping.Of))], false);
        return new Ruling([new IncidentResolved(open.Fault, open)], false);
    }

    /// <summary>
    /// By place, the one that looked last first. One that has let three rounds of all pass is cut off, or does not look any more.
    /// </summary>
    private static IEnumerable<IGrouping<byte, RunSummary>> Looking(RunSummary[] telling)
    {
        var places = telling.GroupBy(p => p.Place).ToArray();
        var rounds = telling.Take(places.Length * MissedRounds).Select(p => p.Place).ToHashSet();
        return places.Where(p => rounds.Contains(p.Key));
    }

    /// <summary>
    /// How often it went from good to bad or back within the last so many runs of a place; where several look, of the most
    /// restless.
    /// </summary>
    private static int Changes(Fault fault, RunSummary[] telling, int of) => telling.Take(of).GroupBy(p => p.Place).Max(place =>
    {
        var looked = place.Select(p => IsBad(fault, p)).ToArray();
        return looked.Zip(looked.Skip(1)).Count(pair => pair.First != pair.Second);
    });

    /// <summary>What one place has seen of late.</summary>
    /// <param name="Streak">Bad runs in a row until now.</param>
    /// <param name="Since">The first bad one.</param>
    private sealed record View(int Streak, bool IsBad, int Bad, int OfRuns, DateTimeOffset Since)
    {
        /// <param name="closed">What began before then counts no more.</param>
        public static View Of(RunSummary[] runs, Func<RunSummary, bool> isBad, DateTimeOffset closed, Share open)
        {
            var streak = runs.TakeWhile(isBad).Count();
            var window = runs.Take(open.Of).TakeWhile(p => p.At > closed).ToArray();
            var bad = window.Count(isBad);
            var first = Array.FindLastIndex(window, p => isBad(p));
            return new View(streak, bad >= open.Count, bad, streak >= open.Count ? bad : first + 1, first < 0 ? default : window[first].At);
        }
    }

    private static bool IsBad(Fault fault, RunSummary past) => past.Outcome == (fault == Fault.Product ? Outcome.Failed : Outcome.Broken);
}
