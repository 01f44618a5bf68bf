using SmokeTests.Testing;

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmokeTests.Tests;

/// <summary>What a web server should not be: a port at which nobody listens, one that says nothing, one that says something else.</summary>
internal sealed class RawSite : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> clients = [];
    private readonly Task accepting;

    private RawSite(Func<TcpClient, Task> answer)
    {
        listener.Start();
        accepting = Accept(answer);
    }

    public Uri Address => new($"http://{listener.LocalEndpoint}/");

    /// <summary>An address at which connections are refused.</summary>
    public static Uri Closed { get; } = new($"http://127.0.0.1:{Ports.Refusing}/");

    /// <summary>Accepts, and never says a word.</summary>
    public static RawSite Mute() => new(_ => Task.CompletedTask);

    /// <summary>Answers any request with these bytes and closes.</summary>
    public static RawSite Saying(string answer) => new(async client =>
    {
        await Request(client);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(answer));
        client.Close();
    });

    /// <summary>Takes the request and resets the connection.</summary>
    public static RawSite Resetting() => new(async client =>
    {
        await Request(client);
        // To close the client would shut it down in order first.
        client.Client.Close(0);
    });

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await accepting;
        foreach (var client in clients)
            client.Dispose();
    }

    private static async Task<int> Request(TcpClient client) => await client.GetStream().ReadAsync(new byte[16 * 1024]);

    private async Task Accept(Func<TcpClient, Task> answer)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync();
                clients.Add(client);
                await answer(client);
            }
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException or IOException)
        {
            // It was stopped, or its client has gone.
        }
    }
}
