using System.Text.Json.Serialization;
using Microsoft.Data.Sqlite;
using SmokeTests.Runner.Alerting;
using SmokeTests.Runner.Board;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Scheduling;
using SmokeTests.Runner.Settings;

namespace SmokeTests.Runner.Cli;

/// <summary><c>smoke serve</c>: the schedule, the alerts and the board, until it is stopped.</summary>
internal static class ServeCommand
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    public static async Task<int> Run(SuiteChoice choice, string listen, string? publicAddress, string data, TimeSpan? every, CancellationToken cancel)
    {
        if (Settings(choice) is not { } settings)
            return ExitCode.Broken;

        var time = TimeProvider.System;
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(listen);
        builder.WebHost.UseKestrelHttpsConfiguration();
        PlainConsole.Use(builder.Logging.ClearProviders());
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = StopLimit);
        builder.Services.ConfigureHttpJsonOptions(o => o.SerializerOptions.Converters.Add(new JsonStringEnumConverter()));
        builder.Services.AddRazorComponents();
        builder.Services.AddHttpContextAccessor();

        var board = (publicAddress ?? listen).TrimEnd('/');
        using var archive = OpenArchive(data);
        if (archive is null)
            return ExitCode.Broken;
        using var http = new HttpClient();
        using var log = LoggerFactory.Create(PlainConsole.Use);
        var pulse = new Pulse();
        var shelf = new Shelf(Path.Combine(data, "evidence"), time);
        using var debts = new DebtWatch(Path.GetFullPath(Path.Combine(data, "debts.db")));
        await using var roster = await Roster.Load(choice.Suites, choice.Environments, choice.Post(Path.GetFullPath(Path.Combine(data, "debts.db")), debts.Ring), shelf, every, choice.Filter.Fits, time, log.CreateLogger("smoke"), cancel);
        var timetable = new Timetable(time);
        using var teller = new Teller(archive, settings, new SlackWebhook(http, time), board, pulse, time, log.CreateLogger<Teller>());
        var conductor = new Conductor(roster, timetable, archive, teller, pulse, settings, board, time, log.CreateLogger<Conductor>());
        var ready = new Readiness();
        builder.Services.AddSingleton(archive).AddSingleton(roster).AddSingleton(pulse).AddSingleton(ready).AddSingleton(shelf).AddSingleton(debts)
            .AddSingleton(new BoardState(roster, archive, timetable, conductor, settings, time));

        await using var app = builder.Build();
        BoardRoutes.Map(app);
        if (!await Listen(app, listen, cancel))
            return ExitCode.Broken;
        Say(roster, settings, board);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, app.Lifetime.ApplicationStopping);
        var telling = teller.Run(stop.Token);
        var watching = debts.Watch(roster, archive, settings, teller, pulse, board, time, stop.Token);
        var conducting = conductor.Run(stop.Token);
        ready.IsReady = true;
        await conducting;

        Console.WriteLine("Stopping: what is in flight is finished or recorded.");
        await Task.WhenAny(conductor.Drain(), Task.Delay(StopLimit, time, CancellationToken.None));
        await roster.DisposeAsync();
        await conductor.Drain();
        await telling;
        await watching;
        await app.StopAsync(CancellationToken.None);
        return ExitCode.Passed;
    }

    private static RunnerSettings? Settings(SuiteChoice choice)
    {
        var file = choice.ReadSettings();
        var settings = RunnerSettings.Read(file);
        foreach (var mistake in file.Mistakes)
            Console.Error.WriteLine(mistake);
        return file.Mistakes.Count == 0 ? settings : null;
    }

    private static Archive? OpenArchive(string data)
    {
        try
        {
            return new Archive(Path.Combine(data, "smoke.db"));
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"The history in {Path.GetFullPath(data)} cannot be opened: {e.Message} Choose another folder with --data.");
            return null;
        }
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

    private static void Say(Roster roster, RunnerSettings settings, string board)
    {
        foreach (var mistake in roster.Mistakes.Concat(roster.Unrouted(settings)))
            Console.Error.WriteLine(mistake);
        Console.WriteLine($"{roster.Checks.Count} checks of {string.Join(", ", roster.Checks.Values.Select(c => c.Suite).Distinct())} on schedule. Board: {board}   Stop with Ctrl+C.");
    }
}
