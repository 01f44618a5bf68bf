namespace SmokeTests.Runner.Workers;

/// <summary>What a worker may take of the machine, and how long it lives. Settings: <c>workers</c>.</summary>
internal sealed record WorkerLimits
{
    /// <summary>Workers of a suite, side by side: more than one for checks that compute.</summary>
    public int Count { get; init; } = 1;

    /// <summary>
    /// Megabytes: 1,024, or six tenths of what this process may have where a container's limit leaves less. A worker that is
    /// over nine tenths of it is replaced; one that is over it is killed.
    /// </summary>
    public int Megabytes { get; init; } = (int)Math.Min(1024, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024 / 1024 * 6 / 10);

    /// <summary>Threads. A worker that has more is killed.</summary>
    public int Threads { get; init; } = 2_000;

    /// <summary>Runs, after which a worker is replaced.</summary>
    public int Runs { get; init; } = 1_000_000;

    /// <summary>The age at which a worker is replaced.</summary>
    public TimeSpan Age { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Variables that its checks read themselves, besides those that the settings name: <c>NAME</c> or <c>PREFIX_*</c>.</summary>
    public IReadOnlyList<string> Pass { get; init; } = [];
}
