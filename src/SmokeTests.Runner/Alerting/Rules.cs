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
}

/// <summary>An incident that is open.</summary>
/// <param name="Flaps">It has been kept open because its check flaps.</param>
internal sealed record Incident(long Id, string Check, Fault Fault, string Team, DateTimeOffset OpenedAt, bool Flaps = false);

/// <summary>How a run ended, and when it began, to the millisecond. Fifty of them are kept for each of ten thousand checks: eight bytes each.</summary>
internal readonly struct Past(Outcome outcome, DateTimeOffset at)
{
    private const int OutcomeBits = 4;
    private readonly long packed = at.ToUnixTimeMilliseconds() << OutcomeBits | (long)outcome;

    public Outcome Outcome => (Outcome)(packed & ((1 << OutcomeBits) - 1));

    public DateTimeOffset At => DateTimeOffset.FromUnixTimeMilliseconds(packed >> OutcomeBits);
}

/// <summary>When a check's last incident of a kind was resolved.</summary>
internal readonly record struct Closing(Fault Fault, DateTimeOffset At);

/// <summary>What the rules look at: a check's runs, newest first, and its incidents.</summary>
/// <param name="Recent">Without runs that say nothing: skipped, lost, or blamed on a dependency.</param>
internal sealed record Standing(IReadOnlyList<Past> Recent, IReadOnlyList<Incident> Open, bool EverPassed)
{
    /// <summary>The last one of each fault that is resolved: what was before it counts no more.</summary>
    public IReadOnlyList<Closing> Closed { get; init; } = [];

    /// <summary>The standing once this run has ended as well.</summary>
    public Standing After(Run run) => run.SaysNothing ? this : this with
    {
        Recent = [new Past(run.Outcome, run.At), .. Recent.Take(Rules.Horizon - 1)],
        EverPassed = EverPassed || run.Outcome is Outcome.Passed or Outcome.Slow,
    };
}

/// <summary>What follows from a run.</summary>
internal abstract record Decision(Fault Fault);

/// <param name="Since">When the first of the bad runs began.</param>
/// <param name="Bad">So many runs were bad</param>
/// <param name="Of">of the last so many; in a row when both are the same.</param>
internal sealed record IncidentOpened(Fault Fault, DateTimeOffset Since, int Bad, int Of, bool NeverPassed) : Decision(Fault);

/// <summary>It would have been resolved, were there not so many changes: it stays open.</summary>
internal sealed record IncidentFlaps(Fault Fault, Incident Incident, int Changes, int Of) : Decision(Fault);

internal sealed record IncidentResolved(Fault Fault, Incident Incident) : Decision(Fault);

/// <summary>The decisions after a run, and whether it is repeated soon to be sure of what it seems to say.</summary>
internal sealed record Ruling(IReadOnlyList<Decision> Decisions, bool Confirm)
{
    public static readonly Ruling Nothing = new([], false);
    public static readonly Ruling AskAgain = new([], true);
}

/// <summary>The alert rules: a pure function of history and policy. Who is told, when and how, is decided elsewhere (<see cref="Telling"/>).</summary>
internal static class Rules
{
    /// <summary>The most runs that a policy may look back on, and so the history that the rules need.</summary>
    public const int Horizon = 50;

    public static Ruling Decide(Standing standing, Policy policy)
    {
        // Nine hundred and ninety-nine of a thousand runs.
        if (standing.Open.Count == 0 && standing.Recent is [{ Outcome: Outcome.Passed or Outcome.Slow }, ..])
            return Ruling.Nothing;
        var rulings = new[] { Fault.Monitor, Fault.Product }.Select(fault => Decide(fault, standing, policy)).ToArray();
        return new Ruling([.. rulings.SelectMany(r => r.Decisions)], rulings.Any(r => r.Confirm));
    }

    private static Ruling Decide(Fault fault, Standing standing, Policy policy)
    {
        // A broken run says nothing about the product, neither good nor bad.
        var telling = standing.Recent.Where(p => fault == Fault.Monitor || p.Outcome != Outcome.Broken).ToArray();
        return standing.Open.FirstOrDefault(i => i.Fault == fault) is { } open ? Resolve(open, telling, policy) : Open(fault, telling, standing, policy);
    }

    private static Ruling Open(Fault fault, Past[] telling, Standing standing, Policy policy)
    {
        var streak = telling.TakeWhile(p => IsBad(fault, p)).Count();
        if (streak == 0)
            return Ruling.Nothing;
        var closed = standing.Closed.FirstOrDefault(c => c.Fault == fault).At;
        var window = telling.Take(policy.Open.Of).TakeWhile(p => p.At > closed).ToArray();
        var bad = window.Count(p => IsBad(fault, p));
        if (bad < policy.Open.Count)
            return streak == 1 || policy.Open.Count == policy.Open.Of ? Ruling.AskAgain : Ruling.Nothing;
        var since = window.Last(p => IsBad(fault, p)).At;
        var of = streak >= policy.Open.Count ? bad : Array.FindLastIndex(window, p => IsBad(fault, p)) + 1;
        return new Ruling([new IncidentOpened(fault, since, bad, of, !standing.EverPassed)], false);
    }

    private static Ruling Resolve(Incident open, Past[] telling, Policy policy)
    {
        var good = telling.TakeWhile(p => !IsBad(open.Fault, p)).Count();
        if (good == 0)
            return Ruling.Nothing;
        if (good < policy.Resolve)
            return Ruling.AskAgain;
        if (policy.Flapping is { } flapping && Changes(open.Fault, telling, flapping.Of) is var changes && changes >= flapping.Count)
            return open.Flaps ? Ruling.Nothing : new Ruling([new IncidentFlaps(open.Fault, open, changes, Math.Min(telling.Length, flapping.Of))], false);
        return new Ruling([new IncidentResolved(open.Fault, open)], false);
    }

    /// <summary>How often it went from good to bad or back within the last so many runs.</summary>
    private static int Changes(Fault fault, Past[] telling, int of)
    {
        var looked = telling.Take(of).Select(p => IsBad(fault, p)).ToArray();
        return looked.Zip(looked.Skip(1)).Count(pair => pair.First != pair.Second);
    }

    private static bool IsBad(Fault fault, Past past) => past.Outcome == (fault == Fault.Product ? Outcome.Failed : Outcome.Broken);
}
