using System.Net;
using System.Net.Sockets;
using Dapper;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Cluster;

/// <summary>
/// This runner among those on the same history: a silo of Microsoft Orleans, which keeps the list of members, asks the others
/// whether they live, and has those that do not answer struck off. A node that was struck off itself (its machine slept, its
/// network was cut) joins again as a new member.
/// </summary>
/// <param name="address">Where the others reach it.</param>
/// <param name="port">Who is let in there.</param>
internal sealed class ClusterMembership(
    NpgsqlDataSource database, DatabaseClock clock, string name, IPEndPoint address, ClusterPort port, ILogger<ClusterMembership> log)
    : IAsyncDisposable
{
    // A member that is gone is struck off within 3 s where its machine says that nobody listens, and within 8 s where nothing is said.
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestProbe = TimeSpan.FromSeconds(2);
    private const int MissedProbes = 3;
    private static readonly TimeSpan BetweenReads = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Forgotten = TimeSpan.FromHours(1);
    private static readonly TimeSpan BeforeJoiningAgain = TimeSpan.FromSeconds(2);

    // Whoever leaves tries once to say so to each who should know; else they find out.
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestLeave = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource leaving = new();
    private IHost? silo;
    private TaskCompletionSource<string> expelled = new();
    private Task watching = Task.CompletedTask;

    /// <summary>That the database does not answer.</summary>
    private bool isSaid;

    /// <summary>This node as a member; null while it is none.</summary>
    public string? Member { get; private set; }

    /// <exception cref="NodeException">It cannot be done.</exception>
    /// <exception cref="NpgsqlException">The database has gone away meanwhile.</exception>
    public async Task Join(CancellationToken cancel)
    {
        if (await Namesake(cancel) is { } other)
            throw new NodeException(
                $"The runner \"{other}\" is there already as {address}. Each needs an address of its own at which the others reach "
                    + "it: look at \"node.address\" in the settings of both.");
        try
        {
            await Enter(cancel);
        }
        catch (Exception e) when (e is SocketException or AddressInUseException or OrleansException or IOException
            || e is NpgsqlException && !DatabaseFault.MayPass(e))
        {
            cancel.ThrowIfCancellationRequested();
            if (port.Unknown is { Length: > 0 } unknown)
                throw new NodeException(
                    $"The runner cannot join those on the same history: {unknown} did not show their certificate. " +
                    $"If runners of an older version are there, stop all of them, and start this one again.", e);
            throw new NodeException(
                $"The runner cannot join those on the same history as {address}: {e.Message} Other runners must reach it there: look "
                    + "at \"node.address\" and \"node.port\" in the settings.", e);
        }
        watching = Watch();
    }

    /// <summary>The others know at once, and need not find out.</summary>
    public async ValueTask DisposeAsync()
    {
        await leaving.CancelAsync();
        await watching;
        await Leave();
        leaving.Dispose();
    }

    /// <summary>The address of this machine that faces another one: what others on that network know it by.</summary>
    public static IPAddress Facing(string? host)
    {
        try
        {
            if (string.IsNullOrEmpty(host) || host.StartsWith('/') || host.StartsWith('@'))
                return IPAddress.Loopback;
            using var towards = new Socket(SocketType.Dgram, ProtocolType.Udp);
            towards.Connect(host.Split(',')[0].Split(':')[0], 9);
            var own = ((IPEndPoint)towards.LocalEndPoint!).Address;
            return own.IsIPv4MappedToIPv6 ? own.MapToIPv4() : own;
        }
        catch (SocketException)
        {
            // The database has been reached a moment ago: by a way that has no address of its own.
            return IPAddress.Loopback;
        }
    }

    /// <summary>A living node of another name at the same address: it is behind another network's door, or this is.</summary>
    private async Task<string?> Namesake(CancellationToken cancel)
    {
        await using var db = await database.OpenConnectionAsync(cancel);
        return await db.ExecuteScalarAsync<string?>(
            "select name from members where starts_with(address, @at) and name <> @name and status = @active and alive > "
                + "extract(epoch from now() - make_interval(secs => @fresh)) * 1000 limit 1",
            new { at = $"{address}@", name, active = (long)SiloStatus.Active, fresh = (BetweenReads * 3).TotalSeconds });
    }

    private async Task Enter(CancellationToken cancel)
    {
        // Nothing is opened while the database is away.
        await clock.Adjust(cancel);
        await port.Prepare(cancel);
        var builder = Host.CreateEmptyApplicationBuilder(new());
        // What goes wrong among the members is said here in one line each; the engine says much more of it.
        builder.Logging.SetMinimumLevel(LogLevel.None);
        expelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        builder.Services.AddSingleton<IMembershipTable>(new MembershipTable(database, clock, Missed, log))
            .AddSingleton<IFatalErrorHandler>(new Expelled(expelled)).AddSingleton<IHostLifetime>(new Deaf());
        builder.UseOrleans(orleans =>
        {
            orleans.ConfigureEndpoints(address.Address, address.Port, gatewayPort: 0, listenOnAnyHostAddress: false);
            port.Guard(orleans);
            orleans.Configure<SiloOptions>(o => o.SiloName = name);
            orleans.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = ("smoketests", "smoketests"));
            orleans.Configure<ClusterMembershipOptions>(o =>
            {
                (o.ProbeTimeout, o.MaxProbeTimeout, o.NumMissedProbesLimit, o.ExtendProbeTimeoutDuringDegradation) =
                    (Probe, LongestProbe, MissedProbes, false);
                (o.TableRefreshTimeout, o.IAmAliveTablePublishTimeout, o.DefunctSiloExpiration) = (BetweenReads, BetweenReads, Forgotten);
            });
        });
        isSaid = false;
        silo = builder.Build();
        await silo.StartAsync(cancel);
        Member = silo.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToParsableString();
        isSaid = true;
    }

    /// <summary>A member says in its own words that the database does not answer; whoever is not one yet says it here, once.</summary>
    private void Missed(Exception why)
    {
        if (Member is null && !leaving.IsCancellationRequested && !Interlocked.Exchange(ref isSaid, true))
            log.LogWarning("The history does not answer while this runner joins the others ({Why}). It is waited for", why.Message);
    }

    private async Task Watch()
    {
        while (!leaving.IsCancellationRequested)
        {
            var why = await expelled.Task.WaitAsync(leaving.Token)
                .ContinueWith(t => t.IsCompletedSuccessfully ? t.Result : null, TaskScheduler.Default);
            if (why is null)
                return;
            log.LogWarning("The other runners took this one for dead ({Why}): it joins again", why);
            await Leave();
            await Rejoin();
        }
    }

    private async Task Rejoin()
    {
        while (!leaving.IsCancellationRequested && Member is null)
            try
            {
                await Task.Delay(BeforeJoiningAgain, clock, leaving.Token);
                await Enter(leaving.Token);
            }
            catch (Exception e) when (e is NpgsqlException or SocketException or AddressInUseException or OrleansException or IOException
                or OperationCanceledException or TimeoutException or NodeException)
            {
                if (!leaving.IsCancellationRequested)
                    log.LogWarning("This runner cannot join the others ({Why}); it is tried again", e.Message);
                await Leave();
            }
    }

    private async Task Leave()
    {
        if (silo is not { } left)
            return;
        var wasMember = Member is not null;
        (Member, silo) = (null, null);
        try
        {
            await End(left, wasMember).WaitAsync(LongestLeave, clock);
        }
        catch (TimeoutException)
        {
            // It ends some seconds later, or with the process.
            log.LogDebug("What kept this runner among the others does not end yet");
        }
        catch (Exception e) when (e is NpgsqlException or OrleansException or OperationCanceledException or IOException
            or AggregateException)
        {
            log.LogDebug("The other runners could not be told that this one leaves: {Why}", e.Message);
        }
    }

    /// <summary>
    /// The engine refuses to stop a silo that got no further than to start, and would wait for ever for its end when it is
    /// disposed of: what it has opened is closed by its lifecycle, its memory is the collector's.
    /// </summary>
    private static async Task End(IHost silo, bool wasMember)
    {
        // It writes down that it leaves, and while the database is away it tries for as long as it would to join: for minutes,
        // whatever it is told.
        silo.Services.GetRequiredService<IOptions<ClusterMembershipOptions>>().Value.MaxJoinAttemptTime = LongestFarewell;
        using var soon = new CancellationTokenSource(LongestProbe);
        if (!wasMember)
        {
            await silo.Services.GetRequiredService<ISiloLifecycleSubject>().OnStop(soon.Token);
            return;
        }
        try
        {
            await silo.StopAsync(soon.Token);
        }
        finally
        {
            await ((IAsyncDisposable)silo).DisposeAsync();
        }
    }

    /// <summary>
    /// Signals are for the runner. The engine would break off joining at once, and it would be tried again while the runner
    /// stops.
    /// </summary>
    private sealed class Deaf : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancel) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancel) => Task.CompletedTask;
    }

    /// <summary>Orleans would end the process: the runner lives on, its workers stay warm.</summary>
    private sealed class Expelled(TaskCompletionSource<string> why) : IFatalErrorHandler
    {
        public bool IsUnexpected(Exception exception) => false;

        public void OnFatalException(object? sender, string? context, Exception? exception) =>
            why.TrySetResult((context ?? exception?.Message ?? "no reason was given").Split('\n', '[')[0].TrimEnd());
    }
}
