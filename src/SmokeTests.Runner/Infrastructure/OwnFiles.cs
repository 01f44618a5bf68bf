using System.IO.Enumeration;
using System.Runtime.InteropServices;

namespace SmokeTests.Runner.Infrastructure;

/// <summary>
/// The data folder holds keys, and what checks have seen: it is for the runner's own user alone (0700, its files 0600). On
/// Windows it has the rights of the folder around it.
/// </summary>
internal static class OwnFiles
{
    private const UnixFileMode OfFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OfOthers = (UnixFileMode)0b000_111_111;
    private const uint Others = 0b000_111_111;

    /// <summary>
    /// Makes the folder or closes it to others, with all that is in it. From then on whatever this process and those that it
    /// starts write is their user's alone. Links are left as they are, and so is what they lead to.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="except">A folder right in it that is closed itself, while its files stay as they are: they are links to
    /// others' files.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be made here.</exception>
    public static void Close(string folder, string except)
    {
        Make(folder);
        if (OperatingSystem.IsWindows())
            return;
        _ = Umask(Others);
        Narrow(folder);
        foreach (var one in Within(folder, except))
            Narrow(one);
    }

    /// <summary>Makes a folder for this user's own eyes; one that is there stays as it is.</summary>
    public static void Make(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, OfFolder);
    }

    private static FileSystemEnumerable<string> Within(string folder, string except) =>
        new(folder, (ref FileSystemEntry entry) => entry.ToFullPath(),
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
        {
            ShouldRecursePredicate = (ref FileSystemEntry entry) =>
                entry.Directory.Length > entry.RootDirectory.Length || !entry.FileName.SequenceEqual(except),
        };

    /// <summary>What belongs to somebody else, as a volume that a cluster mounts, is its owner's to close.</summary>
    private static void Narrow(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        try
        {
            var mode = File.GetUnixFileMode(path);
            if ((mode & OfOthers) != 0)
                File.SetUnixFileMode(path, mode & ~OfOthers);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
        {
            // Not ours, or gone by now.
        }
    }

    [DllImport("libc", EntryPoint = "umask"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint Umask(uint mask);
}
