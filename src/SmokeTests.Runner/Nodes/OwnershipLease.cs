using System.Collections.Concurrent;

namespace SmokeTests.Runner.Nodes;

/// <summary>
/// How long a node may go by what it has seen last. One that stood still, or was merely slow, may have been taken for dead
/// meanwhile: it looks again before it begins another run.
/// </summary>
internal sealed class OwnershipLease(TimeProvider time)
{
    /// <summary>So long after a look has begun, what it has seen is taken for so.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan BetweenTicks = TimeSpan.FromMilliseconds(500);
    private long since = time.GetTimestamp();

    public bool IsOver => time.GetElapsedTime(Interlocked.Read(ref since)) >= Longest;

    /// <param name="at">When the look began that has seen how things are.</param>
    public void Begin(long at) => Interlocked.Exchange(ref since, at);

    /// <summary>While there is nothing to look at it lasts for as long as this process does not stand still.</summary>
    public async Task Tick(Func<bool> lasts, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (lasts() && !IsOver)
                Begin(time.GetTimestamp());
            await Task.Delay(BetweenTicks, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

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
