using System.ComponentModel;
using System.Diagnostics;

namespace SmokeTests.Build;

/// <summary>Whether a program works: not that it is there counts, but what it does when it is run.</summary>
internal static class Probe
{
    private const int Told = 300;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>What is wrong with a program, as the rest of a sentence; null where it works.</summary>
    /// <param name="says">A part of its output that proves that it works. Its exit code must be 0 where nothing is given.</param>
    public static async Task<string?> Fault(
        string program, string[] arguments, string? says = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var (fault, output) = await Run(program, arguments, environment, codeCounts: says is null);
        var isGood = says is null || output.Contains(says, StringComparison.Ordinal);
        return fault ?? (isGood ? null : $"{Command(program, arguments)} says: {Short(output)}");
    }

    /// <summary>What a program writes, where it works.</summary>
    public static async Task<(string? Fault, string Output)> Run(
        string program, string[] arguments, IReadOnlyDictionary<string, string>? environment = null, bool codeCounts = true)
    {
        if (!Path.IsPathRooted(program) && Shell.Which(program) is null)
            return ($"{program} is not on the PATH", "");
        Process process;
        try
        {
            process = Shell.Start(program, arguments, environment, quiet: true);
        }
        catch (Win32Exception e)
        {
            return ($"{program} cannot be started: {e.Message}", "");
        }
        using var running = process;
        return await Result(process, Command(program, arguments), codeCounts);
    }

    /// <summary>The first fault of several probes, or null.</summary>
    public static async Task<string?> First(params Func<Task<string?>>[] probes)
    {
        foreach (var probe in probes)
            if (await probe() is { } fault)
                return fault;
        return null;
    }

    private static async Task<(string? Fault, string Output)> Result(Process process, string command, bool codeCounts)
    {
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return ($"{command} does not end within {Limit.TotalSeconds} s", "");
        }
        var output = string.Concat(await said);
        return (process.ExitCode == 0 || !codeCounts ? null : $"{command} ends with exit code {process.ExitCode}: {Short(output)}", output);
    }

    private static string Command(string program, string[] arguments) => $"{program} {string.Join(' ', arguments.Take(3))}".Trim();

    /// <summary>The end of what was said: errors stand there.</summary>
    private static string Short(string output)
    {
        var text = string.Join(' ', output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length == 0 ? "nothing" : text.Length <= Told ? text : "…" + text[^Told..];
    }
}
