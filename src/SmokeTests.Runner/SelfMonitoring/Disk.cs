using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.SelfMonitoring;

/// <summary>
/// The room that is left where the history is. When it gets short evidence gives way first, the oldest before the rest; then
/// good runs of checks that are well are no longer saved. What is decided and told has a reserve that nothing else touches.
/// </summary>
/// <param name="free">Bytes that are free.</param>
internal sealed class Disk(string folder, EvidenceStore evidenceStore, Func<long> free, ILogger<Disk> log) : IRunnerHealthCheck
{
    private const long Megabyte = 1024 * 1024;
    private const long Reserve = 32 * Megabyte;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    private readonly string reserve = Path.Combine(folder, "reserve");

    /// <summary>Below this evidence gives way.</summary>
    public const long Low = 256 * Megabyte;

    /// <summary>Below this good runs are not saved.</summary>
    public const long Scarce = 64 * Megabyte;

    /// <summary>Below this the reserve is given up.</summary>
    public const long Last = 16 * Megabyte;

    public string Name => "The disk has room";

    /// <summary>Only what is decided is saved.</summary>
    public bool IsScarce { get; private set; }

    private long Free { get; set; } = long.MaxValue;

    public static long FreeIn(string folder) => new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;

    public ValueTask<HealthProblem?> Look() =>
        new(!evidenceStore.IsFull ? null : new HealthProblem($"{Free / Megabyte:N0} MB are free in {Path.GetFullPath(folder)}",
        IsScarce ? "No run leaves evidence, and good runs of checks that are well are not saved. Incidents and messages are."
            : "No run leaves evidence any more; runs, incidents and messages are saved.",
        "Make room there, or keep less: \"history.megabytes\", \"history.evidenceMegabytes\"."));

    public async Task Run(TimeProvider time, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Measure();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                log.LogError("The room in {Folder} cannot be measured: {Why}", folder, e.Message);
            }
            await Task.Delay(BetweenLooks, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Measure()
    {
        Free = free();
        if (Free < Low)
            Free += evidenceStore.DeleteOldest(Low - Free);
        (evidenceStore.IsFull, IsScarce) = (Free < Low, Free < Scarce);
        if (Free < Last)
            File.Delete(reserve);
        else if (Free > Low + Reserve && !File.Exists(reserve))
            Fill();
    }

    /// <summary>A file of zeros: an empty one of that length would take no room.</summary>
    private void Fill()
    {
        using var file = File.Create(reserve);
        var zeros = new byte[Megabyte];
        while (file.Length < Reserve)
            file.Write(zeros);
    }
}
