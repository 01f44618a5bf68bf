using SmokeTests.Worker;

namespace SmokeTests.Runner.Locations;

/// <summary>How a check looks from one of its locations. A broken run says nothing of the product, neither good nor bad.</summary>
/// <param name="IsBad">It fails from there.</param>
/// <param name="IsApart">It fails from there, and not from enough others for it to be down.</param>
/// <param name="IsBrokenApart">It is broken there, and not at enough others for the check itself to be at fault.</param>
/// <param name="Others">The locations that see it work.</param>
internal sealed record LocationView(Check Check, string Location, Run Last, bool IsBad, bool IsApart, bool IsBrokenApart,
    IReadOnlyList<string> Others)
{
    /// <summary>It could not be checked from there.</summary>
    public bool IsBroken => Last.Outcome == Outcome.Broken;

    public static IEnumerable<LocationView> Of(Check check, IReadOnlyCollection<Run> views, AlertPolicy policy)
    {
        var telling = views.Where(r => !r.SaysNothing).ToArray();
        var broken = telling.Count(r => r.Outcome == Outcome.Broken);
        var bad = telling.Count(r => r.Outcome == Outcome.Failed);
        var well = telling.Where(r => r.Outcome is Outcome.Passed or Outcome.Slow).Select(r => r.Location!)
            .Order(StringComparer.Ordinal).ToArray();
        var isApart = well.Length > 0 && bad < policy.Agreeing(telling.Length - broken);
        var isBrokenApart = broken < telling.Length && broken < policy.Agreeing(telling.Length);
        return telling.Select(r => new LocationView(check, r.Location!, r, r.Outcome == Outcome.Failed,
            r.Outcome == Outcome.Failed && isApart, r.Outcome == Outcome.Broken && isBrokenApart, well));
    }
}
