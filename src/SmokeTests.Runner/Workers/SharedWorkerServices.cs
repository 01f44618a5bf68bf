using System.Collections.Concurrent;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Workers;

/// <summary>What all crews of a runner share.</summary>
internal sealed record SharedWorkerServices(ConcurrencyLimits Limits, CrashCorrelator CrashCorrelator, EvidenceStore? EvidenceStore,
    ShardOwnership Ownership, TimeProvider Time, ILogger Log) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string, string), CollectionLocks> locks = new();

    public Quarantine Quarantine { get; } = new(CrashCorrelator, Time);

    /// <summary>Told a check that has ended a worker after its run was over: it is to be run at once, so that this is told.</summary>
    public Action<string> Accused { get; set; } = _ => { };

    /// <summary>
    /// What keeps a suite's checks apart in an environment. A new version of it stands behind the same, since the old one ends what it has
    /// begun.
    /// </summary>
    public CollectionLocks LocksOf(Suite suite, string environment) =>
        locks.GetOrAdd((suite.Name, environment), _ => new CollectionLocks());

    /// <summary>Whether cores are short, or it is not known whether they are.</summary>
    public bool MachineIsShort() => !Limits.Load.IsKnown || Limits.Load.Now >= MachineLoad.Short;

    public ValueTask DisposeAsync() => Quarantine.DisposeAsync();
}
