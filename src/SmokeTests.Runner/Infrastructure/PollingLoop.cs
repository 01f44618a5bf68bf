using System.Data.Common;

namespace SmokeTests.Runner.Infrastructure;

/// <summary>
/// Something that is looked at again and again as long as the runner runs. A history that does not answer is said once, until it
/// answers.
/// </summary>
/// <param name="next">Waits until the next look.</param>
/// <param name="what">What cannot be done while the history does not answer, as the beginning of a sentence.</param>
internal sealed class PollingLoop(Func<CancellationToken, Task> next, string what, ILogger log)
{
    private bool isAway;

    public PollingLoop(TimeSpan between, string what, TimeProvider time, ILogger log)
        : this(stop => Task.Delay(between, time, stop), what, log)
    {
    }

    /// <summary>The same, of which the first look does not wait.</summary>
    public static PollingLoop AtOnce(Func<CancellationToken, Task> next, string what, ILogger log)
    {
        var hasBegun = false;
        return new PollingLoop(stop => !hasBegun && (hasBegun = true) ? Task.CompletedTask : next(stop), what, log);
    }

    /// <param name="look">Whether there is something to tell.</param>
    public async Task Run(Func<ValueTask<bool>> look, Action tell, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await next(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                if (await look())
                    tell();
                isAway = false;
            }
            catch (DbException e) when (DatabaseFault.MayPass(e))
            {
                if (!isAway)
                    log.LogError("{What} now: {Why}", what, e.Message);
                isAway = true;
            }
            // The one place that catches: what one row or one fault spoils does not end what is looked at again and again.
#pragma warning disable CA1031
            catch (Exception e) when (!DatabaseFault.IsDamaged(e))
#pragma warning restore CA1031
            {
                if (!isAway && !stop.IsCancellationRequested)
                    log.LogError(e, "{What} now: {Why}. It is tried again", what, e.Message);
                isAway = true;
            }
        }
    }

    public Task Run(Func<bool> look, Action tell, CancellationToken stop) => Run(() => new ValueTask<bool>(look()), tell, stop);

    public Task Run(Action look, CancellationToken stop) => Run(() => { look(); return false; }, () => { }, stop);
}
