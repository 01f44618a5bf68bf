using System.Collections.Concurrent;
using SmokeTests.Worker;

namespace SmokeTests.Runner.History;

/// <summary>
/// Where runs leave their evidence: a folder each. What failed is kept for 14 days, and the last good run of a check to
/// compare it with; all together at most 2 GB, the oldest going first.
/// </summary>
internal sealed class Shelf(string root, TimeProvider time, bool keepsGood = true)
{
    private const long MostBytes = 2L * 1024 * 1024 * 1024;
    private static readonly TimeSpan Age = TimeSpan.FromDays(14);
    private static readonly TimeSpan GoodAge = TimeSpan.FromDays(1);
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, (string Run, DateTimeOffset At)> good = new(StringComparer.Ordinal);
    private DateTimeOffset swept;

    /// <summary>No run leaves anything while the history cannot keep up.</summary>
    public void Close(bool closed) => IsClosed = closed;

    public bool IsClosed { get; private set; }

    public string FolderOf(string run) => Path.Combine(Path.GetFullPath(root), run);

    /// <summary>Once a day a good run leaves evidence as well.</summary>
    public bool WantsGood(string check) => keepsGood && (!good.TryGetValue(check, out var last) || time.GetUtcNow() - last.At > GoodAge);

    public void Keep(string check, string run, Outcome outcome)
    {
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
        var file = Path.Combine(FolderOf(run), name);
        return System.IO.File.Exists(file) ? file : null;
    }

    private void Sweep(DateTimeOffset now)
    {
        if (!Directory.Exists(root))
            return;
        var left = MostBytes;
        foreach (var folder in new DirectoryInfo(root).GetDirectories().OrderByDescending(f => f.LastWriteTimeUtc))
        {
            left -= folder.GetFiles().Sum(f => f.Length);
            if (left < 0 || folder.LastWriteTimeUtc < now.UtcDateTime - Age)
                Remove(folder.FullName);
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone already, or being read: the next sweep takes it.
        }
    }
}
