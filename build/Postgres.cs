using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SmokeTests.Build;

/// <summary>
/// A PostgreSQL of the tests' own: found or installed, on a free port of the loopback, in a folder that is gone afterwards.
/// </summary>
internal sealed class Postgres : IAsyncDisposable
{
    public const string Variable = "SMOKETESTS_POSTGRES";

    /// <summary>The folder of PostgreSQL's programs, for tests that stop and start one of their own.</summary>
    public const string ProgramsVariable = "SMOKETESTS_POSTGRES_PROGRAMS";

    /// <summary>The server, and what makes and starts it: a client alone has none of them.</summary>
    private static readonly string[] Used = ["initdb", "pg_ctl", "postgres"];

    public static Need Need { get; } =
        new("PostgreSQL", async () => (await Look()).Fault,
            $"Install its server, and put the folder of {string.Join(", ", Used)} into the PATH.", "postgresql");

    private readonly string folder;
    private readonly string programs;

    private Postgres(string folder, string programs, string connection) =>
        (this.folder, this.programs, Connection) = (folder, programs, connection);

    public string Connection { get; }

    public static async Task<Postgres> Start()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
            return new Postgres("", "", given);
        var programs = await FindPrograms();
        var folder = Directory.CreateTempSubdirectory("smoke-postgres-").FullName;
        var port = FreePort();
        if (RunsAsRoot)
            await Shell.Run("chown", ["postgres", folder]);
        await Must(programs, "initdb", "-D", folder, "-A", "trust", "-U", "smoke", "--no-sync", "--no-instructions");
        await Must(programs, "pg_ctl", "-D", folder, "-w", "-s", "-l", Path.Combine(folder, "log"), "-o",
            $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off", "start");
        return new Postgres(folder, programs, $"Host=127.0.0.1;Port={port};Username=smoke;Database=postgres");
    }

    public static async Task<string> FindPrograms()
    {
        await Need.Meet();
        return (await Look()).Folder ?? throw Need.Unmet("it worked a moment ago");
    }

    public async ValueTask DisposeAsync()
    {
        if (folder.Length == 0)
            return;
        await Must(programs, "pg_ctl", "-D", folder, "-m", "immediate", "-s", "stop");
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>PostgreSQL refuses to run as root: there its package's own user runs it.</summary>
    private static bool RunsAsRoot => !OperatingSystem.IsWindows() && Environment.UserName == "root";

    /// <summary>The first folder whose programs all run, and as the user whom they need.</summary>
    private static async Task<(string? Folder, string? Fault)> Look()
    {
        string? first = null;
        foreach (var folder in Folders())
        {
            if (await FaultOf(folder) is not { } fault)
                return (folder, null);
            first ??= fault;
        }
        return (null, first ?? $"{Used[1]} is neither on the PATH nor where Debian has it");
    }

    private static async Task<string?> FaultOf(string folder)
    {
        foreach (var program in Used.Select(p => Path.Combine(folder, OperatingSystem.IsWindows() ? p + ".exe" : p)))
            if (!File.Exists(program))
                return $"{program} is not there";
            else if (await Probe.Fault(program, ["--version"], "PostgreSQL") is { } fault)
                return fault;
        string[] asItsUser = ["-u", "postgres", "--", Path.Combine(folder, Used[2]), "--version"];
        return RunsAsRoot ? await Probe.Fault("runuser", asItsUser, "PostgreSQL") : null;
    }

    /// <summary>
    /// Where its programs may be: where the variable says, or on the PATH, or in Debian's folders, the newest version first.
    /// </summary>
    private static IEnumerable<string> Folders()
    {
        if (Environment.GetEnvironmentVariable(ProgramsVariable) is { Length: > 0 } given)
            return [given];
        const string debians = "/usr/lib/postgresql";
        var versions = !Directory.Exists(debians) ? [] : Directory.GetDirectories(debians)
            .OrderByDescending(Version).Select(version => Path.Combine(version, "bin"));
        return Shell.Which(Used[1]) is { } found ? versions.Prepend(Path.GetDirectoryName(found)!) : versions;

        static double Version(string folder) =>
            double.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0;
    }

    private static async Task Must(string programs, string program, params string[] arguments)
    {
        string[] command = [Path.Combine(programs, program), .. arguments];
        if (RunsAsRoot)
            command = ["runuser", "-u", "postgres", "--", .. command];
        // The server keeps pg_ctl's output open for as long as it runs: it must be no pipe of ours.
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = Path.GetTempPath(),
            UseShellExecute = false })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw Need.Unmet($"{string.Join(' ', command)} ends with exit code {process.ExitCode}{Log(arguments)}");
    }

    /// <summary>What the server wrote, where its start failed.</summary>
    private static string Log(string[] arguments)
    {
        var log = Array.IndexOf(arguments, "-l") is var at and >= 0 ? arguments[at + 1] : null;
        return File.Exists(log) ? ":\n" + File.ReadAllText(log) : "";
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
