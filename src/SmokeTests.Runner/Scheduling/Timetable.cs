namespace SmokeTests.Runner.Scheduling;

/// <summary>A heap of due times. Each check stands in it once, and not at all while it runs: so none overlaps itself.</summary>
internal sealed class Timetable(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly PriorityQueue<(string Check, long Entry), DateTimeOffset> heap = new();
    private readonly Dictionary<string, (long Entry, DateTimeOffset Due)> entries = new(StringComparer.Ordinal);
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long last;

    /// <summary>Puts the check at <paramref name="due"/>, instead of where it stood.</summary>
    public void Put(string check, DateTimeOffset due)
    {
        lock (gate)
        {
            entries[check] = (++last, due);
            heap.Enqueue((check, last), due);
            changed.TrySetResult();
        }
    }

    /// <summary>Takes the check out, because it runs now.</summary>
    public void Remove(string check)
    {
        lock (gate)
            entries.Remove(check);
    }

    public DateTimeOffset? Due(string check)
    {
        lock (gate)
            return entries.TryGetValue(check, out var entry) ? entry.Due : null;
    }

    /// <summary>Waits for the next check that is due, and takes it out.</summary>
    public async Task<string> Next(CancellationToken cancel)
    {
        while (true)
        {
            Task woken;
            TimeSpan wait;
            lock (gate)
            {
                if (TakeDue() is { } check)
                    return check;
                wait = heap.TryPeek(out _, out var due) ? due - time.GetUtcNow() : TimeSpan.FromMinutes(1);
                changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
                woken = changed.Task;
            }
            // A timer takes whole milliseconds and fires a little early at times: one more costs nothing.
            var capped = TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling(wait.TotalMilliseconds), 1, 60_000));
            await Task.WhenAny(woken, Task.Delay(capped, time, cancel));
            cancel.ThrowIfCancellationRequested();
        }
    }

    private string? TakeDue()
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
            return top.Check;
        }
        return null;
    }
}
