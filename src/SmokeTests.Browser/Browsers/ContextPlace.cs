using System.Runtime.CompilerServices;
using SmokeTests.Recording;
using SmokeTests.Runs;

namespace SmokeTests.Browsers;

/// <summary>A run's place among those that have the browser at once: one for each run, however many contexts it needs.</summary>
internal sealed class ContextPlace : IEvidenceSource
{
    /// <summary>Others have had their turn by then, even on a machine that is short.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private static readonly ConditionalWeakTable<RunContext, ContextPlace> Held = [];

    private readonly RunContext run;
    private readonly IDisposable place;

    private ContextPlace(RunContext run, IDisposable place) => (this.run, this.place) = (run, place);

    /// <summary>Waits for a place where the run has none yet. The check's time stands still meanwhile.</summary>
    /// <exception cref="CheckBrokenException">There was none for five minutes.</exception>
    public static async Task Take(RunContext run, ContextLimiter limiter)
    {
        if (Held.TryGetValue(run, out _))
            return;
        var place = new ContextPlace(run, limiter.TryEnter() ?? await Wait(run, limiter));
        Held.AddOrUpdate(run, place);
        run.Attend(place);
    }

    private static async Task<IDisposable> Wait(RunContext run, ContextLimiter limiter)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(run.Stop);
        var entering = limiter.Enter(end.Token);
        try
        {
            return await run.OutsideTheClock("wait for a place in the browser", () => entering, LongestWait);
        }
        catch
        {
            await end.CancelAsync();
            // One that came in the last moment is given back.
            _ = entering.ContinueWith(late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion,
                TaskScheduler.Default);
            throw;
        }
    }

    public Task Collect(Evidence evidence) => Task.CompletedTask;

    public Task Leave()
    {
        Held.Remove(run);
        place.Dispose();
        return Task.CompletedTask;
    }
}
