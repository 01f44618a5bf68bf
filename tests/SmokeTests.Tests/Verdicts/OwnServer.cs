using System.Diagnostics;
using System.Net.Sockets;
using MySqlConnector;
using Npgsql;
using SmokeTests.Testing;

namespace SmokeTests.Tests.Verdicts;

/// <summary>A database server that belongs to one test, which may freeze it.</summary>
internal sealed class OwnServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private readonly string folder = Directory.CreateTempSubdirectory("smoke-own-").FullName;
    private readonly Process server;
    private bool isFrozen;

    private OwnServer(string engine)
    {
        Port = Ports.Free();
        Connection = engine == "mysql" ? $"Server=127.0.0.1;Port={Port};User ID=smoke;Password=smoke"
            : $"Host=127.0.0.1;Port={Port};Username=smoke;Database=postgres";
        server = engine == "mysql" ? MariaDb() : Postgres();
    }

    public int Port { get; }

    public string Connection { get; }

    private static bool IsRoot => Environment.UserName == "root";

    public static async Task<OwnServer> Start(string engine)
    {
        var own = new OwnServer(engine);
        for (var began = Stopwatch.GetTimestamp(); !await own.Answers(engine); await Task.Delay(50))
            if (own.server.HasExited || Stopwatch.GetElapsedTime(began) > StartLimit)
                throw new InvalidOperationException($"{engine} does not start.");
        return own;
    }

    /// <summary>As a machine does that hangs: its connections stay, and nothing is answered any more.</summary>
    public async Task Freeze()
    {
        isFrozen = true;
        var stopped = Signal("-STOP");
        // A thread stops when it has its turn next: on a busy machine that is not at once.
        while (!stopped.All(id => Directory.GetDirectories($"/proc/{id}/task").All(IsStopped)))
            await Task.Delay(10);
    }

    public void Thaw()
    {
        Signal("-CONT");
        isFrozen = false;
    }

    public async ValueTask DisposeAsync()
    {
        if (isFrozen)
            Thaw();
        server.Kill(entireProcessTree: true);
        await server.WaitForExitAsync();
        server.Dispose();
        for (var tries = 0; Directory.Exists(folder) && tries < 100; tries++)
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
                // A process of it is just ending.
                await Task.Delay(50);
            }
    }

    private async Task<bool> Answers(string engine)
    {
        try
        {
            await using System.Data.Common.DbConnection db = engine == "mysql" ? new MySqlConnection(Connection + ";Pooling=false")
                : new NpgsqlConnection(Connection + ";Pooling=false");
            await db.OpenAsync();
            return true;
        }
        catch (Exception e) when (e is System.Data.Common.DbException or SocketException)
        {
            return false;
        }
    }

    private Process Postgres()
    {
        var programs = Programs("SMOKETESTS_POSTGRES_PROGRAMS");
        if (IsRoot)
            Run("chown", "postgres", folder);
        var data = Path.Combine(folder, "data");
        string[] asUser = IsRoot ? ["runuser", "-u", "postgres", "--"] : [];
        Run([.. asUser, Path.Combine(programs, "initdb"), "-D", data, "-A", "trust", "-U", "smoke", "--no-sync", "--no-instructions"]);
        return Begin([.. asUser, Path.Combine(programs, "postgres"), "-D", data, "-p", $"{Port}", "-c", "listen_addresses=127.0.0.1", "-c",
            "unix_socket_directories=", "-c", "fsync=off"]);
    }

    private Process MariaDb()
    {
        var programs = Programs("SMOKETESTS_MARIADB_PROGRAMS");
        var data = Path.Combine(folder, "data");
        string[] user = IsRoot ? ["--user=root"] : [];
        Run(["mariadb-install-db", "--no-defaults", $"--datadir={data}", "--auth-root-authentication-method=normal",
            "--skip-test-db", .. user]);
        var init = Path.Combine(folder, "init.sql");
        File.WriteAllText(init, "create user smoke@'%' identified by 'smoke';\ngrant all on *.* to smoke@'%';\n");
        return Begin([Path.Combine(programs, "mariadbd"), "--no-defaults", $"--datadir={data}", $"--socket={folder}/s", $"--port={Port}",
            "--bind-address=127.0.0.1", $"--init-file={init}", "--skip-name-resolve", .. user]);
    }

    private static string Programs(string variable) => Environment.GetEnvironmentVariable(variable)
        ?? throw new InvalidOperationException($"{variable} is missing. Run the tests with: dotnet run --project build -- test");

    private static Process Begin(string[] command) =>
        Process.Start(new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = Path.GetTempPath(), UseShellExecute = false,
            RedirectStandardOutput = true, RedirectStandardError = true })!;

    private static void Run(params string[] command)
    {
        using var process = Begin(command);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with exit code {process.ExitCode}.");
    }

    /// <summary>To the server and all that it has started, which is found by the parents that the system names.</summary>
    private List<int> Signal(string signal)
    {
        var parents = Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _))
            .Select(name => (Id: int.Parse(name!), Parent: Parent(name!))).ToArray();
        var all = new List<int> { server.Id };
        for (var at = 0; at < all.Count; at++)
            all.AddRange(parents.Where(p => p.Parent == all[at]).Select(p => p.Id));
        Run(["kill", signal, .. all.Select(id => $"{id}")]);
        return all;
    }

    private static bool IsStopped(string thread) =>
        !File.Exists($"{thread}/stat") || File.ReadAllText($"{thread}/stat").Split(')')[^1].Split(' ')[1] is "T" or "Z";

    private static int Parent(string process)
    {
        try
        {
            // "4711 (postgres) S 4710 …": the name may hold anything.
            return int.Parse(File.ReadAllText($"/proc/{process}/stat").Split(')')[^1].Split(' ')[2]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return -1;
        }
    }
}
