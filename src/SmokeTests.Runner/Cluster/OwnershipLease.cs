namespace SmokeTests.Runner.Cluster;

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
