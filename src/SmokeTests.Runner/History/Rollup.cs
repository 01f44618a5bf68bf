namespace SmokeTests.Runner.History;

/// <summary>What became of a check's runs in a minute, an hour or a day.</summary>
internal sealed record Rollup(DateTimeOffset Starts, long Good, long Slow, long Failed, long Broken, long Blamed, double Ms, double Slowest,
    TimeBreakdown Time)
{
    public double? MeanMs => Good + Slow == 0 ? null : Ms / (Good + Slow);
}
