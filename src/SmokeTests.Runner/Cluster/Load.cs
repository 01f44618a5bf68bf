using System.Diagnostics;

namespace SmokeTests.Runner.Cluster;

/// <summary>Of this machine's processors, what some processes take together: 1 is all of them.</summary>
internal sealed class Load(Func<IEnumerable<int>> workers, TimeProvider time)
{
    private Dictionary<int, TimeSpan> before = [];
    private long at = time.GetTimestamp();

    /// <summary>Since it was asked the last time.</summary>
    public double Now()
    {
        var now = workers().Append(Environment.ProcessId).Distinct().ToDictionary(id => id, Taken);
        var passed = time.GetElapsedTime(at);
        var taken = now.Sum(p => (p.Value - before.GetValueOrDefault(p.Key, p.Value)).TotalSeconds);
        (before, at) = (now, time.GetTimestamp());
        return passed <= TimeSpan.Zero ? 0 : Math.Round(Math.Max(0, taken) / passed.TotalSeconds / Environment.ProcessorCount, 3);
    }

    private static TimeSpan Taken(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.TotalProcessorTime;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended.
            return TimeSpan.Zero;
        }
    }
}
