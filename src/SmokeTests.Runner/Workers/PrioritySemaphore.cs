namespace SmokeTests.Runner.Workers;

/// <summary>Lets so many through at once. Who waits comes in by order: the lowest first, whenever it came.</summary>
/// <param name="nodes">How many runners share the limit: each has its part of it, and one at least.</param>
internal sealed class PrioritySemaphore(int limit, Func<int>? nodes = null)
{
    private readonly Lock gate = new();
    private readonly PriorityQueue<TaskCompletionSource, long> waiting = new();
    private int inside;

    private int most = limit;

    public int Limit => nodes is null ? most : Math.Max(1, most / nodes());

    public int Waiting { get { lock (gate) return waiting.Count; } }

    public int Inside { get { lock (gate) return inside; } }

    public async Task Enter(long order, CancellationToken cancel)
    {
        TaskCompletionSource turn;
        lock (gate)
        {
            if (inside < Limit && waiting.Count == 0)
            {
                inside++;
                return;
            }
            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Enqueue(turn, order);
        }
        using var given = cancel.UnsafeRegister(static (t, token) => ((TaskCompletionSource)t!).TrySetCanceled(token), turn);
        await turn.Task;
    }

    public void Leave()
    {
        lock (gate)
        {
            inside--;
            Admit();
        }
    }

    public void Allow(int now)
    {
        lock (gate)
        {
            most = now;
            Admit();
        }
    }

    private void Admit()
    {
        // One that has given up is passed over.
        while (inside < Limit && waiting.TryDequeue(out var next, out _))
            if (next.TrySetResult())
                inside++;
    }
}
