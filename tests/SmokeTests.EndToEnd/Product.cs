using System.Diagnostics;
using System.Text;

namespace SmokeTests.EndToEnd;

/// <summary>What was built, and how to start it.</summary>
internal static class Product
{
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public static string Root { get; } = Find();

    public static string Shop => Built("samples/Bookshop", "Bookshop");

    public static string ShopChecks => Path.GetDirectoryName(Built("samples/Bookshop.SmokeTests", "Bookshop.SmokeTests"))!;

    public static string Smoke => Built("src/SmokeTests.Runner", "smoke");

    public static string Specimen(string name) => Path.GetDirectoryName(Built($"tests/Specimens/{name}", name))!;

    public static string Sample(string name) => Path.GetDirectoryName(Built($"samples/{name}", name))!;

    /// <summary>
    /// Runs a program to its end. In no folder of the test's own it has a data folder of its own: what one test leaves to be undone
    /// is no other test's affair.
    /// </summary>
    public static async Task<(int ExitCode, string Output)> Run(
        string[] command, IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        using var data = new Scratch("smoke-own-data-");
        var own = new Dictionary<string, string>();
        if (folder is null)
            own["SMOKE_DATA"] = data.Folder("data");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            own[name] = value;
        await using var program = new Running("dotnet", command, own, folder);
        return (await program.End(), program.Output);
    }

    /// <summary>A folder with all that is in it.</summary>
    public static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static string Built(string project, string name) =>
        Path.Combine([Root, .. project.Split('/'), "bin", Configuration, "net10.0", name + ".dll"]);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SmokeTests.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}

/// <summary>A process of the test's own, with what it wrote.</summary>
internal sealed class Running : IAsyncDisposable
{
    /// <summary>
    /// Whether what is called often is compiled once more, better and slower. Programs here live for seconds: more than half of the
    /// processor's time would go into code that is hardly called any more.
    /// </summary>
    internal const string CompileAgain = "DOTNET_TC_CallCounting";

    private readonly StringBuilder output = new();
    private readonly Process process;

    public Running(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null,
        string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true,
            UseShellExecute = false, WorkingDirectory = folder ?? Product.Root };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment.TryAdd(CompileAgain, "0");
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    public bool HasEnded => process.HasExited;

    public string Output { get { lock (output) return output.ToString(); } }

    public Task<int> End() => End(TimeSpan.FromMinutes(10));

    public async Task<int> End(TimeSpan limit)
    {
        using var patience = new CancellationTokenSource(limit);
        await process.WaitForExitAsync(patience.Token);
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>kill -9, of this process alone: its children must notice by themselves.</summary>
    public async Task Kill()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as a container's stop sends it.</summary>
    public void Terminate() => Signal("TERM");

    /// <summary>It stands still, as on a machine that sleeps: of this process alone.</summary>
    public void Pause() => Signal("STOP");

    public void Resume() => Signal("CONT");

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", process.Id.ToString()]);
        kill.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
        process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
            lock (output)
                output.AppendLine(line);
    }
}
