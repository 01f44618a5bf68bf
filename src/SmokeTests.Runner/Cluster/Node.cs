using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using SmokeTests.Runner.Settings;

namespace SmokeTests.Runner.Cluster;

/// <summary>This runner as one of several on the same history.</summary>
internal sealed class Node : IAsyncDisposable
{
    /// <summary>What is asked of the database here is small, and somebody waits for it.</summary>
    private const int LongestAnswer = 5;
    private const int OtherPorts = 20;
    private readonly NpgsqlDataSource database;
    private readonly Socket port;
    private readonly ClusterMembership cluster;

    private Node(NpgsqlDataSource database, Socket port, ClusterMembership cluster) =>
        (this.database, this.port, this.cluster) = (database, port, cluster);

    public required string Name { get; init; }

    public required DatabaseClock Clock { get; init; }

    public required ClusterShardOwnership Ownership { get; init; }

    /// <summary>What checks of all nodes may use one at a time.</summary>
    public required AccountLocks LogIns { get; init; }

    /// <summary>This node as a member; null while it is none.</summary>
    public string? Member => cluster.Member;

    /// <exception cref="NodeException">It cannot join the others.</exception>
    public static async Task<Node> Join(string connection, NodeSettings settings, ILoggerFactory log, CancellationToken cancel)
    {
        var text = new NpgsqlConnectionStringBuilder(connection);
        (text.CommandTimeout, text.Timeout, text.ApplicationName) = (LongestAnswer, LongestAnswer, "smoke: nodes");
        var database = NpgsqlDataSource.Create(text);
        var clock = new DatabaseClock(database, TimeProvider.System);
        var address = settings.Address ?? ClusterMembership.Facing(text.Host);
        var name = settings.Name ?? Environment.MachineName;
        var port = Claim(address, settings.Port);
        var door = new ClusterPort(new ClusterCertificate(database, clock, log.CreateLogger<ClusterCertificate>()), clock,
            log.CreateLogger<ClusterPort>());
        var cluster = new ClusterMembership(database, clock, name, (IPEndPoint)port.LocalEndPoint!, door,
            log.CreateLogger<ClusterMembership>());
        var ownership = new ClusterShardOwnership(name, database, clock, cluster, door, log.CreateLogger<ClusterShardOwnership>());
        var node = new Node(database, port, cluster)
        {
            Name = name,
            Clock = clock,
            Ownership = ownership,
            LogIns = new AccountLocks(database, cluster, ownership, log.CreateLogger<AccountLocks>()),
        };
        try
        {
            await cluster.Join(cancel);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Ownership.ReleaseAll();
        await cluster.DisposeAsync();
        Ownership.Dispose();
        port.Dispose();
        await database.DisposeAsync();
    }

    /// <summary>
    /// The usual port, so that one rule of a firewall fits all; another where several runners share a machine. The engine
    /// would listen on a port beside others that listen on it as well: so a socket of the other kind holds its number.
    /// </summary>
    private static Socket Claim(IPAddress address, int? wanted)
    {
        int[] ports = wanted is { } one ? [one] : [NodeSettings.UsualPort, .. Enumerable.Repeat(0, OtherPorts)];
        SocketException? taken = null;
        foreach (var port in ports)
            try
            {
                return Hold(new IPEndPoint(address, port));
            }
            catch (SocketException e)
            {
                taken = e;
            }
        throw new NodeException(
            "The other runners cannot reach this one "
                + $"at {address}:{wanted?.ToString(CultureInfo.InvariantCulture) ?? "any port"}: {taken!.Message} Look at "
                + "\"node.address\" and \"node.port\" in the settings.", taken);
    }

    /// <exception cref="SocketException">Somebody has it, or it is no address of this machine.</exception>
    private static Socket Hold(IPEndPoint at)
    {
        var claim = new Socket(at.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ExclusiveAddressUse = true };
        try
        {
            claim.Bind(at);
            using var knock = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            knock.Bind(claim.LocalEndPoint!);
            return claim;
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }
}
