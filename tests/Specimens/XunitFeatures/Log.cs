using System.Diagnostics;
using System.Globalization;

namespace Specimens;

/// <summary>
/// What happened, a line each in a file of this process, where FEATURES_LOG names a folder: fixtures made and disposed of, and
/// which tests were going on when. The clock is the machine's, so that lines of several processes can be compared.
/// </summary>
public static class Log
{
    private static readonly Lock Gate = new();
    private static readonly string? Folder = System.Environment.GetEnvironmentVariable("FEATURES_LOG");

    public static void Write(string what, string of)
    {
        if (Folder is null)
            return;
        lock (Gate)
            File.AppendAllText(Path.Combine(Folder, $"{System.Environment.ProcessId}.log"),
                string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetTimestamp()} {what} {of}\n"));
    }

    /// <summary>A test goes on for a while.</summary>
    public static async Task During(string test)
    {
        Write("begin", test);
        await Task.Delay(60, TestContext.Current.CancellationToken);
        Write("end", test);
    }
}
