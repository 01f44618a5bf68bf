using SmokeTests.Runner.Cluster;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.Settings;

namespace SmokeTests.Runner.Hosting;

/// <summary>What a runner was given.</summary>
/// <param name="Data">Its data folder.</param>
/// <param name="Start">The settings that it started with: what is wired by them stays so.</param>
/// <param name="Spare">On its own disk, for when the history's database is away; null where the history is a file.</param>
/// <param name="Node">It as one of several on the same history; null where it is the only one.</param>
internal sealed record RunnerHostOptions(SuiteChoice Choice, TimeSpan? Every, string Data, RunnerSettings Start, HistoryStore HistoryStore,
    HistoryStore? Spare, Node? Node)
{
    public TimeProvider Time => Node?.Clock ?? TimeProvider.System;

    public ShardOwnership Ownership => Node?.Ownership ?? ShardOwnership.Alone;

    /// <summary>What decides and tells for a satellite is its head.</summary>
    public bool IsSatellite => Start.Node.Head is not null;
}
