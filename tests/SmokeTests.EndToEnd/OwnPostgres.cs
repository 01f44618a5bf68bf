using System.Diagnostics;
using Dapper;
using Npgsql;
using SmokeTests.Testing;

namespace SmokeTests.EndToEnd;

/// <summary>A PostgreSQL that belongs to one test, which may stop it. Its programs are where SMOKETESTS_POSTGRES_PROGRAMS says.</summary>
internal sealed class OwnPostgres : IAsyncDisposable
{
    private static readonly string Programs = Environment.GetEnvironmentVariable("SMOKETESTS_POSTGRES_PROGRAMS")
        ?? throw new InvalidOperationException(
            "These tests need PostgreSQL's programs: run them with dotnet run --project build -- test SmokeTests.EndToEnd");

    private readonly string folder = Directory.CreateTempSubdirectory("smoke-own-postgres-").FullName;
    private readonly int port = Ports.Free();
    private bool isUp;

    public string Connection => $"Host=127.0.0.1;Port={port};Username=smoke;Database=postgres";

    public async Task Create()
    {
        if (IsRoot)
            await Run("chown", "postgres", folder);
        await Must("initdb", "-D", folder, "-A", "trust", "-U", "smoke", "--no-sync", "--no-instructions");
        await Start();
    }

    public async Task Start()
    {
        await Must("pg_ctl", "-D", folder, "-w", "-s", "-l", Path.Combine(folder, "log"), "-o",
            $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''", "start");
        isUp = true;
    }

    /// <summary>As if its machine lost power: what was committed is there after the next start, and nothing else.</summary>
    public async Task Stop()
    {
        await Must("pg_ctl", "-D", folder, "-m", "immediate", "-s", "stop");
        isUp = false;
    }

    public async Task<T[]> Ask<T>(string sql, object? parameters = null)
    {
        await using var db = new NpgsqlConnection($"{Connection};Pooling=false");
        return [.. await db.QueryAsync<T>(sql, parameters)];
    }

    /// <summary>Its clock, by which all runners go: milliseconds since 1970.</summary>
    public async Task<long> Now() => (await Ask<long>("select cast(extract(epoch from clock_timestamp()) * 1000 as bigint)"))[0];

    /// <summary>The list of members says that a runner is dead, which lives and does not know.</summary>
    public Task StrikeOff(string node) =>
        Ask<long>("with changed as (update membership set version = version + 1, etag = etag + 1) update members set status = 6, "
            + "etag = etag + 1 where name = @node and status = 3", new { node });

    public async ValueTask DisposeAsync()
    {
        if (isUp)
            await Stop();
        Scratch.Remove(folder);
    }

    private static bool IsRoot => !OperatingSystem.IsWindows() && Environment.UserName == "root";

    /// <summary>PostgreSQL refuses to run as root: there its package's own user runs it.</summary>
    private static Task Must(string program, params string[] arguments)
    {
        string[] command = [Path.Combine(Programs, program), .. arguments];
        return IsRoot ? Run("runuser", ["-u", "postgres", "--", .. command]) : Run(command[0], command[1..]);
    }

    private static async Task Run(string program, params string[] arguments)
    {
        // The server keeps pg_ctl's output open for as long as it runs: it must be no pipe of ours.
        var isHeard = !arguments.Contains("start");
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Path.GetTempPath(), UseShellExecute = false,
            RedirectStandardOutput = isHeard };
        using var process = Process.Start(start)!;
        var said = isHeard ? await process.StandardOutput.ReadToEndAsync() : "";
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with exit code {process.ExitCode}. {said}");
    }
}
