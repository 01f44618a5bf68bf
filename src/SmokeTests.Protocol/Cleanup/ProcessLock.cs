using System.Collections.Concurrent;

namespace SmokeTests.Cleanup;

/// <summary>This process as others see it: alive as long as its lock file is locked.</summary>
/// <param name="Lock">Held, never read: it goes with the process.</param>
internal sealed record ProcessLock(string Name, FileStream Lock)
{
    private static readonly ConcurrentDictionary<string, ProcessLock> InFolder = new(StringComparer.Ordinal);

    public static ProcessLock Of(string folder) => InFolder.GetOrAdd(folder, f =>
    {
        var name = Guid.NewGuid().ToString("N");
        return new ProcessLock(name,
            new FileStream(FileOf(f, name), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose));
    });

    /// <summary>A holder's file that can be opened belongs to nobody any more, and is removed.</summary>
    /// <exception cref="IOException">That cannot be known.</exception>
    /// <exception cref="UnauthorizedAccessException">That cannot be known: the file is another user's.</exception>
    public static bool Lives(string folder, string name)
    {
        if (InFolder.TryGetValue(folder, out var self) && self.Name == name)
            return true;
        try
        {
            using var file = new FileStream(FileOf(folder, name), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1,
                FileOptions.DeleteOnClose);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException e) when (FileLocks.IsTaken(e))
        {
            return true;
        }
    }

    private static string FileOf(string folder, string name) => Path.Combine(folder, $"holder-{name}.lock");
}
