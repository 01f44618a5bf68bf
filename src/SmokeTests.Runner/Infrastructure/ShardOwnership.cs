namespace SmokeTests.Runner.Infrastructure;

/// <summary>Which shards are this runner's: the one question that tells many nodes from one.</summary>
internal abstract class ShardOwnership
{
    /// <summary>On one machine: every shard is here, for good.</summary>
    public static readonly ShardOwnership Alone = new OneMachine();

    /// <summary>How the node is called; null where it is the only one.</summary>
    public abstract string? Node { get; }

    /// <summary>How many nodes there are: what a site bears at once is shared among them.</summary>
    public abstract int Nodes { get; }

    public abstract bool Owns(int shard);

    /// <summary>Done once the shard is this node's; the source is cancelled when it is no longer, or at the stop.</summary>
    public abstract Task<CancellationTokenSource> WaitForOwnership(int shard, CancellationToken stop);

    /// <summary>
    /// Whether a run may begin: the shard is here, if only to be given away soon. After a pause of the whole process, which may
    /// have cost it its shards, they are looked up first.
    /// </summary>
    public abstract ValueTask<bool> ConfirmOwnership(int shard);

    /// <summary>A check of another node is to be run there, soon.</summary>
    public abstract void RequestRun(string check);

    private sealed class OneMachine : ShardOwnership
    {
        public override string? Node => null;

        public override int Nodes => 1;

        public override bool Owns(int shard) => true;

        public override Task<CancellationTokenSource> WaitForOwnership(int shard, CancellationToken stop) =>
            Task.FromResult(CancellationTokenSource.CreateLinkedTokenSource(stop));

        public override ValueTask<bool> ConfirmOwnership(int shard) => new(true);

        public override void RequestRun(string check) => throw new InvalidOperationException("There is no other node.");
    }
}
