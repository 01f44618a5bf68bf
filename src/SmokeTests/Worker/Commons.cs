using System.Globalization;

namespace SmokeTests.Worker;

/// <summary>
/// What all checks of a worker share and none may change: the current directory, the culture of new threads, the console,
/// the suite's own files. Looked at after each run; a worker in which it was changed ends.
/// </summary>
internal sealed class Commons(string suite)
{
    private readonly string directory = System.Environment.CurrentDirectory;
    private readonly CultureInfo? culture = CultureInfo.DefaultThreadCurrentCulture;
    private readonly CultureInfo? uiCulture = CultureInfo.DefaultThreadCurrentUICulture;
    private readonly TextWriter console = Console.Out;

    /// <summary>What is not as it was, in words; null when all is.</summary>
    public string? Spoilt()
    {
        // Another worker may have had the files put back by now; the folder that this one stands in is gone all the same.
        if (CurrentDirectory() is not { } now || !File.Exists(suite))
            return $"The suite's own files were deleted: {suite} is gone, or was put back.";
        if (now != directory)
            return $"The current directory was changed, from {directory} to {now}. Write whole paths instead: all checks share it.";
        if (!Equals(CultureInfo.DefaultThreadCurrentCulture, culture) || !Equals(CultureInfo.DefaultThreadCurrentUICulture, uiCulture))
            return $"The culture of all threads was changed to {(CultureInfo.DefaultThreadCurrentCulture ?? CultureInfo.DefaultThreadCurrentUICulture)?.Name ?? "none"}. Set CultureInfo.CurrentCulture instead, which is the check's own.";
        return ReferenceEquals(Console.Out, console) ? null
            : "Console.Out was replaced. Write to ITestOutputHelper, or to the console as it is: each check's output is told apart already.";
    }

    private static string? CurrentDirectory()
    {
        try
        {
            return System.Environment.CurrentDirectory;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
