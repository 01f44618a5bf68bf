using System.Collections.Concurrent;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Workers;

/// <summary>
/// How many runs may go on at once: on a host, whoever's checks they are, and on this machine. What the machine bears is
/// found out: while work waits for threads in a worker, or threads wait for the machine's cores, fewer runs begin; while
/// neither does, more.
/// </summary>
/// <param name="nodes">How many runners there are on the same history; null for one.</param>
internal sealed class ConcurrencyLimits(int perHost, TimeProvider time, Func<int>? nodes = null)
{
    private const int Fewest = 8;
    private const int Most = 256;
    private const double Busy = 200;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private Starvation? starvation;
    private readonly ConcurrentDictionary<string, PrioritySemaphore> hosts = new(StringComparer.OrdinalIgnoreCase);

    public PrioritySemaphore Machine { get; } = new(Most);

    public MachineLoadMeter Load { get; } = new(time);

    public Starvation Starvation => starvation ??= new Starvation(Load, time);

    public PrioritySemaphore Host(string? host) =>
        hosts.GetOrAdd(host ?? "", _ => new PrioritySemaphore(host is null ? int.MaxValue : perHost, nodes));

    /// <summary>Of a site that bears so many runs at once.</summary>
    public PrioritySemaphore Site(int atOnce) => new(atOnce, nodes);

    /// <param name="wait">How long work waits for a thread in the busiest worker, in milliseconds.</param>
    public async Task Adapt(Func<double> wait, CancellationToken stop)
    {
        var measuring = Load.Run(stop);
        while (!stop.IsCancellationRequested)
        {
            Machine.Allow(Next(Machine.Limit, wait(), Load.Now));
            await Task.Delay(BetweenLooks, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await measuring;
    }

    /// <param name="limit">Runs that may go on at once now.</param>
    /// <param name="wait">How long work waits for a thread in the busiest worker, in milliseconds.</param>
    /// <param name="load">Threads that want each core.</param>
    internal static int Next(int limit, double wait, double load) =>
        wait > Busy || load >= MachineLoad.Short ? Math.Max(Fewest, limit * 7 / 10) : Math.Min(Most, limit + Fewest);
}
