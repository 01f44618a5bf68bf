namespace SmokeTests.Runner.Running;

/// <summary>A heap of due times. Each check stands in it once, and not at all while it runs: so none overlaps itself.</summary>
internal sealed class DueQueue(TimeProvider time)
{
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly PriorityQueue<(string Check, long Entry), DateTimeOffset> heap = new();
    private readonly Dictionary<string, (long Entry, DateTimeOffset Due)> entries = new(StringComparer.Ordinal);
    private DateTimeOffset wake = DateTimeOffset.MinValue;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long last;

    /// <summary>Puts the check at <paramref name="due"/>, instead of where it stood.</summary>
    public void Put(string check, DateTimeOffset due)
    {
        lock (gate)
        {
            entries[check] = (++last, due);
            heap.Enqueue((check, last), due);
            if (due < wake)
                changed.TrySetResult();
        }
    }

    /// <summary>Takes the check out, because it runs now.</summary>
    public void Remove(string check)
    {
        lock (gate)
            entries.Remove(check);
    }

    /// <summary>Whether something should have been taken before this time.</summary>
    public bool IsBehind(DateTimeOffset now)
    {
        lock (gate)
            return heap.TryPeek(out _, out var due) && due < now;
    }

    public DateTimeOffset? Due(string check)
    {
        lock (gate)
            return entries.TryGetValue(check, out var entry) ? entry.Due : null;
    }

    /// <summary>
    /// Waits for the next check that is due, and takes it out. What is due within a few milliseconds goes out together: a
    /// processor that sleeps and wakes for each run costs more than the run.
    /// </summary>
    public async Task<(string Check, DateTimeOffset Due)> Next(CancellationToken cancel)
    {
        while (true)
        {
            Task woken;
            TimeSpan wait;
            lock (gate)
            {
                if (TakeDue() is { } next)
                    return next;
                var now = time.GetUtcNow();
                wait = heap.TryPeek(out _, out var due) ? due - now : Longest;
                wait = wait < Grain ? Grain : wait > Longest ? Longest : wait;
                wake = now + wait;
                changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
                woken = changed.Task;
            }
            await woken.WaitAsync(wait, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancel.ThrowIfCancellationRequested();
        }
    }

    private (string Check, DateTimeOffset Due)? TakeDue()
    {
        while (heap.TryPeek(out var top, out var due))
        {
            var stale = !entries.TryGetValue(top.Check, out var entry) || entry.Entry != top.Entry;
            if (!stale && due > time.GetUtcNow())
                return null;
            heap.Dequeue();
            if (stale)
                continue;
            entries.Remove(top.Check);
            return (top.Check, due);
        }
        return null;
    }
}
