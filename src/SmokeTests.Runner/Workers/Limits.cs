using System.Collections.Concurrent;

namespace SmokeTests.Runner.Workers;

/// <summary>When a run wants to begin, and how much that matters.</summary>
/// <param name="Due">When it was due; null for one that somebody asked for.</param>
/// <param name="Confirms">It confirms or refutes what the last run seemed to say: whoever is to be told waits for it.</param>
internal sealed record Turn(DateTimeOffset? Due, bool Confirms)
{
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(30);

    /// <summary>Told what the run writes and does, as it goes.</summary>
    public Action<string>? Said { get; init; }

    /// <summary>
    /// Its place among those that wait: by due time, but what confirms, what somebody waits for and what pages come as if
    /// they had been due half a minute earlier. So the rest waits longer when the machine is short, but never for ever.
    /// </summary>
    public long Order(DateTimeOffset now, bool pages) =>
        (Due ?? now).UtcTicks - (Confirms || Due is null ? 2 * Ahead.Ticks : 0) - (pages ? Ahead.Ticks : 0);
}

/// <summary>
/// How many runs may go on at once: on a host, whoever's checks they are, and on this machine. What the machine bears is
/// found out: while work waits for threads in a worker, fewer runs begin; while it does not, more.
/// </summary>
/// <param name="nodes">How many runners there are on the same history; null for one.</param>
internal sealed class Limits(int perHost, TimeProvider time, Func<int>? nodes = null)
{
    private const int Fewest = 8;
    private const int Most = 256;
    private const double Busy = 200;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Gate> hosts = new(StringComparer.OrdinalIgnoreCase);

    public Gate Machine { get; } = new(Most);

    public Gate Host(string? host) => hosts.GetOrAdd(host ?? "", _ => new Gate(host is null ? int.MaxValue : perHost, nodes));

    /// <summary>Of a site that bears so many runs at once.</summary>
    public Gate Site(int atOnce) => new(atOnce, nodes);

    /// <param name="wait">How long work waits for a thread in the busiest worker, in milliseconds.</param>
    public async Task Adapt(Func<double> wait, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Machine.Allow(Next(Machine.Limit, wait()));
            await Task.Delay(BetweenLooks, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal static int Next(int limit, double wait) => wait > Busy ? Math.Max(Fewest, limit * 7 / 10) : Math.Min(Most, limit + Fewest);
}
