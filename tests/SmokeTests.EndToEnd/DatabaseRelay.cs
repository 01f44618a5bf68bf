using System.Net;
using System.Net.Sockets;
using Npgsql;
using SmokeTests.Testing;

namespace SmokeTests.EndToEnd;

/// <summary>
/// Stands between a runner and its database, which goes away at one exact moment: when the runner says something to it for the
/// n-th time. From then on every connection is closed and none is taken, until it is mended.
/// </summary>
internal sealed class DatabaseRelay : IAsyncDisposable
{
    private readonly int port = Ports.Free();
    private readonly NpgsqlConnectionStringBuilder to;
    private readonly Lock gate = new();
    private readonly List<Socket> open = [];
    private TcpListener? listener;
    private int left;

    /// <param name="connection">The database.</param>
    /// <param name="messages">How often something may be said to it; 0 where it is away from the beginning.</param>
    public DatabaseRelay(string connection, int messages)
    {
        (to, left) = (new(connection), messages);
        if (messages > 0)
            Listen();
    }

    /// <summary>The database, as the runner is to reach it.</summary>
    public string Connection => new NpgsqlConnectionStringBuilder(to.ConnectionString) { Host = "127.0.0.1", Port = port }.ToString();

    public bool IsCut => Volatile.Read(ref left) <= 0;

    public void Mend()
    {
        Volatile.Write(ref left, int.MaxValue);
        Listen();
    }

    public ValueTask DisposeAsync()
    {
        Cut();
        return ValueTask.CompletedTask;
    }

    private void Listen()
    {
        listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        _ = Accept(listener);
    }

    private async Task Accept(TcpListener from)
    {
        try
        {
            while (true)
                _ = Pass(Known(await from.AcceptSocketAsync()));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It was cut.
        }
    }

    private async Task Pass(Socket runner)
    {
        var database = Known(new Socket(SocketType.Stream, ProtocolType.Tcp));
        try
        {
            await database.ConnectAsync(to.Host!, to.Port);
            await Task.WhenAny(Copy(runner, database, () => Interlocked.Decrement(ref left) > 0), Copy(database, runner, () => true));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It was cut.
        }
        runner.Dispose();
        database.Dispose();
    }

    private async Task Copy(Socket from, Socket to, Func<bool> mayPass)
    {
        var part = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(part) is var count and > 0)
            {
                if (!mayPass())
                {
                    Cut();
                    return;
                }
                await to.SendAsync(part.AsMemory(0, count));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It was cut, or one side is done.
        }
    }

    private Socket Known(Socket socket)
    {
        lock (gate)
            open.Add(socket);
        return socket;
    }

    private void Cut()
    {
        lock (gate)
        {
            listener?.Stop();
            foreach (var socket in open)
                socket.Dispose();
            open.Clear();
        }
    }
}
