using System.Diagnostics;

namespace SmokeTests.Build;

/// <summary>The whole loop on one machine: the sample shop, its checks on a schedule, the board.</summary>
internal static class Demo
{
    private const string Every = "5s";

    public static async Task<int> Run(string[] options)
    {
        if (Ports(options) is not var (shopPort, boardPort))
            return 2;
        await Shell.Build(Repository.At("samples", "Bookshop"), "Debug");
        await Shell.Build(Repository.At("samples", "Bookshop.SmokeTests"), "Debug");
        await Shell.Build(Repository.At("src", "SmokeTests.Runner"), "Debug");

        var shop = $"http://127.0.0.1:{shopPort}";
        var board = $"http://127.0.0.1:{boardPort}";
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) => { pressed.Cancel = true; stop.Cancel(); };
        using var term = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM,
            signal => { signal.Cancel = true; stop.Cancel(); });

        using var selling = Shell.Start(Shell.Dotnet,
            [Repository.Built("Debug", "samples/Bookshop", "Bookshop"), "--urls", shop, "--contentRoot",
                Repository.At("samples", "Bookshop")]);
        using var watching = Shell.Start(Shell.Dotnet,
            [Repository.Built("Debug", "src/SmokeTests.Runner", "smoke"), "serve",
                Path.GetDirectoryName(Repository.Built("Debug", "samples/Bookshop.SmokeTests", "Bookshop.SmokeTests"))!,
             "--listen", board, "--data", Path.Combine(Repository.Artifacts, "demo"), "--every", Every],
            new Dictionary<string, string> { ["SMOKETESTS__environments__local__site"] = shop });
        try
        {
            await Until(shop + "/health", selling, stop.Token);
            await Until(board + "/health/ready", watching, stop.Token);
            Console.WriteLine($"""

                  The shop     {shop}
                  Break it     {shop}/breakage
                  The board    {board}
                  Messages     {board}/notifications

                Every check runs every {Every}. Break something and watch the board. Ctrl+C ends the demo.

                """);
            await Task.WhenAny(selling.WaitForExitAsync(stop.Token), watching.WaitForExitAsync(stop.Token));
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C while it starts.
        }
        var fellOver = !stop.IsCancellationRequested;
        await End(watching);
        await End(selling);
        return fellOver ? 1 : 0;
    }

    private static (int Shop, int Board)? Ports(string[] options)
    {
        return Options.Read(options, "--shop", "--board") is { } given && Port("--shop", 5080) is { } shop
            && Port("--board", 5090) is { } board ? (shop, board) : null;

        int? Port(string name, int usual)
        {
            if (!given.TryGetValue(name, out var text))
                return usual;
            if (int.TryParse(text, out var port) && port is > 0 and < 65_536)
                return port;
            Console.Error.WriteLine($"'{name} {text}' is not understood. Write {name} PORT.");
            return null;
        }
    }

    private static async Task Until(string address, Process process, CancellationToken stop)
    {
        using var client = new HttpClient();
        while (!process.HasExited)
        {
            try
            {
                using var answer = await client.GetAsync(address, stop);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(100, stop);
        }
        throw new InvalidOperationException(
            $"{address} never answered: its program has ended. Is the port taken? Choose others with --shop and --board.");
    }

    /// <summary>As Ctrl+C would: the runner finishes what is in flight. What has not ended after a while is killed.</summary>
    private static async Task End(Process process)
    {
        if (process.HasExited)
            return;
        Interrupt(process);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Windows has sent Ctrl+C to every process of the console already; elsewhere SIGTERM is sent.</summary>
    private static void Interrupt(Process process)
    {
        if (!OperatingSystem.IsWindows())
            using (Process.Start("kill", ["-TERM", process.Id.ToString()])) { }
    }
}
