namespace SmokeTests.Worker;

/// <summary>Looks at the machine's load four times a second and remembers ten minutes of it.</summary>
internal sealed class MachineLoadMeter(TimeProvider time, Func<MachineLoad.Sample>? read = null)
{
    private const int Remembered = 2400;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Lately = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly Queue<(long At, double Load)> seen = new();
    private readonly Func<MachineLoad.Sample> read = read ?? (() => MachineLoad.Read());

    /// <summary>Whether anything was measured, on a system that tells.</summary>
    public bool IsKnown { get { lock (gate) return OperatingSystem.IsLinux() && seen.Count > 0; } }

    /// <summary>The mean of the last two seconds.</summary>
    public double Now => Over(Lately);

    /// <summary>The mean of the time until now; 0 where nothing was measured in it.</summary>
    public double Over(TimeSpan last)
    {
        lock (gate)
            return seen.Where(s => time.GetElapsedTime(s.At) <= last).Select(s => s.Load).DefaultIfEmpty(0).Average();
    }

    public async Task Run(CancellationToken stop)
    {
        var before = read();
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(BetweenLooks, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var now = read();
            Remember(MachineLoad.Between(before, now));
            before = now;
        }
    }

    private void Remember(double load)
    {
        lock (gate)
        {
            seen.Enqueue((time.GetTimestamp(), load));
            if (seen.Count > Remembered)
                seen.Dequeue();
        }
    }
}
