using System.Collections;
using System.Globalization;

namespace SmokeTests.Worker;

/// <summary>
/// What all checks of a worker share and none may change: the current directory, environment variables, the culture of new threads,
/// the console, the size of the thread pool, the suite's own files. Looked at after each run; a worker in which it was
/// changed ends.
/// </summary>
internal sealed class ProcessStateGuard
{
    /// <summary>Variables that the library or the runtime sets as it goes.</summary>
    private static readonly string[] Own = ["PLAYWRIGHT_", "DOTNET_", "SMOKETESTS_"];

    private readonly string suite;
    private readonly string directory = System.Environment.CurrentDirectory;
    private readonly CultureInfo? culture = CultureInfo.DefaultThreadCurrentCulture;
    private readonly CultureInfo? uiCulture = CultureInfo.DefaultThreadCurrentUICulture;
    private readonly TextWriter console = Console.Out;
    private readonly TextWriter errors = Console.Error;
    private readonly Dictionary<string, string?> variables = Variables();
    private readonly int threads = MostThreads();

    public ProcessStateGuard(string suite) => this.suite = suite;

    /// <summary>What is not as it was, in words; null when all is.</summary>
    public string? Spoilt()
    {
        // Another worker may have had the files put back by now; the folder that this one stands in is gone all the same.
        if (CurrentDirectory() is not { } now || !File.Exists(suite))
            return $"The suite's own files were deleted: {suite} is gone, or was put back.";
        if (now != directory)
            return $"The current directory was changed, from {directory} to {now}. Write whole paths instead: all checks share it.";
        if (!Equals(CultureInfo.DefaultThreadCurrentCulture, culture) || !Equals(CultureInfo.DefaultThreadCurrentUICulture, uiCulture))
            return "The culture of all threads was changed "
                + $"to {(CultureInfo.DefaultThreadCurrentCulture ?? CultureInfo.DefaultThreadCurrentUICulture)?.Name ?? "none"}. Set "
                + "CultureInfo.CurrentCulture instead, which is the check's own.";
        if (!ReferenceEquals(Console.Out, console) || !ReferenceEquals(Console.Error, errors))
            return $"Console.{(ReferenceEquals(Console.Out, console) ? "Error" : "Out")} was replaced. Write to ITestOutputHelper, "
                + "or to the console as it is: each check's output is told apart already.";
        if (MostThreads() is var most && most < threads)
            return $"The thread pool was made smaller, from {threads} threads to {most}. All checks share it: leave it as it is.";
        return ChangedVariable() is { } name
            ? $"The environment variable {name} was changed. All checks share it: hand the value to what needs it instead." : null;
    }

    private string? ChangedVariable()
    {
        var now = System.Environment.GetEnvironmentVariables();
        foreach (DictionaryEntry one in now)
            if (one.Key is string name && (!variables.TryGetValue(name, out var before) || before != one.Value as string) && !IsOwn(name))
                return name;
        return now.Count >= variables.Count ? null : variables.Keys.FirstOrDefault(n => !now.Contains(n) && !IsOwn(n));
    }

    private static bool IsOwn(string name) => Own.Any(o => name.StartsWith(o, StringComparison.Ordinal));

    private static Dictionary<string, string?> Variables() =>
        System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(v => (string)v.Key, v => v.Value as string);

    private static int MostThreads()
    {
        ThreadPool.GetMaxThreads(out var most, out _);
        return most;
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
