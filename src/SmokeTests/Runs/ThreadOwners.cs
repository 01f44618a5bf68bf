namespace SmokeTests.Runs;

/// <summary>Which check's code each thread runs: told by the context that follows it from thread to thread.</summary>
internal static class ThreadOwners
{
    private static readonly List<WeakReference<Owner>> All = [];
    private static int tidyAt = 64;

    [ThreadStatic]
    private static Owner? mine;

    /// <summary>This thread goes on with another run's code, or with nobody's.</summary>
    public static void Changed(AsyncLocalValueChangedArgs<RunContext?> change) =>
        (mine ??= Register()).Check = change.CurrentValue?.Order?.Check;

    /// <summary>The check whose code most threads run, and how many those are; null where none runs any check's.</summary>
    public static (string Check, int Threads)? Busiest()
    {
        lock (All)
        {
            var busiest = All.Select(o => o.TryGetTarget(out var owner) ? owner.Check : null).OfType<string>()
                .GroupBy(c => c, StringComparer.Ordinal).MaxBy(g => g.Count());
            return busiest is null ? null : (busiest.Key, busiest.Count());
        }
    }

    private static Owner Register()
    {
        var owner = new Owner();
        lock (All)
        {
            if (All.Count >= tidyAt)
            {
                // Threads that have ended.
                All.RemoveAll(o => !o.TryGetTarget(out _));
                tidyAt = Math.Max(64, All.Count * 2);
            }
            All.Add(new WeakReference<Owner>(owner));
        }
        return owner;
    }

    private sealed class Owner
    {
        public string? Check { get; set; }
    }
}
