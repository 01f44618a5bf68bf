using System.Text.Json.Serialization;
using SmokeTests.Runner.Access;
using SmokeTests.Runner.Alerting;
using SmokeTests.Runner.Alerting.Routes;
using SmokeTests.Runner.Board;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Scheduling;
using SmokeTests.Runner.Settings;
using SmokeTests.Runner.Workers;

namespace SmokeTests.Runner.Cli;

/// <summary><c>smoke serve</c>: the schedule, the alerts and the board, until it is stopped.</summary>
internal static class ServeCommand
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(7);
    private const int MostBody = 1024 * 1024;
    private static readonly TimeSpan SlowestHeaders = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    public static async Task<int> Run(SuiteChoice choice, string listen, string? publicAddress, string data, TimeSpan? every, CancellationToken cancel)
    {
        using var claim = DataFolder.Claim(data);
        if (claim is null)
            return ExitCode.Broken;
        using var http = new HttpClient();
        if (await Archives.Unpack(choice.Suites, Path.Combine(Path.GetFullPath(data), "fetched"), http, cancel) is not { } unpacked)
            return ExitCode.Broken;
        choice = choice with { Suites = unpacked };
        var file = choice.ReadSettings();
        if (SuiteChoice.Settings(file) is not { } start)
            return ExitCode.Broken;

        var time = TimeProvider.System;
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(listen);
        builder.WebHost.UseKestrelHttpsConfiguration();
        PlainConsole.Use(builder.Logging.ClearProviders());
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = StopLimit);
        builder.Services.ConfigureHttpJsonOptions(o => o.SerializerOptions.Converters.Add(new JsonStringEnumConverter()));
        builder.WebHost.ConfigureKestrel(o =>
        {
            (o.Limits.MaxRequestBodySize, o.Limits.RequestHeadersTimeout, o.AddServerHeader) = (MostBody, SlowestHeaders, false);
            o.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 500, gracePeriod: SlowestHeaders);
        });
        if (start.Access.IsUnset && !Listening.IsLoopback(listen))
        {
            Console.Error.WriteLine($"The board would listen on {listen} for everybody. Say in the settings' \"access\" who may see it (passwords, oidc or header), or \"access\": \"open\" where its network is trusted; or listen on loopback.");
            return ExitCode.Broken;
        }
        Doorman.Add(builder.Services, start.Access, Path.Combine(Path.GetFullPath(data), "keys"));
        builder.Services.AddOutputCache(o => o.AddPolicy(SharedPage.Name, new SharedPage()));
        Api.Add(builder.Services);
        Telemetry.Add(builder.Services);
        builder.Services.AddRazorComponents();
        builder.Services.AddHttpContextAccessor();

        var board = Reached(publicAddress, listen);
        using var archive = HistoryChoice.Open(start.Database, data);
        if (archive is null)
            return ExitCode.Broken;
        using var telemetry = new Telemetry();
        using var log = LoggerFactory.Create(PlainConsole.Use);
        var whole = Path.GetFullPath(data);
        var (owner, copies) = (Leash.OwnerOf(whole), Path.Combine(whole, "suites"));
        if (Leash.EndLeftovers(owner) is > 0 and var left)
            Console.WriteLine($"{left} processes of a runner that had ended were still there: they are ended.");

        var pulse = new Pulse();
        using var debts = new DebtWatch(Path.Combine(whole, "debts.db"));
        var telling = log.CreateLogger<Teller>();
        var settings = new LiveSettings(start with { Board = new OnTheBoard(text => telling.LogInformation("{Message}", text)) }, file, log.CreateLogger<LiveSettings>());
        var shelf = new Shelf(Path.Combine(data, "evidence"), time, () => settings.Now.Keeping);
        var disk = new Disk(whole, shelf, () => Disk.FreeIn(whole), log.CreateLogger<Disk>());
        var census = new Census(time);
        var limits = new Limits(start.PerHost, time);
        await using var household = new Household(limits, census, shelf, time, log.CreateLogger("smoke"));
        var post = choice.Post(Path.Combine(whole, "debts.db"), debts.Ring) with { Owner = owner };
        await using var roster = new Roster(new Muster(choice.Suites, choice.Environments, post, copies, every, choice.Filter.Fits, settings), household);
        await roster.Load();
        Snapshot.Tidy(copies, roster.Copies);

        var timetable = new Timetable(time);
        var scribe = new Scribe(archive, shelf, time, log.CreateLogger<Scribe>()) { IsScarce = () => disk.IsScarce };
        var punctuality = new Punctuality(time);
        var (incidents, outbox, silences, signing) = (new Incidents(archive), new Outbox(archive), new Silences(archive), new Signing(archive));
        var mail = new Alerting.Routes.Post(http, board, time, outbox);
        using var teller = new Teller(outbox, incidents, settings, mail, pulse, time, telling);
        using var herald = new Herald(incidents, silences, new Deploys(archive), signing, id => roster.Checks.GetValueOrDefault(id), settings, teller.Ring, board, time, log.CreateLogger<Herald>());
        var (canaries, selfTest) = (new Canaries(start.Canaries, http, time), new SelfTest(settings, mail, time));
        var conductor = new Conductor(roster, timetable, archive, scribe, herald, canaries, pulse, punctuality, telemetry, Shards.All, settings, board, time, log.CreateLogger<Conductor>());
        var housekeeping = new Housekeeping(archive, () => settings.Now.Keeping, time, log.CreateLogger<Housekeeping>());
        var watch = new MonitorWatch([new Tardiness(punctuality, settings), new Backlog(scribe), new Stillness(() => roster.Checks.Values.Where(c => Shards.All(c.Shard)), scribe, time), disk, canaries, selfTest], incidents, herald, settings, board, time, log.CreateLogger<MonitorWatch>());
        var budgets = new BudgetWatch(() => roster.Checks.Values.Where(c => Shards.All(c.Shard)), new Sums(archive), incidents, herald, settings, board, time, log.CreateLogger<BudgetWatch>());
        var departures = new Departures(roster.Checks.ContainsKey, () => roster.Mistakes.Count == 0, incidents, herald, settings, board, time, log.CreateLogger<Departures>());
        telemetry.Watch(roster, conductor, scribe, outbox, incidents, time);
        var ready = new Readiness();
        builder.Services.AddSingleton(archive).AddSingleton(incidents).AddSingleton(outbox).AddSingleton(silences).AddSingleton(signing).AddSingleton(herald).AddSingleton(time).AddSingleton(roster).AddSingleton(pulse).AddSingleton(ready).AddSingleton(shelf).AddSingleton(debts).AddSingleton(teller).AddSingleton(mail).AddSingleton(settings).AddTransient(_ => settings.Now).AddSingleton(conductor).AddSingleton(new Deploys(archive)).AddSingleton(new Audit(archive)).AddSingleton(new Sums(archive)).AddSingleton<Acts>().AddSingleton<Status>().AddSingleton<TraceViewer>()
            .AddSingleton(new EngineState(roster, conductor, scribe, punctuality, limits))
            .AddSingleton(s => new BoardState(roster, archive, incidents, silences, scribe, timetable, conductor, settings, s.GetRequiredService<Microsoft.AspNetCore.OutputCaching.IOutputCacheStore>(), time));

        await using var app = builder.Build();
        BoardRoutes.Map(app, new Hosts(start.Access, board));
        if (!await Listen(app, listen, cancel))
            return ExitCode.Broken;
        Say(roster, start, board);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, app.Lifetime.ApplicationStopping);
        var writing = scribe.Run();
        var recalling = Task.Run(scribe.Recall, CancellationToken.None);
        Task[] besides =
        [
            teller.Run(stop.Token), herald.Run(stop.Token), selfTest.Run(stop.Token), budgets.Run(stop.Token), departures.Run(stop.Token), housekeeping.Run(stop.Token), disk.Run(time, stop.Token), watch.Run(stop.Token), limits.Adapt(() => roster.Wait, stop.Token), conductor.WatchClock(stop.Token),
            debts.Watch(roster, incidents, settings, herald, pulse, board, time, stop.Token),
            roster.Watch(BetweenLooks, conductor.TakeUp, time, stop.Token),
        ];
        var beating = start.Heartbeat is { } heartbeat ? new Watchdog(heartbeat, http, scribe, conductor, time, log.CreateLogger<Watchdog>()).Run(stop.Token) : Task.CompletedTask;
        var conducting = conductor.Run(stop.Token);
        ready.IsReady = true;
        await conducting;

        Console.WriteLine("Stopping: what is in flight is finished or recorded.");
        await Task.WhenAny(conductor.Drain(), Task.Delay(StopLimit, time, CancellationToken.None));
        await roster.DisposeAsync();
        await conductor.Drain();
        scribe.Close();
        await writing;
        await Task.WhenAll([.. besides, beating, recalling]);
        await app.StopAsync(CancellationToken.None);
        return ExitCode.Passed;
    }

    /// <summary>Links in messages lead here. "Every address" is none that anybody could open.</summary>
    private static string Reached(string? publicAddress, string listen)
    {
        if (publicAddress is not null)
            return publicAddress.TrimEnd('/');
        var local = Listening.First(listen, "localhost");
        if (!listen.StartsWith(local, StringComparison.Ordinal))
            Console.WriteLine($"Links in messages lead to {local}: say with --public-address or SMOKE_PUBLIC_ADDRESS how people reach the board.");
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

    private static void Say(Roster roster, RunnerSettings settings, string board)
    {
        foreach (var mistake in roster.Mistakes.Concat(roster.Unrouted(settings)))
            Console.Error.WriteLine(mistake);
        Console.WriteLine($"{roster.Checks.Count} checks of {string.Join(", ", roster.Checks.Values.Select(c => c.Suite).Distinct())} on schedule. Board: {board}   Stop with Ctrl+C.");
    }
}
