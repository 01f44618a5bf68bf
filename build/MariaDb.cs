using System.Diagnostics;

namespace SmokeTests.Build;

/// <summary>A MariaDB of the tests' own: found or installed, on a free port of the loopback, in a folder that is gone afterwards.</summary>
internal sealed class MariaDb : IAsyncDisposable
{
    public const string Variable = "SMOKETESTS_MARIADB";

    /// <summary>The folder of <c>mariadbd</c>, for tests that stop one of their own.</summary>
    public const string ProgramsVariable = "SMOKETESTS_MARIADB_PROGRAMS";

    private const string Install = "mariadb-install-db";
    private const string Admin = "mariadb-admin";
    private const string Server = "mariadbd";

    public static Need Need { get; } = new("MariaDB", Fault,
        $"Install its server, and put the folders of {Server}, {Install} and {Admin} into the PATH.", "mariadb-server");

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly string folder;
    private readonly Process? server;

    private MariaDb(string folder, Process? server, string connection) =>
        (this.folder, this.server, Connection) = (folder, server, connection);

    public string Connection { get; }

    public static async Task<MariaDb> Start()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
            return new MariaDb("", null, given);
        var programs = await FindPrograms();
        var folder = Directory.CreateTempSubdirectory("smoke-mariadb-").FullName;
        var (data, socket, port) = (Path.Combine(folder, "data"), Path.Combine(folder, "s"), Postgres.FreePort());
        string[] user = Environment.UserName == "root" ? ["--user=root"] : [];
        string[] install = ["--no-defaults", $"--datadir={data}", "--auth-root-authentication-method=normal", "--skip-test-db", .. user];
        if (await Probe.Fault(Install, install) is { } fault)
            throw Need.Unmet(fault);
        var init = Path.Combine(folder, "init.sql");
        await File.WriteAllTextAsync(init, """
            create user smoke@'%' identified by 'smoke';
            grant all on *.* to smoke@'%';
            create database shop;

            """);
        string[] where = [$"--datadir={data}", $"--socket={socket}", $"--port={port}", "--bind-address=127.0.0.1", $"--init-file={init}"];
        var server = Shell.Start(Path.Combine(programs, Server),
            ["--no-defaults", .. where, "--skip-name-resolve", "--innodb-flush-log-at-trx-commit=0", .. user], quiet: true);
        var said = Task.WhenAll(server.StandardOutput.ReadToEndAsync(), server.StandardError.ReadToEndAsync());
        // Not that it is installed counts, but that it answers.
        for (var began = Stopwatch.GetTimestamp(); !await Answers(port); await Task.Delay(Pause))
            if (server.HasExited || Stopwatch.GetElapsedTime(began) > StartLimit)
            {
                server.Kill();
                throw Need.Unmet($"{Server} does not answer. It wrote:\n{string.Concat(await said)}");
            }
        return new MariaDb(folder, server, $"Server=127.0.0.1;Port={port};User ID=smoke;Password=smoke;Database=shop");
    }

    public static async Task<string> FindPrograms()
    {
        await Need.Meet();
        return Programs() ?? throw Need.Unmet("it worked a moment ago");
    }

    public async ValueTask DisposeAsync()
    {
        if (server is null)
            return;
        server.Kill();
        await server.WaitForExitAsync();
        server.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<bool> Answers(int port) => await Shell.Run(Admin,
        ["--no-defaults", "--protocol=tcp", "--host=127.0.0.1", $"--port={port}", "--user=smoke", "--password=smoke", "ping"],
        silent: true) == 0;

    /// <summary>Some distributions have the server's program alone, some the client alone.</summary>
    private static Task<string?> Fault() => Probe.First(
        () => Probe.Fault(Programs() is { } folder ? Path.Combine(folder, Server) : Server, ["--version"], "MariaDB"),
        () => Probe.Fault(Admin, ["--version"]),
        () => Probe.Fault(Install, ["--help"], "Usage"));

    /// <summary>Where the server is: a folder that is often on no user's path.</summary>
    private static string? Programs() => Environment.GetEnvironmentVariable(ProgramsVariable) is { Length: > 0 } given ? given
        : Shell.Which(Server) is { } found ? Path.GetDirectoryName(found)
        : new[] { "/usr/sbin", "/usr/local/sbin", "/usr/libexec" }.FirstOrDefault(folder => File.Exists(Path.Combine(folder, Server)));
}
