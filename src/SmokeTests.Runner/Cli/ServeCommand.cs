using SmokeTests.Runner.Access;
using SmokeTests.Runner.Notifications;
using SmokeTests.Runner.Routes;
using SmokeTests.Runner.Board;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.Cluster;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Settings;
using SmokeTests.Runner.Hosting;

namespace SmokeTests.Runner.Cli;

/// <summary><c>smoke serve</c>: the schedule, the alerts and the board, until it is stopped.</summary>
internal static class ServeCommand
{
    private static readonly TimeSpan BetweenStarts = TimeSpan.FromSeconds(2);

    public static async Task<int> Run(SuiteChoice choice, string listen, string? publicAddress, string data, TimeSpan? every,
        CancellationToken cancel)
    {
        try
        {
            OwnFiles.Close(data, DataFolder.Suites);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ExitCode.Refuse($"The data folder {Path.GetFullPath(data)} cannot be used: {e.Message} Choose another with --data.");
        }
        using var claim = DataFolder.Claim(data);
        if (claim is null)
            return ExitCode.Broken;
        for (var isSaid = false; ;)
        {
            var hasStarted = false;
            try
            {
                return await Run(choice, listen, publicAddress, data, every, () => hasStarted = true, cancel);
            }
            catch (HistoryGoneException e) when (!cancel.IsCancellationRequested)
            {
                Console.Error.WriteLine(
                    $"{char.ToUpperInvariant(e.Message[0])}{e.Message[1..]}. A new one begins: what it knew is gone, unless you stop "
                        + "the runner and use smoke restore.");
            }
            catch (Exception e) when (DatabaseFault.IsDamaged(e))
            {
                return ExitCode.Refuse($"The history is damaged: {e.Message.TrimEnd('.')}. Put a backup in its place: smoke restore.");
            }
            catch (Exception e) when (!hasStarted && DatabaseFault.MayPass(e) && !cancel.IsCancellationRequested)
            {
                if (!isSaid)
                    Console.Error.WriteLine($"The history went away during the start ({e.Message}). It is waited for.");
                isSaid = true;
                await Task.Delay(BetweenStarts, TimeProvider.System, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <param name="started">Called when all is loaded: what fails afterwards is no fault of the start.</param>
    private static async Task<int> Run(
        SuiteChoice choice, string listen, string? publicAddress, string data, TimeSpan? every, Action started, CancellationToken cancel)
    {
        using var http = new HttpClient();
        if (await Archives.Unpack(choice.Suites, Path.Combine(Path.GetFullPath(data), "fetched"), http, cancel) is not { } unpacked)
            return ExitCode.Broken;
        choice = choice with { Suites = unpacked };
        var file = choice.ReadSettings();
        if (SuiteChoice.Settings(file) is not { } start)
            return ExitCode.Broken;
        if (start.Access.IsUnset && !Listening.IsLoopback(listen))
            return ExitCode.Refuse(
                $"The board would listen on {listen} for everybody. Say in the settings' \"access\" who may see it (passwords, oidc "
                    + "or header), or \"access\": \"open\" where its network is trusted; or listen on loopback.");

        var board = Reached(publicAddress, listen);
        using var log = LoggerFactory.Create(PlainConsole.Use);
        using var historyStore = await HistoryChoice.Await(start.Database, data, TimeProvider.System, cancel);
        if (historyStore is null)
            return ExitCode.Broken;
        await using var node = await Join(start, log, cancel);
        using var spare = node is null ? null : HistoryChoice.Open(null, DataFolder.Interim(data), FallbackSnapshot.Number);
        if (start.Database is not null && spare is null)
            return ExitCode.Broken;

        var setup = new RunnerHostOptions(choice, every, data, start, historyStore, spare, node);
        var telling = log.CreateLogger<OutboxDispatcher>();
        var settings = new LiveSettings(start with { Board = new OnTheBoard(text => telling.LogInformation("{Message}", text)) }, file,
            log.CreateLogger<LiveSettings>());
        using var outgoing = OutgoingHttp.Create();
        await using var service = new RunnerHost(setup,
            new AlertingOptions(settings, outgoing, new ChangeSignal(), board, setup.Time, log));
        await service.Load();
        started();
        return await Serve(service, setup, board, listen, cancel);
    }

    private static async Task<int> Serve(RunnerHost service, RunnerHostOptions setup, string board, string listen, CancellationToken cancel)
    {
        var builder = BoardHost.Prepare(listen, RunnerHost.LongestStop);
        PlainConsole.Use(builder.Logging.ClearProviders());
        BoardHost.Guard(builder.Services, setup.Start.Access, setup.Data, setup.Node is null ? null : setup.HistoryStore);
        service.Show(builder.Services);
        await using var app = BoardHost.Build(builder, new HostNames(setup.Start.Access, board));
        if (!await Listen(app, listen, cancel))
            return ExitCode.Broken;
        Say(service.SuiteRegistry, setup.Start, board);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, app.Lifetime.ApplicationStopping);
        await service.Run(stop.Token);
        await app.StopAsync(CancellationToken.None);
        return ExitCode.Passed;
    }

    /// <summary>Where the history is a database, this runner is one of those on it, also when it is the only one.</summary>
    private static async Task<Node?> Join(RunnerSettings settings, ILoggerFactory log, CancellationToken cancel)
    {
        if (settings.Database is not { } database)
            return null;
        try
        {
            return await Node.Join(database, settings.Node, log, cancel);
        }
        catch (NodeException e)
        {
            Console.Error.WriteLine(e.Message);
            return null;
        }
    }

    /// <summary>Links in messages lead here. "Every address" is none that anybody could open.</summary>
    private static string Reached(string? publicAddress, string listen)
    {
        if (publicAddress is not null)
            return publicAddress.TrimEnd('/');
        var local = Listening.First(listen, "localhost");
        if (!listen.StartsWith(local, StringComparison.Ordinal))
            Console.WriteLine($"Links in messages lead to {local}: say with --public-address or SMOKE_PUBLIC_ADDRESS how people "
                + "reach the board.");
        return local;
    }

    private static async Task<bool> Listen(WebApplication app, string listen, CancellationToken cancel)
    {
        try
        {
            await app.StartAsync(cancel);
            return true;
        }
        catch (Exception e) when (e is IOException or FormatException or InvalidOperationException or System.Net.Sockets.SocketException)
        {
            Console.Error.WriteLine($"The board cannot listen on {listen}: {e.Message} Choose another address with --listen.");
            return false;
        }
    }

    private static void Say(SuiteRegistry suiteRegistry, RunnerSettings settings, string board)
    {
        foreach (var mistake in suiteRegistry.Mistakes.Concat(suiteRegistry.Unrouted(settings)))
            Console.Error.WriteLine(mistake);
        Console.WriteLine($"{suiteRegistry.Checks.Count} checks "
            + $"of {string.Join(", ", suiteRegistry.Checks.Values.Select(c => c.Suite).Distinct())} on schedule. Board: {board}   "
            + "Stop with Ctrl+C.");
    }
}
