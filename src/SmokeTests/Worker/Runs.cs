using System.Collections.Concurrent;

namespace SmokeTests.Worker;

/// <summary>The runs that are in flight in this worker.</summary>
internal sealed class Runs(CheckRunner engine, Outgoing runner, ProcessStateGuard commons, Endings endings)
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> inFlight = new(StringComparer.Ordinal);

    public void Begin(RunCheck order)
    {
        var cancel = inFlight[order.Id] = new CancellationTokenSource();
        using (ExecutionContext.SuppressFlow())
            _ = Task.Run(() => Run(order, cancel), CancellationToken.None);
    }

    public void Cancel(string id)
    {
        if (inFlight.TryGetValue(id, out var running))
            // Callbacks of a check may block: they do so on a thread of their own.
            _ = Task.Run(running.Cancel);
    }

    private async Task Run(RunCheck order, CancellationTokenSource cancel)
    {
        var said = 0;
        var finished = await Finish(order, Say, cancel.Token);
        if (commons.Spoilt() is { } words)
        {
            // The process is not as the next check expects it: it ends, and the runner finds out whose doing that was.
            endings.Say(null, words);
            WorkerHost.End();
        }
        Say(finished);
        inFlight.TryRemove(order.Id, out _);

        // A run that does not end has its verdict all the same, and then no other.
        void Say(RunFinished verdict)
        {
            if (Interlocked.Exchange(ref said, 1) == 0)
                runner.Say(verdict);
        }
    }

    private async Task<RunFinished> Finish(RunCheck order, Action<RunFinished> late, CancellationToken cancel)
    {
        try
        {
            return await engine.Run(order, order.Live ? text => runner.Say(new Said(order.Id, text)) : null, late, cancel);
        }
#pragma warning disable CA1031 // The one place that catches: whatever xunit throws at the worker is a broken run, never a dead worker.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Verdict.Of(order, Happened.NoTest, Place.Anywhere, $"The worker could not run the check: {e}");
        }
    }
}
