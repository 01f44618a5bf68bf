namespace SmokeTests.Runs;

/// <summary>
/// The time that a run may take. It stands still while the monitor does work of its own, such as starting a browser. Stages
/// are reached by this time: its end, and what the worker does when a run does not heed it.
/// </summary>
internal sealed class RunClock : IDisposable
{
    private readonly TimeProvider time;
    private readonly (TimeSpan At, Action Act)[] stages;
    private readonly CancellationTokenSource over = new();
    private readonly Lock gate = new();
    private readonly long began;
    private readonly ITimer timer;
    private TimeSpan outside;
    private long stoodStill;
    private int stops;
    private int next;
    private bool disposed;

    /// <param name="time">Where its time comes from.</param>
    /// <param name="limit">After so much of it <see cref="Over"/> is cancelled.</param>
    /// <param name="later">What happens when the run goes on beyond the limit: after so much more time each, in that order.</param>
    public RunClock(TimeProvider time, TimeSpan limit, params (TimeSpan After, Action Act)[] later)
    {
        this.time = time;
        Over = over.Token;
        stages = [(limit, over.Cancel), .. later.Select(l => (limit + l.After, l.Act))];
        began = time.GetTimestamp();
        timer = time.CreateTimer(static clock => ((RunClock)clock!).Reach(), this, limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled when the limit is reached.</summary>
    public CancellationToken Over { get; }

    /// <summary>Called when it stands still, and when it goes on: not more than once at a time.</summary>
    public Action? Changed { get; set; }

    /// <summary>The time that has passed, without what was outside.</summary>
    public TimeSpan Passed
    {
        get
        {
            lock (gate)
                return time.GetElapsedTime(began) - Outside();
        }
    }

    /// <summary>How long it has stood still, up to now.</summary>
    public TimeSpan StoodStill
    {
        get
        {
            lock (gate)
                return Outside();
        }
    }

    public bool StandsStill => Volatile.Read(ref stops) > 0;

    /// <summary>Stops it until the result is disposed of. Several may have it stopped at once.</summary>
    public IDisposable Stop()
    {
        lock (gate)
        {
            if (stops++ > 0)
                return new Going(this);
            stoodStill = time.GetTimestamp();
            Arm(Timeout.InfiniteTimeSpan);
        }
        Changed?.Invoke();
        return new Going(this);
    }

    public void Dispose()
    {
        lock (gate)
            disposed = true;
        // The source of Over holds nothing to be disposed of, and its stage may be about to cancel it.
        timer.Dispose();
    }

    private void GoOn()
    {
        lock (gate)
        {
            if (--stops > 0)
                return;
            outside += time.GetElapsedTime(stoodStill);
            ArmNext();
        }
        Changed?.Invoke();
    }

    private TimeSpan Outside() => stops > 0 ? outside + time.GetElapsedTime(stoodStill) : outside;

    private void Reach()
    {
        Action act;
        lock (gate)
        {
            // It may have been stopped, or have been stopped and gone on, just as its timer rang.
            if (disposed || stops > 0 || next == stages.Length)
                return;
            if (time.GetElapsedTime(began) - outside < stages[next].At)
            {
                ArmNext();
                return;
            }
            act = stages[next++].Act;
            ArmNext();
        }
        // Not under the lock: what is called may block, and the stages after it come all the same.
        act();
    }

    private void ArmNext()
    {
        if (next == stages.Length)
            return;
        var left = stages[next].At - (time.GetElapsedTime(began) - outside);
        Arm(left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    private void Arm(TimeSpan due)
    {
        if (!disposed)
            timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    private sealed class Going(RunClock clock) : IDisposable
    {
        private RunClock? stopped = clock;

        public void Dispose() => Interlocked.Exchange(ref stopped, null)?.GoOn();
    }
}
