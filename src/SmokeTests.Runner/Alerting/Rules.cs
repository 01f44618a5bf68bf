using SmokeTests.Runner.Running;
using SmokeTests.Runner.Settings;
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
internal sealed record Incident(long Id, string Check, Fault Fault, string Team, DateTimeOffset OpenedAt);

/// <summary>How a run ended, and when it began.</summary>
internal readonly record struct Past(Outcome Outcome, DateTimeOffset At);

/// <summary>What the rules look at: a check's runs, newest first, and its open incidents.</summary>
/// <param name="Recent">Without runs that say nothing: skipped, lost, or blamed on a dependency.</param>
internal sealed record Standing(IReadOnlyList<Past> Recent, IReadOnlyList<Incident> Open, bool EverPassed)
{
    /// <summary>The standing once this run has ended as well.</summary>
    public Standing After(Run run) => run.SaysNothing ? this : this with
    {
        Recent = [new Past(run.Outcome, run.At), .. Recent.Take(Rules.Horizon - 1)],
        EverPassed = EverPassed || run.Outcome is Outcome.Passed or Outcome.Slow,
    };
}

/// <summary>What is to be told.</summary>
internal abstract record Decision(Fault Fault);

internal sealed record IncidentOpened(Fault Fault, DateTimeOffset Since, int InARow, bool NeverPassed) : Decision(Fault);

internal sealed record IncidentResolved(Fault Fault, Incident Incident) : Decision(Fault);

/// <summary>The decisions after a run, and whether it is repeated soon to be sure of what it seems to say.</summary>
internal sealed record Ruling(IReadOnlyList<Decision> Decisions, bool Confirm)
{
    public static readonly Ruling Nothing = new([], false);
}

/// <summary>The alert rules: a pure function of history and policy. Who is told, and how, is decided elsewhere.</summary>
internal static class Rules
{
    /// <summary>The longest streak that a policy may ask for, and so the history that the rules need.</summary>
    public const int Horizon = 50;

    public static Ruling Decide(Standing standing, Policy policy)
    {
        var rulings = new[] { Fault.Monitor, Fault.Product }.Select(fault => Decide(fault, standing, policy)).ToArray();
        return new Ruling([.. rulings.SelectMany(r => r.Decisions)], rulings.Any(r => r.Confirm));
    }

    private static Ruling Decide(Fault fault, Standing standing, Policy policy)
    {
        // A broken run says nothing about the product, neither good nor bad.
        var telling = standing.Recent.Where(p => fault == Fault.Monitor || p.Outcome != Outcome.Broken).ToArray();
        var bad = telling.TakeWhile(p => IsBad(fault, p.Outcome)).Count();
        var good = telling.TakeWhile(p => !IsBad(fault, p.Outcome)).Count();
        var open = standing.Open.FirstOrDefault(i => i.Fault == fault);
        if (open is null)
            return bad == 0 ? Ruling.Nothing
                : bad >= policy.Open ? new Ruling([new IncidentOpened(fault, telling[bad - 1].At, bad, !standing.EverPassed)], false)
                : new Ruling([], Confirm: true);
        return good == 0 ? Ruling.Nothing
            : good >= policy.Resolve ? new Ruling([new IncidentResolved(fault, open)], false)
            : new Ruling([], Confirm: true);
    }

    private static bool IsBad(Fault fault, Outcome outcome) => outcome == (fault == Fault.Product ? Outcome.Failed : Outcome.Broken);
}
