using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Cluster;

/// <summary>Learns from the history what other nodes have run, so that each node's board shows every check.</summary>
internal sealed class RunReplicator(HistoryStore historyStore, HistoryWriter historyWriter, ShardOwnership ownership,
    ChangeSignal changeSignal, TimeProvider time, ILogger<RunReplicator> log)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>So long a run may take to be committed after a later one that got a higher number.</summary>
    private const int Looks = 5;
    private readonly Queue<long> lasts = new();
    private readonly HashSet<long> known = [];
    private long floor = -1;

    public Task Run(CancellationToken stop) =>
        new PollingLoop(BetweenLooks, "What other runners have run cannot be read", time, log).Run(Look, stop);

    private void Look()
    {
        if (floor < 0)
            floor = historyStore.LastSettled();
        var (numbers, runs) = historyStore.After(floor, known);
        known.UnionWith(numbers);
        lasts.Enqueue(numbers.Count > 0 ? numbers[^1] : floor);
        if (lasts.Count > Looks)
        {
            floor = Math.Max(floor, lasts.Dequeue());
            known.RemoveWhere(n => n <= floor);
        }
        var others = runs.Where(r => !ownership.Owns(Shards.Of(r.Check))).OrderBy(r => r.At).ToArray();
        if (others.Length == 0)
            return;
        historyWriter.AddReplicated(others);
        changeSignal.Signal();
    }
}
