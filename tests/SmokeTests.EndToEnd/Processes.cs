using System.Text;

namespace SmokeTests.EndToEnd;

/// <summary>
/// What anybody on the machine can see of processes: their command lines, and the environment of those that show pages. Linux
/// alone tells.
/// </summary>
internal static class Processes
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(0.2);

    /// <summary>All that were there until it is told to stop.</summary>
    public static async Task<IReadOnlyCollection<(string Where, string Text)>> Watch(CancellationToken stop)
    {
        var seen = new HashSet<(string, string)>();
        while (OperatingSystem.IsLinux() && !stop.IsCancellationRequested)
        {
            foreach (var process in Directory.GetDirectories("/proc").Where(d => Path.GetFileName(d).All(char.IsAsciiDigit)))
            {
                var command = Read(process, "cmdline");
                seen.Add(("command line", command));
                if (command.Contains("--type=renderer", StringComparison.Ordinal)
                    || command.Contains("--remote-debugging-pipe", StringComparison.Ordinal))
                    seen.Add(("environment of a browser", Read(process, "environ")));
            }
            await Task.Delay(BetweenLooks, CancellationToken.None);
        }
        return seen;
    }

    /// <summary>
    /// What was started, as its command line says; empty where no such process is left. A number alone says little: the system
    /// gives those of the dead to others, soon where ten thousand threads are started.
    /// </summary>
    public static string Command(int process) => Read($"/proc/{process}", "cmdline").Replace('\0', ' ').Trim();

    private static string Read(string process, string file)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(process, file)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended.
            return "";
        }
    }
}
