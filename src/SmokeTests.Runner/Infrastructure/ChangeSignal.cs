namespace SmokeTests.Runner.Infrastructure;

/// <summary>Tells whoever watches that something has changed: the number only grows.</summary>
internal sealed class ChangeSignal
{
    private readonly Lock gate = new();
    private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Count { get; private set; }

    public void Signal()
    {
        TaskCompletionSource beaten;
        lock (gate)
        {
            Count++;
            (beaten, next) = (next, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        beaten.TrySetResult();
    }

    /// <summary>The count, once it is above <paramref name="seen"/>; null when nobody waits any more.</summary>
    public async Task<long?> After(long seen, CancellationToken cancel)
    {
        while (true)
        {
            Task beat;
            lock (gate)
            {
                if (Count > seen)
                    return Count;
                beat = next.Task;
            }
            await beat.WaitAsync(cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancel.IsCancellationRequested)
                return null;
        }
    }
}
