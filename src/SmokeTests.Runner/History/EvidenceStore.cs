using System.Collections.Concurrent;
using SmokeTests.Worker;

namespace SmokeTests.Runner.History;

/// <summary>
/// Where runs leave their evidence: a folder each. What failed is kept for a time, and the last good run of a check to
/// compare it with; when all together are too large, the oldest go first.
/// </summary>
/// <param name="keeping">For how long, and how much; null for the usual.</param>
internal sealed class EvidenceStore(string root, TimeProvider time, Func<Retention>? keeping = null, bool keepsGood = true)
{
    private static readonly TimeSpan GoodAge = TimeSpan.FromDays(1);
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, (string Run, DateTimeOffset At)> good = new(StringComparer.Ordinal);
    private readonly EvidenceNames? names;
    private DateTimeOffset swept;

    /// <summary>A folder of somebody's own, where each check has one that people can read; nothing is removed from it.</summary>
    public static EvidenceStore Named(string root, TimeProvider time) => new(root, time, keepsGood: false, new EvidenceNames(root));

    private EvidenceStore(string root, TimeProvider time, bool keepsGood, EvidenceNames names) : this(root, time, null, keepsGood) =>
        this.names = names;

    /// <summary>No run leaves anything: the history cannot keep up, or there is no room.</summary>
    public bool IsClosed => IsBusy || IsFull;

    public bool IsBusy { get; set; }

    public bool IsFull { get; set; }

    /// <summary>Asked for the evidence of a run that is not here; null where there is nobody to ask.</summary>
    public Action<string>? Borrow { get; set; }

    /// <summary>How a folder is removed.</summary>
    internal Action<string> Delete { get; init; } = folder => Directory.Delete(folder, recursive: true);

    public string FolderOf(string run) => Path.Combine(Path.GetFullPath(root), run);

    /// <summary>Where a run of the check leaves its evidence.</summary>
    public string FolderFor(Check check, string run) => names?.FolderFor(check) ?? FolderOf(run);

    /// <summary>Once a day a good run leaves evidence as well.</summary>
    public bool WantsGood(string check) => keepsGood && (!good.TryGetValue(check, out var last) || time.GetUtcNow() - last.At > GoodAge);

    public void Keep(string check, string run, Outcome outcome)
    {
        if (names is not null)
            return;
        var now = time.GetUtcNow();
        if (outcome is Outcome.Passed or Outcome.Slow)
        {
            if (good.TryGetValue(check, out var before))
                Remove(FolderOf(before.Run));
            good[check] = (run, now);
        }
        if (now - swept < BetweenSweeps)
            return;
        swept = now;
        Sweep(now);
    }

    /// <summary>A file of a run; null where there is none, whatever the name tries.</summary>
    public string? File(string run, string name)
    {
        if (run.Any(c => !char.IsAsciiLetterOrDigit(c)) || name != Path.GetFileName(name) || name.StartsWith('.'))
            return null;
        if (!Directory.Exists(FolderOf(run)))
            Borrow?.Invoke(run);
        var file = Path.Combine(FolderOf(run), name);
        return System.IO.File.Exists(file) ? file : null;
    }

    /// <summary>Removes the oldest until so many bytes are free that were not; how many are.</summary>
    public long DeleteOldest(long bytes)
    {
        var freed = 0L;
        foreach (var (folder, size) in Oldest().TakeWhile(_ => freed < bytes))
        {
            freed += Remove(folder.FullName) ? size : size - SizeOf(folder);
        }
        return freed;
    }

    private void Sweep(DateTimeOffset now)
    {
        var keep = keeping?.Invoke() ?? new Retention();
        var all = Oldest();
        var over = all.Sum(f => f.Size) - keep.EvidenceMegabytes * 1024L * 1024;
        foreach (var (folder, size) in all.TakeWhile(f => over > 0 || f.Folder.LastWriteTimeUtc < now.UtcDateTime - keep.Evidence))
        {
            over -= Remove(folder.FullName) ? size : size - SizeOf(folder);
        }
    }

    private IReadOnlyList<(DirectoryInfo Folder, long Size)> Oldest() => !Directory.Exists(root) ? []
        : [.. new DirectoryInfo(root).GetDirectories().OrderBy(f => f.LastWriteTimeUtc).Select(f => (f, SizeOf(f)))];

    private static long SizeOf(DirectoryInfo folder)
    {
        try
        {
            return folder.GetFiles().Sum(file => file.Length);
        }
        catch (DirectoryNotFoundException)
        {
            return 0;
        }
    }

    /// <summary>False where it, or some of it, is still there.</summary>
    private bool Remove(string folder)
    {
        try
        {
            Delete(folder);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone already, or being read: the next sweep takes it.
            return false;
        }
    }
}
