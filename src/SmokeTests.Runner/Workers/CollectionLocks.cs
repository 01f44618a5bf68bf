namespace SmokeTests.Runner.Workers;

/// <summary>
/// Keeps apart the checks of a suite that may not overlap, whichever of its workers they run in: those of one collection, and with
/// all others those that stand alone. Who waits comes in by order, the lowest first. One that stands alone holds up those after it
/// until it has run; one that waits for its collection holds up nobody else.
/// </summary>
internal sealed class CollectionLocks
{
    private readonly Lock gate = new();
    private readonly PriorityQueue<Waiter, (long Order, long Came)> waiting = new();
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private int most = int.MaxValue;
    private int inside;
    private bool alone;
    private long came;

    /// <summary>How many runs may go on at once; 0 for as many as there are.</summary>
    public int Most { set { lock (gate) most = value > 0 ? value : int.MaxValue; } }

    public int Waiting { get { lock (gate) return waiting.Count; } }

    /// <summary>Waits until the check may go on; it ends when what is handed back is disposed of.</summary>
    public async Task<IDisposable> Enter(string? collection, bool isAlone, long order, CancellationToken cancel)
    {
        var waiter = new Waiter(this, collection, isAlone);
        lock (gate)
        {
            waiting.Enqueue(waiter, (order, came++));
            Admit();
        }
        using var given = cancel.UnsafeRegister(static (w, token) => ((Waiter)w!).GiveUp(token), waiter);
        await waiter.Turn.Task;
        return waiter;
    }

    /// <summary>Called under the gate.</summary>
    private void Admit()
    {
        var passed = new List<(Waiter, (long, long))>();
        while (inside < most && !alone && waiting.TryDequeue(out var next, out var place))
            if (next.Turn.Task.IsCompleted)
                // It has given up.
                continue;
            else if (next.IsAlone ? inside > 0 : next.Collection is { } busy && taken.Contains(busy))
            {
                passed.Add((next, place));
                if (next.IsAlone)
                    break;
            }
            else if (next.Turn.TrySetResult())
                Take(next);
        foreach (var (waiter, place) in passed)
            waiting.Enqueue(waiter, place);
    }

    private void Take(Waiter waiter)
    {
        inside++;
        alone = waiter.IsAlone;
        if (waiter.Collection is { } collection)
            taken.Add(collection);
    }

    private void Leave(Waiter waiter)
    {
        lock (gate)
        {
            inside--;
            if (waiter.IsAlone)
                alone = false;
            if (waiter.Collection is { } collection)
                taken.Remove(collection);
            Admit();
        }
    }

    private sealed class Waiter(CollectionLocks locks, string? collection, bool isAlone) : IDisposable
    {
        private int left;

        public string? Collection { get; } = collection;

        public bool IsAlone { get; } = isAlone;

        public TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void GiveUp(CancellationToken token)
        {
            if (!Turn.TrySetCanceled(token))
                return;
            // Whoever waited behind it may go on.
            lock (locks.gate)
                locks.Admit();
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0)
                locks.Leave(this);
        }
    }
}
