using SmokeTests.Worker;

namespace SmokeTests.Runner.Workers;

/// <summary>A check that ends its workers, or does not end. It has a worker of its own.</summary>
/// <param name="Times">How often in a row, since it was convicted.</param>
/// <param name="Last">When it did so last.</param>
/// <param name="NotBefore">When it may try again; null for as soon as it is due.</param>
internal sealed record QuarantinedCheck(int Times, DateTimeOffset Last, DateTimeOffset? NotBefore)
{
    /// <summary>So many runs must have been well as well before it is among the others again.</summary>
    public const int FewestCleanRuns = 3;

    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(10);

    /// <summary>
    /// It ended a worker that was not its own, or after its run had ended: what is known of that. Its runs may pass all the same.
    /// </summary>
    public string? Evidence { get; init; }

    /// <summary>It has done nothing but to go on when its time was up: one run that ends is enough.</summary>
    public bool OnlyGoesOn { get; init; }

    /// <summary>Runs that were well since.</summary>
    public int CleanRuns { get; init; }

    /// <summary>It has done so again.</summary>
    /// <param name="outcome">How the run ended. What fails is looked at as often as ever: its team waits for it to be well again.</param>
    /// <param name="now">The time.</param>
    /// <param name="goesOn">It did not end.</param>
    /// <param name="evidence">What is known, where it happened elsewhere or afterwards.</param>
    public QuarantinedCheck Again(Outcome outcome, DateTimeOffset now, bool goesOn, string? evidence)
    {
        var rest = FirstRest * Math.Pow(2, Math.Clamp(Times - 1, 0, 20));
        DateTimeOffset? notBefore = Times == 0 || outcome == Outcome.Failed ? null : now + (rest < LongestRest ? rest : LongestRest);
        return new QuarantinedCheck(Times + 1, now, notBefore)
        {
            Evidence = evidence ?? Evidence,
            OnlyGoesOn = OnlyGoesOn && goesOn,
        };
    }

    /// <summary>A run of it was well; null where it may be among the others again.</summary>
    public QuarantinedCheck? After(DateTimeOffset now) =>
        OnlyGoesOn || CleanRuns + 1 >= FewestCleanRuns && now - Last >= Suspects.Quiet ? null
        // One whose worker ends after its runs rests all the same.
        : this with { CleanRuns = CleanRuns + 1, NotBefore = Evidence is null ? null : NotBefore };
}
