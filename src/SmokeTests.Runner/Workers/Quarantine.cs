using SmokeTests.Runner.Running;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Workers;

/// <summary>
/// Where runs are repeated that were lost with their worker: each as the only one in a worker, so that the one that ends it
/// again is known. Where other workers died in the same moment it may have been one of theirs: then it is tried once more,
/// while nothing else is in quarantine.
/// </summary>
internal sealed class Quarantine(Census census) : IAsyncDisposable
{
    private const int Rooms = 4;

    private readonly Gate rooms = new(Rooms);
    private readonly SemaphoreSlim whole = new(1);
    private readonly Lock gate = new();
    private readonly List<(Suite Suite, string? Environment, Worker Worker)> kept = [];
    private int inside;

    /// <summary>The run, and whether it ended its worker again.</summary>
    public async Task<(Run Run, bool Guilty)> Repeat(Suite suite, string? environment, Func<Task<Worker>> start, Func<Func<Task<Worker>>, Task<Run>> run)
    {
        Interlocked.Increment(ref inside);
        try
        {
            var (ended, worker) = await Shared(() => Once(suite, environment, start, run));
            if (worker is not null && await census.DiedWithOthers(worker.Value))
                (ended, worker) = await ByItself(() => Once(suite, environment, start, run));
            return (ended, worker is not null);
        }
        finally
        {
            if (Interlocked.Decrement(ref inside) == 0)
                await Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Clear();
        whole.Dispose();
    }

    private async Task<T> Shared<T>(Func<Task<T>> act)
    {
        await rooms.Enter(0, CancellationToken.None);
        try
        {
            return await act();
        }
        finally
        {
            rooms.Leave();
        }
    }

    private async Task<T> ByItself<T>(Func<Task<T>> act)
    {
        var taken = 0;
        try
        {
            await whole.WaitAsync();
            for (; taken < Rooms; taken++)
                await rooms.Enter(-1, CancellationToken.None);
            return await act();
        }
        finally
        {
            while (taken-- > 0)
                rooms.Leave();
            whole.Release();
        }
    }

    /// <summary>The run, and the worker that died of it.</summary>
    private async Task<(Run Run, int? Died)> Once(Suite suite, string? environment, Func<Task<Worker>> start, Func<Func<Task<Worker>>, Task<Run>> run)
    {
        Worker? used = null;
        var ended = await run(async () => used = await Room(suite, environment, start));
        if (used is null)
            return (ended, null);
        if (ended.Outcome != Outcome.Lost && !ended.GoesOn)
        {
            lock (gate)
                kept.Add((suite, environment, used));
            return (ended, null);
        }
        used.Kill("The check did not end: its worker was killed.");
        await used.DisposeAsync();
        // A worker that could still say what became of its run has not died of it.
        return (ended, ended.GoesOn ? null : used.ProcessId);
    }

    /// <summary>The worker that an innocent of the same suite and environment has left, or a new one.</summary>
    private async Task<Worker> Room(Suite suite, string? environment, Func<Task<Worker>> start)
    {
        lock (gate)
        {
            var at = kept.FindIndex(k => k.Suite == suite && k.Environment == environment && k.Worker.State == WorkerState.Ready);
            if (at >= 0)
            {
                var worker = kept[at].Worker;
                kept.RemoveAt(at);
                return worker;
            }
        }
        var fresh = await start();
        _ = fresh.End.ContinueWith(_ => census.Died(fresh.ProcessId), TaskScheduler.Default);
        return fresh;
    }

    private async Task Clear()
    {
        Worker[] left;
        lock (gate)
        {
            left = [.. kept.Select(k => k.Worker)];
            kept.Clear();
        }
        await Task.WhenAll(left.Select(w => w.DisposeAsync().AsTask()));
    }
}
