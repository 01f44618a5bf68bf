using System.Collections.Concurrent;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Running;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Workers;

/// <summary>
/// A suite in one environment and the worker that is warm for it. A worker that dies is replaced; the runs that it took
/// with it are lost, and each is repeated in a worker of its own, so that one that kills its worker is found and named.
/// Such a check stays apart until it passes: it can hurt no other.
/// </summary>
internal sealed class Crew(Suite suite, Post post, Shelf? shelf, TimeProvider time, ILogger log) : IAsyncDisposable
{
    private static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(2);

    /// <summary>For suites of an older library, which say nothing of it.</summary>
    private const int UsuallyAtOnce = 50;

    private readonly SemaphoreSlim replacing = new(1);
    private readonly ConcurrentDictionary<string, bool> apart = new(StringComparer.Ordinal);
    private SemaphoreSlim atOnce = new(1);
    private Worker? worker;
    private bool stopped;

    public Suite Suite => suite;

    public int? ProcessId => worker?.ProcessId;

    /// <summary>Starts the first worker and hands back what the suite says of itself.</summary>
    public async Task<Hello> Start(CancellationToken cancel)
    {
        var hello = (await Ready(cancel))!.Hello;
        atOnce = new SemaphoreSlim(hello.AtOnce > 0 ? hello.AtOnce : UsuallyAtOnce);
        return hello;
    }

    /// <summary>
    /// Runs a check, as soon as the site may have one more on it; a run that was lost on the way is handed to
    /// <paramref name="lost"/> as it happens. A run that confirms a failure writes down everything.
    /// </summary>
    public async Task<Run> Run(Check check, bool confirms, Func<Run, Task> lost, CancellationToken cancel)
    {
        await atOnce.WaitAsync(cancel);
        try
        {
            return await Take(check, confirms, lost, cancel);
        }
        finally
        {
            atOnce.Release();
        }
    }

    private async Task<Run> Take(Check check, bool confirms, Func<Run, Task> lost, CancellationToken cancel)
    {
        if (check.Mistake is { } mistake)
            return Running.Run.Without(Running.Run.NewId(), check, time.GetUtcNow(), Outcome.Broken, mistake);
        if (!apart.ContainsKey(check.Key))
        {
            var run = await Try(check, confirms, () => Ready(cancel));
            if (run.Outcome != Outcome.Lost || stopped)
                return run;
            await lost(run);
        }
        return await Alone(check, confirms, cancel);
    }

    public async ValueTask DisposeAsync()
    {
        stopped = true;
        await replacing.WaitAsync();
        try
        {
            if (worker is not null)
                await worker.DisposeAsync();
            worker = null;
        }
        finally
        {
            replacing.Release();
        }
    }

    private async Task<Run> Alone(Check check, bool confirms, CancellationToken cancel)
    {
        Worker? own = null;
        try
        {
            var run = await Try(check, confirms, async () => own = await Worker.Start(suite, post, cancel));
            if (run.Outcome != Outcome.Lost || stopped)
            {
                apart.TryRemove(check.Key, out _);
                return run;
            }
            if (apart.TryAdd(check.Key, true))
                log.LogWarning("{Check} ends its worker, also when it runs alone: from now on it has a worker of its own until it passes", check.FullName);
            return run with { Outcome = Outcome.Broken };
        }
        finally
        {
            if (own is not null)
                await own.DisposeAsync();
        }
    }

    private async Task<Run> Try(Check check, bool confirms, Func<Task<Worker?>> find)
    {
        var at = time.GetUtcNow();
        var id = Running.Run.NewId();
        try
        {
            if (stopped || await find() is not { } ready)
                return Running.Run.Without(id, check, at, Outcome.Lost, "The runner stopped before the check could run.");
            var order = new RunCheck(id, check.Key, shelf?.FolderOf(id), shelf?.WantsGood(check.Id) == true, confirms);
            var ended = await ready.Run(order, check.Limit + EndGrace, time);
            if (ended.Finished is { Evidence.Count: > 0 } kept)
                shelf?.Keep(check.Id, id, kept.Outcome);
            return ended.Finished is { } finished ? Running.Run.From(finished, check, at)
                : Running.Run.Without(id, check, at, Outcome.Lost, ended.Hung
                    ? $"The check did not end within {Interval.Write(check.Limit)}, nor when it was told to: its worker was killed."
                    : stopped ? "The runner stopped in mid-run." : ready.Epitaph);
        }
        catch (SuiteFailedException e)
        {
            return Running.Run.Without(id, check, at, Outcome.Broken, e.Message);
        }
    }

    /// <summary>The warm worker; a new one where it has died; none when the runner stops.</summary>
    private async Task<Worker?> Ready(CancellationToken cancel)
    {
        if (worker is { State: WorkerState.Ready } ready)
            return ready;
        await replacing.WaitAsync(cancel);
        try
        {
            if (stopped || worker is { State: WorkerState.Ready })
                return worker;
            if (worker is { } dead)
            {
                log.LogWarning("{Suite}: worker {Process} is gone; starting another", suite.Name, dead.ProcessId);
                await dead.DisposeAsync();
            }
            return worker = await Worker.Start(suite, post, cancel);
        }
        finally
        {
            replacing.Release();
        }
    }
}
