using SmokeTests.Runs;

namespace SmokeTests.Worker;

/// <summary>
/// Keeps the thread pool as small as the work allows: a thread more that wakes for each run costs as much as the run. When
/// checks block the threads that there are, it is noticed in a twentieth of a second, and there are more at once; by itself
/// the pool would add one or two a second. Stands on a thread of its own, which no check can block.
/// </summary>
internal sealed class Threads : IDisposable
{
    private const int Step = 32;
    private const int Most = 512;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    /// <summary>Milliseconds: threads that compute are free again by then, those that are held up are not.</summary>
    private const double HeldUp = 300;
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(1);

    private readonly Orphans orphans = new();
    private readonly ManualResetEvent ended = new(false);
    private readonly int few;
    private readonly int ports;
    private long asked;
    private long answered;
    private long told;
    private bool wereHeldUp;

    public Threads()
    {
        ThreadPool.GetMinThreads(out few, out ports);
        new Thread(Watch) { IsBackground = true, Name = "Threads" }.Start();
    }

    /// <summary>Called from that thread: once a second, and at once when all threads are held up.</summary>
    public Action? Beat { get; set; }

    /// <summary>Told the check whose code holds up most of them, and how many.</summary>
    public Action<string, int>? HeldUpBy { get; set; }

    /// <summary>How long work waits for a thread, in milliseconds.</summary>
    public double Wait => Volatile.Read(ref answered) is var last && last == Volatile.Read(ref asked) ? 0
        : TimeProvider.System.GetElapsedTime(Volatile.Read(ref asked)).TotalMilliseconds;

    /// <summary>The pool has as many threads as it may, and none of them is free.</summary>
    public bool AreHeldUp => Wait > HeldUp && ThreadPool.ThreadCount >= Math.Min(Most, MostByAll());

    public void Dispose() => ended.Set();

    private static int MostByAll()
    {
        ThreadPool.GetMaxThreads(out var workers, out _);
        return workers;
    }

    private void Watch()
    {
        var (now, shortSince) = (few, 0L);
        while (!ended.WaitOne(BetweenLooks))
        {
            Tell();
            if (Wait > 0)
            {
                shortSince = TimeProvider.System.GetTimestamp();
                ThreadPool.SetMinThreads(now = Math.Min(now + Step, Most), ports);
            }
            else
            {
                if (now > few && TimeProvider.System.GetElapsedTime(shortSince) > Calm)
                    ThreadPool.SetMinThreads(now = few, ports);
                Ask();
            }
        }
    }

    private void Tell()
    {
        var heldUp = AreHeldUp;
        if (Beat is not { } beat || heldUp == wereHeldUp && TimeProvider.System.GetElapsedTime(told) < Protocol.Beat)
            return;
        if (heldUp && !wereHeldUp && ThreadOwners.Busiest() is var (check, threads) && threads > ThreadPool.ThreadCount / 2)
            HeldUpBy?.Invoke(check, threads);
        (wereHeldUp, told) = (heldUp, TimeProvider.System.GetTimestamp());
        beat();
        orphans.Reap();
    }

    private void Ask()
    {
        var at = TimeProvider.System.GetTimestamp();
        Volatile.Write(ref asked, at);
        ThreadPool.UnsafeQueueUserWorkItem(static self => Volatile.Write(ref self.answered, Volatile.Read(ref self.asked)), this,
            preferLocal: false);
    }
}
