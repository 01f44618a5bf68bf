namespace SmokeTests.Runner.Running;

/// <summary>How late runs began in the last minute, and how many due times were passed over because a check was still at it.</summary>
internal sealed class LatenessTracker(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Queue<(long At, float Ms)> late = new();
    private readonly Queue<(long At, int Count)> missed = new();
    private long missedEver;

    public void Began(TimeSpan after)
    {
        lock (gate)
        {
            late.Enqueue((time.GetTimestamp(), (float)after.TotalMilliseconds));
            Forget(late);
        }
    }

    public void Missed(int count)
    {
        if (count == 0)
            return;
        lock (gate)
        {
            missed.Enqueue((time.GetTimestamp(), count));
            missedEver += count;
            Forget(missed);
        }
    }

    public Lateness LastMinute()
    {
        lock (gate)
        {
            Forget(late);
            Forget(missed);
            var sorted = late.Select(l => l.Ms).Order().ToArray();
            return new Lateness(sorted.Length, At(sorted, 50), At(sorted, 90), At(sorted, 99), sorted.Length == 0 ? 0 : sorted[^1],
                missed.Sum(m => m.Count), missedEver);
        }
    }

    private static double At(float[] sorted, int percent) =>
        sorted.Length == 0 ? 0 : Math.Round(sorted[Math.Min(sorted.Length - 1, sorted.Length * percent / 100)], 1);

    private void Forget<T>(Queue<(long At, T)> queue)
    {
        while (queue.TryPeek(out var first) && time.GetElapsedTime(first.At) > Window)
            queue.Dequeue();
    }
}
