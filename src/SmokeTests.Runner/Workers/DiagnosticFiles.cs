namespace SmokeTests.Runner.Workers;

/// <summary>
/// The pipes and the socket by which .NET lets a debugger or a profiler in. A process that is killed leaves them in the temporary
/// folder, where they would add up. On Windows they are no files.
/// </summary>
internal static class DiagnosticFiles
{
    /// <summary>Removes those of a process that has ended.</summary>
    public static void Remove(int process)
    {
        if (OperatingSystem.IsWindows())
            return;
        foreach (var name in (string[])[$"clr-debug-pipe-{process}-*", $"dotnet-diagnostic-{process}-*"])
            try
            {
                foreach (var file in Directory.EnumerateFiles(Path.GetTempPath(), name))
                    File.Delete(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another user's, or the folder is gone: nothing that a run depends on.
            }
    }
}
