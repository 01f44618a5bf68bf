using System.Runtime.InteropServices;

namespace SmokeTests.Runner.Infrastructure;

/// <summary>
/// The data folder holds keys, and what checks have seen: it is for the runner's own user alone (0700, its files 0600). On
/// Windows it has the rights of the folder around it.
/// </summary>
internal static class OwnFiles
{
    private const UnixFileMode OfFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OfFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const uint Others = 0b000_111_111;

    /// <summary>
    /// Makes the folder or closes it to others, with the files right in it. From then on whatever this process and those that it
    /// starts write is their user's alone.
    /// </summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be made here.</exception>
    public static void Close(string folder)
    {
        Make(folder);
        if (OperatingSystem.IsWindows())
            return;
        _ = Umask(Others);
        Narrow(folder, OfFolder);
        foreach (var file in Directory.EnumerateFiles(folder))
            Narrow(file, OfFile);
    }

    /// <summary>Makes a folder for this user's own eyes; one that is there stays as it is.</summary>
    public static void Make(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, OfFolder);
    }

    /// <summary>What belongs to somebody else, as a volume that a cluster mounts, is its owner's to close.</summary>
    private static void Narrow(string path, UnixFileMode most)
    {
        if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & ~most) == 0)
            return;
        try
        {
            File.SetUnixFileMode(path, most);
        }
        catch (UnauthorizedAccessException)
        {
            // Not ours.
        }
    }

    [DllImport("libc", EntryPoint = "umask"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint Umask(uint mask);
}
