using System.Globalization;

namespace SmokeTests.Worker;

/// <summary>
/// How many threads run or wait to run, for each core of this machine: 1 is a machine that is just busy; at 4 each thread has
/// a quarter of a core. A process that its container's quota holds back counts in the same way. Only Linux tells both at the
/// cost of reading a file; elsewhere the load is not known and counts as none.
/// </summary>
internal static class MachineLoad
{
    /// <summary>From here on the machine is short: what does not end in time says nothing about the product.</summary>
    public const double Short = 4;

    /// <summary>A quota that holds a process back all the time leaves it at least this share.</summary>
    private const double LeastShare = 0.05;

    /// <param name="processes">Where the kernel tells of processes.</param>
    /// <param name="groups">Where the control groups are.</param>
    public static Sample Read(string processes = "/proc", string groups = "/sys/fs/cgroup")
    {
        if (!OperatingSystem.IsLinux())
            return default;
        try
        {
            return new Sample(Waiting(File.ReadAllText(Path.Combine(processes, "loadavg"))) / Cores(processes), Throttled(groups));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    /// <summary>The load between two looks.</summary>
    public static double Between(Sample before, Sample now)
    {
        var (periods, held) = (now.Quota.Periods - before.Quota.Periods, now.Quota.Throttled - before.Quota.Throttled);
        var heldBack = periods > 0 ? 1 / Math.Max(LeastShare, 1 - (double)held / periods) : 0;
        return Math.Max(now.ThreadsPerCore, heldBack > 1 ? heldBack : 0);
    }

    /// <summary>The fourth word of <c>loadavg</c>, such as 6/362: those that run or wait to run, this one among them.</summary>
    private static double Waiting(string text) =>
        text.Split(' ') is [_, _, _, var threads, ..] && int.TryParse(threads.Split('/')[0], CultureInfo.InvariantCulture, out var running)
            ? Math.Max(0, running - 1)
            : 0;

    /// <summary>The machine's own cores: a quota or an affinity leaves this process fewer, but its neighbours count for all.</summary>
    private static int Cores(string processes) =>
        Math.Max(1, File.ReadLines(Path.Combine(processes, "stat")).Skip(1)
            .TakeWhile(l => l.StartsWith("cpu", StringComparison.Ordinal)).Count());

    /// <summary>The periods of the container's quota, and those of them in which it was used up.</summary>
    private static Quota Throttled(string groups)
    {
        var file = new[] { groups, Path.Combine(groups, "cpu") }.Select(folder => Path.Combine(folder, "cpu.stat"))
            .FirstOrDefault(File.Exists);
        if (file is null)
            return default;
        var told = File.ReadLines(file).Select(l => l.Split(' ')).Where(l => l.Length == 2).ToDictionary(l => l[0], l => l[1]);
        return new Quota(Number("nr_periods"), Number("nr_throttled"));

        long Number(string name) => long.TryParse(told.GetValueOrDefault(name), CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    /// <summary>What one look saw.</summary>
    internal readonly record struct Sample(double ThreadsPerCore, Quota Quota);

    /// <summary>Periods of a quota since the container began, and those in which it was used up.</summary>
    internal readonly record struct Quota(long Periods, long Throttled);
}
