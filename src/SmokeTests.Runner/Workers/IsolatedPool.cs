namespace SmokeTests.Runner.Workers;

/// <summary>
/// A pool of workers for a group of suspects. It ends when the last run in it has, after nobody is in the group any more.
/// </summary>
internal sealed class IsolatedPool(WorkerPool pool, Action left)
{
    private readonly Lock gate = new();
    private int active;
    private bool closed;

    public WorkerPool Pool => pool;

    /// <summary>False where it is closed.</summary>
    public bool Enter()
    {
        lock (gate)
        {
            if (closed)
                return false;
            active++;
            return true;
        }
    }

    public void Leave()
    {
        lock (gate)
            if (--active > 0 || !closed)
                return;
        _ = End();
    }

    /// <summary>Nobody comes in any more.</summary>
    public void Close()
    {
        lock (gate)
        {
            if (closed)
                return;
            closed = true;
            if (active > 0)
                return;
        }
        _ = End();
    }

    private async Task End()
    {
        await pool.DisposeAsync();
        left();
    }
}
