namespace SmokeTests.Runner.Workers;

/// <summary>Lets so many through at once. Who waits comes in by order: the lowest first, whenever it came.</summary>
internal sealed class Gate(int limit)
{
    private readonly Lock gate = new();
    private readonly PriorityQueue<TaskCompletionSource, long> waiting = new();
    private int inside;

    public int Limit { get; private set; } = limit;

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

    public void Allow(int most)
    {
        lock (gate)
        {
            Limit = most;
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
