using SmokeTests.Worker;

namespace SmokeTests.Browsers;

/// <summary>
/// Bounds how many runs have a browser context at once: four for each core, fewer where memory is short, and while the
/// machine is short no new one but the first. Those that came first go first.
/// </summary>
/// <param name="most">So many at once.</param>
/// <param name="isShort">Whether the machine is short just now.</param>
internal sealed class ContextLimiter(int most, Func<bool> isShort, TimeProvider time)
{
    private const int PerCore = 4;
    private const long BytesEach = 128L * 1024 * 1024;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly Lock gate = new();
    private readonly Queue<object> waiting = new();
    private int inside;

    /// <summary>Of this machine. Loads are measured from the first use on.</summary>
    public static ContextLimiter OfThisMachine { get; } = Measured();

    /// <summary>So many contexts as the cores bear, and the memory that a container's limit leaves.</summary>
    public static int Bearable(int cores, MemoryHeadroom room) =>
        (int)Math.Clamp(room.IsLimited ? (room.Limit - room.Used) / BytesEach : int.MaxValue, 1, Math.Max(1, cores * PerCore));

    /// <summary>A place, if there is one at once and nobody waits; null otherwise.</summary>
    public IDisposable? TryEnter()
    {
        var mayBegin = !isShort();
        lock (gate)
        {
            if (waiting.Count > 0 || inside >= most || inside > 0 && !mayBegin)
                return null;
            inside++;
            return new Place(this);
        }
    }

    /// <summary>Waits for a place.</summary>
    /// <returns>The place, which is free again when it is disposed of.</returns>
    public async Task<IDisposable> Enter(CancellationToken stop)
    {
        var me = new object();
        lock (gate)
            waiting.Enqueue(me);
        try
        {
            while (!Admit(me))
                await Task.Delay(BetweenLooks, time, stop);
        }
        catch (OperationCanceledException)
        {
            GiveUp(me);
            throw;
        }
        return new Place(this);
    }

    private bool Admit(object me)
    {
        // The measure is taken outside of the lock.
        var mayBegin = !isShort();
        lock (gate)
        {
            if (waiting.Peek() != me || inside >= most || inside > 0 && !mayBegin)
                return false;
            waiting.Dequeue();
            inside++;
            return true;
        }
    }

    private void GiveUp(object me)
    {
        lock (gate)
        {
            var others = waiting.Where(w => w != me).ToArray();
            waiting.Clear();
            foreach (var other in others)
                waiting.Enqueue(other);
        }
    }

    private void Leave()
    {
        lock (gate)
            inside--;
    }

    private static ContextLimiter Measured()
    {
        var load = new MachineLoadMeter(TimeProvider.System);
        _ = load.Run(CancellationToken.None);
        return new ContextLimiter(Bearable(System.Environment.ProcessorCount, MemoryHeadroom.Left()), () => load.Now >= MachineLoad.Short,
            TimeProvider.System);
    }

    private sealed class Place(ContextLimiter limiter) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0)
                limiter.Leave();
        }
    }
}
