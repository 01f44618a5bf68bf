using System.Collections.Concurrent;

namespace SmokeTests.Runner.Cluster;

/// <summary>The shards that another node had which was taken for dead: it may live, and be certain of them for a while yet.</summary>
internal sealed class TakeoverCooldown(TimeProvider time)
{
    /// <summary>Longer than anybody is certain; what is added is for the run itself to get to its worker.</summary>
    public static readonly TimeSpan Length = OwnershipLease.Longest + TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<int, (long Since, string Why)> shards = new();

    public bool Has(int shard) => shards.ContainsKey(shard);

    public void Begin(int shard, string why) => shards[shard] = (time.GetTimestamp(), why);

    public void End(int shard) => shards.TryRemove(shard, out _);

    /// <summary>Those that have rested long enough, each with why nobody ran it.</summary>
    /// <param name="back">Since when the database answers: nobody could notice anything before; null where it always has.</param>
    public IReadOnlyDictionary<int, string> Over(long? back) => shards
        .Where(s => time.GetElapsedTime(Math.Max(s.Value.Since, back ?? long.MinValue)) >= Length)
        .ToDictionary(s => s.Key, s => s.Value.Why);
}
