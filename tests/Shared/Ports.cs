using System.Net;
using System.Net.Sockets;

namespace SmokeTests.Testing;

/// <summary>Ports of this machine for tests.</summary>
public static class Ports
{
    private const int First = 14_000;

    /// <summary>Each process that runs tests gives out ports of a part of its own: what one has found free, another may have too.</summary>
    private const int Parts = 18;
    private const int Count = 1_000;
    private static readonly Lazy<Socket> Held = new(Hold);
    private static readonly Lazy<(int First, TcpListener Claim)> Part = new(ClaimPart);
    private static int given = Random.Shared.Next(Count);

    /// <summary>
    /// A port where connections are refused for as long as this process lives: it is bound, and nobody listens. A port that was
    /// merely free a moment ago may be somebody's server by now.
    /// </summary>
    public static int Refusing => ((IPEndPoint)Held.Value.LocalEndPoint!).Port;

    /// <summary>
    /// A port that no outgoing connection gets by chance (those are above 32767): a server that is stopped finds its own again.
    /// </summary>
    public static int Free()
    {
        while (true)
        {
            var port = Part.Value.First + (int)((uint)Interlocked.Increment(ref given) % Count);
            using var listener = Listen(port);
            if (listener is not null)
                return port;
        }
    }

    /// <summary>Who listens at the port before all parts that stands for one has that part, for as long as the process lives.</summary>
    private static (int First, TcpListener Claim) ClaimPart()
    {
        for (var part = 0; part < Parts; part++)
            if (Listen(First - Parts + part) is { } claim)
                return (First + part * Count, claim);
        throw new InvalidOperationException($"Each of the ports {First - Parts} to {First - 1} is taken: {Parts} processes run tests.");
    }

    private static TcpListener? Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException)
        {
            // Somebody else's.
            listener.Dispose();
            return null;
        }
    }

    private static Socket Hold()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }
}
