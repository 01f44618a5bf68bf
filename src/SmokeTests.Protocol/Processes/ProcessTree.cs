using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;

namespace SmokeTests.Worker;

/// <summary>
/// Who descends from whom. On Linux a process can take in what its descendants leave behind (a child subreaper): then none of them
/// gets out of its family, whatever its environment, session or parent. Elsewhere this does nothing.
/// </summary>
internal static class ProcessTree
{
    private const int SetChildSubreaper = 36;
    private const int Kill = 9;
    private const int NoHang = 1;
    private const int Exited = 4;
    private const int LeaveIt = 0x1000000;
    private const int All = 0;

    /// <summary>While they are ended they may start others.</summary>
    private const int MostRounds = 20;

    /// <summary>From now on descendants whose parent has ended are this process's children.</summary>
    /// <returns>Why that cannot be; null where it is done, or not known on this system.</returns>
    public static string? AdoptOrphans() =>
        !OperatingSystem.IsLinux() || Prctl(SetChildSubreaper, 1, 0, 0, 0) == 0 ? null
            : new Win32Exception(Marshal.GetLastPInvokeError()).Message;

    /// <summary>All processes, each with its parent's id and its state's letter; empty where the system does not tell.</summary>
    public static IReadOnlyDictionary<int, (int Parent, char State)> Read()
    {
        var all = new Dictionary<int, (int, char)>();
        if (OperatingSystem.IsLinux())
            foreach (var folder in Directory.EnumerateDirectories("/proc"))
                if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && Read(id) is { } one)
                    all[id] = one;
        return all;
    }

    /// <summary>A process's parent and state; null where it is gone.</summary>
    public static (int Parent, char State)? Read(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            // The name before it stands in parentheses, and may hold anything.
            return stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var state, var parent, ..]
                ? (int.Parse(parent, CultureInfo.InvariantCulture), state[0]) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Ends all that descend from a process, but not itself; returns how many there were.</summary>
    public static int EndBelow(int root)
    {
        var ended = new HashSet<int>();
        for (var round = 0; round < MostRounds; round++)
        {
            var all = Read();
            var left = Below(root, all).Where(id => all[id].State != 'Z').ToArray();
            if (left.Length == 0)
                break;
            foreach (var id in left)
                if (End(id))
                    ended.Add(id);
        }
        return ended.Count;
    }

    /// <summary>Ends a process at once; false where it is gone, or somebody else's.</summary>
    public static bool End(int id) => OperatingSystem.IsLinux() && Signal(id, Kill) == 0;

    /// <summary>Takes note of the end of a child that nobody waits for; false where it has not ended, or is no child.</summary>
    public static bool Reap(int id) => OperatingSystem.IsLinux() && WaitPid(id, out _, NoHang) == id;

    /// <summary>A child whose end nobody has taken note of; 0 where there is none.</summary>
    public static int Ended()
    {
        if (!OperatingSystem.IsLinux())
            return 0;
        var about = new byte[128];
        // The id stands behind three numbers, and on 64 bits behind the gap that follows them.
        return WaitId(All, 0, about, Exited | NoHang | LeaveIt) == 0 ? BitConverter.ToInt32(about, nint.Size == 8 ? 16 : 12) : 0;
    }

    private static IEnumerable<int> Below(int root, IReadOnlyDictionary<int, (int Parent, char State)> all)
    {
        var children = all.ToLookup(p => p.Value.Parent, p => p.Key);
        var next = new Queue<int>(children[root]);
        while (next.TryDequeue(out var id))
        {
            yield return id;
            foreach (var child in children[id])
                next.Enqueue(child);
        }
    }

    [DllImport("libc", EntryPoint = "prctl", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Prctl(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    [DllImport("libc", EntryPoint = "kill", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);

    [DllImport("libc", EntryPoint = "waitpid", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int WaitPid(int process, out int status, int options);

    [DllImport("libc", EntryPoint = "waitid", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int WaitId(int kind, int id, byte[] about, int options);
}
