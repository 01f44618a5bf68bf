using SmokeTests.Runner.Running;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Workers;

/// <summary>
/// A suite in one environment and the worker that is warm for it. A worker that dies is replaced at once; the runs that
/// it took with it are lost, and each is repeated alone, so that one that kills its worker is found and named.
/// </summary>
internal sealed class Crew(Suite suite, string? environment, string? settings, TimeProvider time, ILogger log) : IAsyncDisposable
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim replacing = new(1);
    private readonly SemaphoreSlim alone = new(1);
    private Worker? worker;
    private bool stopped;

    public Suite Suite => suite;

    public int? ProcessId => worker?.ProcessId;

    /// <summary>Starts the first worker and hands back what the suite says of itself.</summary>
    public async Task<Hello> Start(CancellationToken cancel) => (await Ready(cancel)).Hello;

    /// <summary>Runs a check; the runs that were lost on the way are handed to <paramref name="lost"/> as they happen.</summary>
    public async Task<Run> Run(Check check, Func<Run, Task> lost, CancellationToken cancel)
    {
        var first = await Try(check, cancel);
        if (first.Outcome != Outcome.Lost || stopped)
            return first;
        await lost(first);
        await alone.WaitAsync(cancel);
        try
        {
            var second = await Try(check, cancel);
            return second.Outcome == Outcome.Lost && !stopped
                ? second with { Outcome = Outcome.Broken }
                : second;
        }
        finally
        {
            alone.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        stopped = true;
        if (worker is not null)
            await worker.DisposeAsync();
    }

    private async Task<Run> Try(Check check, CancellationToken cancel)
    {
        var at = time.GetUtcNow();
        var id = NewId();
        if (stopped)
            return Running.Run.Without(id, check, at, Outcome.Lost, "The runner stopped before the check could run.");
        Worker ready;
        try
        {
            ready = await Ready(cancel);
        }
        catch (SuiteFailedException e)
        {
            return Running.Run.Without(id, check, at, Outcome.Broken, e.Message);
        }
        var finished = await ready.Run(id, check.Key, check.Limit + StopGrace, time);
        if (finished is not null)
            return Running.Run.From(finished, check, at);
        await ready.Gone;
        return Running.Run.Without(id, check, at, Outcome.Lost, ready.Hung
            ? $"The check did not end within {Interval.Write(check.Limit)}, nor when it was told to: its worker was killed."
            : $"The worker died in mid-run. Its last words:\n{ready.Words}", ready.Words);
    }

    private async Task<Worker> Ready(CancellationToken cancel)
    {
        if (worker is { State: WorkerState.Ready } ready)
            return ready;
        await replacing.WaitAsync(cancel);
        try
        {
            if (worker is { State: WorkerState.Ready } replaced)
                return replaced;
            if (worker is { } dead)
            {
                log.LogWarning("{Suite}: worker {Process} is gone; starting another", suite.Name, dead.ProcessId);
                await dead.DisposeAsync();
            }
            return worker = await Worker.Start(suite, environment, settings, cancel);
        }
        finally
        {
            replacing.Release();
        }
    }

    private static string NewId() => Guid.NewGuid().ToString("N")[..12];
}
