using SmokeTests.Runner.Running;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Alerting;

/// <summary>Whose fault an incident is.</summary>
internal enum Fault
{
    /// <summary>The product's: told to the check's team.</summary>
    Product,

    /// <summary>The check's or the monitor's: told to the platform team.</summary>
    Monitor,

    /// <summary>The check's, which could not undo what it created: told to its team.</summary>
    Debt,

    /// <summary>The product's, little by little: its error budget is spent too fast.</summary>
    Budget,

    /// <summary>The product's as seen from one location, while others see it work.</summary>
    Location,
}

/// <summary>An incident that is open.</summary>
/// <param name="Flaps">It has been kept open because its check flaps.</param>
internal sealed record Incident(long Id, string Check, Fault Fault, string Team, DateTimeOffset OpenedAt, bool Flaps = false);

/// <summary>
/// How a run ended, when it began, to the millisecond, and from which place it looked. Fifty of them are kept for each of ten
/// thousand checks: eight bytes each.
/// </summary>
internal readonly struct RunSummary(Outcome outcome, DateTimeOffset at, byte place = 0)
{
    private const int OutcomeBits = 4;
    private const int PlaceBits = 8;
    private readonly long packed = at.ToUnixTimeMilliseconds() << (OutcomeBits + PlaceBits) | (long)place << OutcomeBits | (long)outcome;

    public Outcome Outcome => (Outcome)(packed & ((1 << OutcomeBits) - 1));

    public byte Place => (byte)(packed >> OutcomeBits);

    public DateTimeOffset At => DateTimeOffset.FromUnixTimeMilliseconds(packed >> (OutcomeBits + PlaceBits));
}

/// <summary>When a check's last incident of a kind was resolved.</summary>
internal readonly record struct LastResolution(Fault Fault, DateTimeOffset At);

/// <summary>What the rules look at: a check's runs, newest first, and its incidents.</summary>
/// <param name="Recent">Without runs that say nothing: skipped, lost, or blamed on a dependency.</param>
internal sealed record RuleInput(IReadOnlyList<RunSummary> Recent, IReadOnlyList<Incident> Open, bool EverPassed)
{
    /// <summary>The last one of each fault that is resolved: what was before it counts no more.</summary>
    public IReadOnlyList<LastResolution> Closed { get; init; } = [];

    /// <summary>The standing once this run has ended as well.</summary>
    public RuleInput After(Run run) => run.SaysNothing ? this : this with
    {
        Recent = [new RunSummary(run.Outcome, run.At, LocationIds.Number(run.Location)), .. Recent.Take(AlertRules.Horizon - 1)],
        EverPassed = EverPassed || run.Outcome is Outcome.Passed or Outcome.Slow,
    };
}

/// <summary>What follows from a run.</summary>
internal abstract record Decision(Fault Fault);

/// <param name="Since">When the first of the bad runs began.</param>
/// <param name="Bad">So many runs were bad</param>
/// <param name="Of">of the last so many; in a row when both are the same.</param>
/// <param name="Places">So many places see it</param>
/// <param name="OfPlaces">of those that look.</param>
internal sealed record IncidentOpened(Fault Fault, DateTimeOffset Since, int Bad, int Of, bool NeverPassed, int Places = 1,
    int OfPlaces = 1) : Decision(Fault);

/// <summary>It would have been resolved, were there not so many changes: it stays open.</summary>
internal sealed record IncidentFlaps(Fault Fault, Incident Incident, int Changes, int Of) : Decision(Fault);

internal sealed record IncidentResolved(Fault Fault, Incident Incident) : Decision(Fault);

/// <summary>The decisions after a run, and whether it is repeated soon to be sure of what it seems to say.</summary>
internal sealed record Ruling(IReadOnlyList<Decision> Decisions, bool Confirm)
{
    public static readonly Ruling Nothing = new([], false);
    public static readonly Ruling AskAgain = new([], true);
}

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
