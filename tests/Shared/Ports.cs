using System.Net;
using System.Net.Sockets;

namespace SmokeTests.Testing;

/// <summary>Ports of this machine for tests.</summary>
public static class Ports
{
    private const int First = 14_000;
    private const int Count = 18_000;
    private static readonly Lazy<Socket> Held = new(Hold);
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
            var port = First + (int)((uint)Interlocked.Increment(ref given) % Count);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody else's.
            }
        }
    }

    private static Socket Hold()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }
}
