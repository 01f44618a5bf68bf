using System.Diagnostics;

namespace SmokeTests.Build;

/// <summary>Runs programs; their output is ours.</summary>
internal static class Shell
{
    public const string Dotnet = "dotnet";
    private const UnixFileMode Runs = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public static async Task<int> Run(string program, IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null, bool quiet = false, string? folder = null, bool silent = false)
    {
        using var process = Start(program, arguments, environment, quiet || silent, folder);
        var said = quiet || silent ? Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()) : null;
        await process.WaitForExitAsync();
        if (said is not null && !silent && process.ExitCode != 0)
            Console.Error.WriteLine(string.Concat(await said));
        return process.ExitCode;
    }

    /// <summary>Runs a program that must succeed.</summary>
    public static Task Need(string program, params string[] arguments) => Need(program, arguments, null, quiet: false);

    public static async Task Need(string program, string[] arguments, IReadOnlyDictionary<string, string>? environment = null,
        bool quiet = false)
    {
        var code = await Run(program, arguments, environment, quiet);
        if (code != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with exit code {code}.");
    }

    /// <summary>What a program that must succeed writes to its standard output.</summary>
    public static async Task<string> Read(string program, IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Start(program, arguments, environment, quiet: true);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await output
            : throw new InvalidOperationException($"{program} ended with exit code {process.ExitCode}: {await errors}");
    }

    /// <summary>
    /// Builds a project or solution; only warnings and errors are said. No code of the compiler is compiled a second time: that
    /// takes a sixth of the processor's time, and little of it is called again.
    /// </summary>
    public static Task Build(string project, string configuration) =>
        Need(Dotnet, ["msbuild", project, "-restore", $"-p:Configuration={configuration}", "-v:quiet", "-nologo"],
            new Dictionary<string, string> { ["DOTNET_TC_CallCounting"] = "0" });

    public static Process Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null,
        bool quiet = false, string? folder = null)
    {
        // .NET looks beside the program that is running first, in the folder of dotnet: on many machines all others are there as well.
        var start = new ProcessStartInfo(Path.IsPathRooted(program) ? program : Which(program) ?? program)
        {
            WorkingDirectory = folder ?? Repository.Root,
            UseShellExecute = false,
            RedirectStandardOutput = quiet,
            RedirectStandardError = quiet,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>The program's path, where it is on the PATH.</summary>
    public static string? Which(string program)
    {
        var names = OperatingSystem.IsWindows() ? new[] { program + ".exe", program + ".cmd" } : [program];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name))).FirstOrDefault(IsProgram);
    }

    /// <summary>A file that may not be run is passed over, as a shell does.</summary>
    private static bool IsProgram(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Runs) != 0);
}
