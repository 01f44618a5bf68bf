using SmokeTests.Runner.Running;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Workers;

/// <summary>
/// Where runs are repeated that were lost with their worker: one at a time, each as the only one in a worker, so that the one that ends it again is known. Where other workers died in the same moment it may have been one
/// of theirs: then it is tried again.
/// </summary>
internal sealed class Quarantine(Census census) : IAsyncDisposable
{
    private const int MostTries = 3;
    private readonly SemaphoreSlim turn = new(1);
    private (Suite Suite, Worker Worker)? kept;
    private int waiting;

    /// <summary>The run, and whether it ended its worker again.</summary>
    public async Task<(Run Run, bool Guilty)> Repeat(Suite suite, Func<Task<Worker>> start, Func<Func<Task<Worker>>, Task<Run>> run)
    {
        Interlocked.Increment(ref waiting);
        await turn.WaitAsync();
        try
        {
            for (var tries = 1; ; tries++)
            {
                Worker? used = null;
                var ended = await run(async () => used = await Room(suite, start));
                if (ended.Outcome != Outcome.Lost || used is null)
                    return (ended, false);
                used.Kill("The check did not end: its worker was killed.");
                await Clear();
                if (tries == MostTries || !await census.DiedWithOthers(used.ProcessId))
                    return (ended, true);
            }
        }
        finally
        {
            if (Interlocked.Decrement(ref waiting) == 0)
                await Clear();
            turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await turn.WaitAsync();
        await Clear();
        turn.Dispose();
    }

    /// <summary>The worker of the last innocent, or a new one.</summary>
    private async Task<Worker> Room(Suite suite, Func<Task<Worker>> start)
    {
        if (kept is { } room && room.Suite == suite && room.Worker.State == WorkerState.Ready)
            return room.Worker;
        await Clear();
        var worker = await start();
        _ = worker.End.ContinueWith(_ => census.Died(worker.ProcessId), TaskScheduler.Default);
        kept = (suite, worker);
        return worker;
    }

    private async Task Clear()
    {
        if (kept is { } room)
            await room.Worker.DisposeAsync();
        kept = null;
    }
}
