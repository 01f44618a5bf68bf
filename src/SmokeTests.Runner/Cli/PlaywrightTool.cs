using System.Diagnostics;
using System.Runtime.InteropServices;
using SmokeTests.Runner.Workers;

namespace SmokeTests.Runner.Cli;

/// <summary>Playwright's own command line, which a suite with browser checks carries in its output.</summary>
internal static class PlaywrightTool
{
    /// <summary>Runs it; its output is ours.</summary>
    public static async Task<int> Run(string suite, IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        if (Suite.At(suite) is not { Suite: { } found })
        {
            Console.Error.WriteLine(Suite.At(suite).Mistake);
            return ExitCode.Broken;
        }
        var folder = Path.Combine(found.Folder, ".playwright");
        var node = Path.Combine(folder, "node", Platform(), OperatingSystem.IsWindows() ? "node.exe" : "node");
        var cli = Path.Combine(folder, "package", "cli.js");
        if (!File.Exists(node) || !File.Exists(cli))
        {
            Console.Error.WriteLine(
                $"{suite}: has no browser checks: it does not reference the package SmokeTests.Browser. Add it and build the suite again.");
            return ExitCode.Broken;
        }
        using var process = Process.Start(new ProcessStartInfo(node, [cli, .. arguments]) { UseShellExecute = false })!;
        await process.WaitForExitAsync(cancel);
        return process.ExitCode;
    }

    private static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var processor = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        return $"{system}-{processor}";
    }
}
