using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SmokeTests.Build;

/// <summary>A PostgreSQL of the tests' own: found or installed, on a free port of the loopback, in a folder that is gone afterwards.</summary>
internal sealed class Postgres : IAsyncDisposable
{
    public const string Variable = "SMOKETESTS_POSTGRES";

    /// <summary>The folder of PostgreSQL's programs, for tests that stop and start one of their own.</summary>
    public const string ProgramsVariable = "SMOKETESTS_POSTGRES_PROGRAMS";

    private readonly string folder;
    private readonly string programs;

    private Postgres(string folder, string programs, string connection) => (this.folder, this.programs, Connection) = (folder, programs, connection);

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
        await Must(programs, "pg_ctl", "-D", folder, "-w", "-s", "-l", Path.Combine(folder, "log"), "-o", $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off", "start");
        return new Postgres(folder, programs, $"Host=127.0.0.1;Port={port};Username=smoke;Database=postgres");
    }

    public static async Task<string> FindPrograms()
    {
        if (Programs() is null)
            await Debian.Install("postgresql");
        return Programs() ?? throw new InvalidOperationException("The tests need PostgreSQL's programs (initdb, pg_ctl). Install it, or put them into the PATH.");
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

    private static string? Programs()
    {
        if (Shell.Which("pg_ctl") is { } found)
            return Path.GetDirectoryName(found);
        const string debians = "/usr/lib/postgresql";
        return Directory.Exists(debians)
            ? Directory.GetDirectories(debians).Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "pg_ctl"))).Max()
            : null;
    }

    private static async Task Must(string programs, string program, params string[] arguments)
    {
        string[] command = [Path.Combine(programs, program), .. arguments];
        if (RunsAsRoot)
            command = ["runuser", "-u", "postgres", "--", .. command];
        // The server keeps pg_ctl's output open for as long as it runs: it must be no pipe of ours.
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = Path.GetTempPath(), UseShellExecute = false })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with exit code {process.ExitCode}.");
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
