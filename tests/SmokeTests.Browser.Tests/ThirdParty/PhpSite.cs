using System.Diagnostics;
using SmokeTests.Testing;


namespace SmokeTests.Tests.ThirdParty;

/// <summary>A PHP application under PHP's own server, with settings and data of its own.</summary>
internal sealed class PhpSite : IAsyncDisposable
{
    private readonly string tree;
    private Process? server;

    public PhpSite(string application)
    {
        var prepared = Environment.GetEnvironmentVariable("SMOKETESTS_THIRD_PARTY")
            ?? throw new InvalidOperationException(
                "MediaWiki and DokuWiki are missing. Run the tests with: dotnet run --project build -- test");
        tree = Path.Combine(prepared, application);
        Address = new Uri($"http://127.0.0.1:{Ports.Free()}");
    }

    public Uri Address { get; }

    /// <summary>Settings, database and uploads.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("third-").FullName;

    public string Tree => tree;

    public void Write(string file, string text)
    {
        var path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public void Append(string file, string text) => File.AppendAllText(Path.Combine(Folder, file), text);

    public async Task Php(params string[] arguments)
    {
        using var php = Start(["-d", $"auto_prepend_file={Path.Combine(Folder, "prepend.php")}", .. arguments]);
        var said = await php.StandardOutput.ReadToEndAsync() + await php.StandardError.ReadToEndAsync();
        await php.WaitForExitAsync();
        if (php.ExitCode != 0)
            throw new InvalidOperationException($"php {string.Join(' ', arguments)} failed:\n{said}");
    }

    public async Task Serve()
    {
        // PHP keeps what it has compiled, and does not see a change in the second that it compiled in: what tests write is not kept.
        var changing = Path.Combine(Folder, "opcache.txt");
        await File.WriteAllTextAsync(changing, $"{Folder}/*\n");
        string[] settings =
        [
            "-d", $"auto_prepend_file={Path.Combine(Folder, "prepend.php")}", "-d", "display_errors=1", "-d", "upload_max_filesize=8M",
            "-d", $"opcache.blacklist_filename={changing}",
        ];
        server = Start([.. settings, "-S", Address.Authority, "-t", tree, Path.Combine(Folder, "router.php")]);
        server.OutputDataReceived += (_, _) => { };
        server.ErrorDataReceived += (_, _) => { };
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        for (var tries = 0; ; tries++)
            try
            {
                (await http.GetAsync(Address)).Dispose();
                return;
            }
            catch (Exception e) when (tries < 100 && e is HttpRequestException or TaskCanceledException)
            {
                await Task.Delay(100);
            }
    }

    public async Task Stop()
    {
        if (server is { HasExited: false })
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        server?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private Process Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("php", arguments) { RedirectStandardOutput = true, RedirectStandardError = true,
            WorkingDirectory = tree };
        start.Environment["PHP_CLI_SERVER_WORKERS"] = "4";
        return Process.Start(start)!;
    }
}
