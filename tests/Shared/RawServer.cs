using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmokeTests.Testing;

/// <summary>A request as it came over the wire.</summary>
/// <param name="Connection">The number of its connection, from 1 on.</param>
/// <param name="OnConnection">The how many-th of that connection it is, from 1 on.</param>
/// <param name="Head">Its first line and its headers.</param>
/// <param name="Body">What came after them.</param>
public sealed record RawRequest(int Connection, int OnConnection, string Head, string Body)
{
    public string Line => Head.Split('\r')[0];

    public string? Header(string name) => Head.Split("\r\n").Skip(1)
        .FirstOrDefault(h => h.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
}

/// <summary>What becomes of a connection after an answer.</summary>
public enum After
{
    /// <summary>It is kept for the next request.</summary>
    Stay,

    /// <summary>It is closed in order.</summary>
    Close,

    /// <summary>It is reset.</summary>
    Reset,
}

/// <summary>The bytes of an answer, and what comes after them.</summary>
public sealed record RawReply(byte[] Bytes, After After = After.Stay);

/// <summary>A server that says byte for byte what the test wants, and drops connections when the test wants it.</summary>
public sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource gone = new();
    private readonly ConcurrentBag<TcpClient> clients = [];
    private readonly Func<RawRequest, RawReply> answer;

    private RawServer(Func<RawRequest, RawReply> answer)
    {
        this.answer = answer;
        listener.Start();
        Address = new Uri($"http://{listener.LocalEndpoint}/");
        _ = Accept();
    }

    public Uri Address { get; }

    public ConcurrentQueue<RawRequest> Requests { get; } = [];

    /// <param name="answer">What is sent; null closes the connection without a byte, and no bytes leave it open and silent.</param>
    public static RawServer Answering(Func<RawRequest, byte[]?> answer) =>
        new(request => answer(request) is not { } bytes ? new([], After.Close)
        : new(bytes, Encoding.Latin1.GetString(bytes).Contains("Connection: close", StringComparison.Ordinal) ? After.Close : After.Stay));

    /// <param name="reply">What is sent, and what becomes of the connection.</param>
    public static RawServer Replying(Func<RawRequest, RawReply> reply) => new(reply);

    public static byte[] Page(string html, string headers = "") =>
        Answer(Encoding.UTF8.GetBytes(html), "Content-Type: text/html; charset=utf-8\r\n" + headers);

    public static byte[] Json(string json, string headers = "") =>
        Answer(Encoding.UTF8.GetBytes(json), "Content-Type: application/json\r\n" + headers);

    public static byte[] Answer(byte[] body, string headers = "", string status = "200 OK") =>
        [.. Encoding.Latin1.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\n{headers}\r\n"), .. body];

    public async ValueTask DisposeAsync()
    {
        await gone.CancelAsync();
        listener.Stop();
        foreach (var client in clients)
            client.Dispose();
        gone.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            for (var connection = 1; ; connection++)
            {
                var client = await listener.AcceptTcpClientAsync(gone.Token);
                clients.Add(client);
                // What answers may block, and the next connection must be accepted all the same.
                var number = connection;
                _ = Task.Run(() => Serve(client, number));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Serve(TcpClient client, int connection)
    {
        try
        {
            var stream = client.GetStream();
            for (var request = 1; await Read(stream, connection, request) is { } came; request++)
            {
                Requests.Enqueue(came);
                var (bytes, after) = answer(came);
                await stream.WriteAsync(bytes, gone.Token);
                if (after == After.Reset)
                {
                    // To close the client would shut it down in order first.
                    client.Client.Close(0);
                    return;
                }
                if (after == After.Close)
                    break;
            }
            client.Close();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side went away.
        }
    }

    private async Task<RawRequest?> Read(NetworkStream stream, int connection, int request)
    {
        var text = new StringBuilder();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var all = text.ToString();
            if (all.IndexOf("\r\n\r\n", StringComparison.Ordinal) is var end and >= 0)
            {
                var came = new RawRequest(connection, request, all[..end], all[(end + 4)..]);
                var whole = came.Header("Transfer-Encoding") is null ? came.Body.Length >= int.Parse(came.Header("Content-Length") ?? "0")
                    : came.Body.EndsWith("0\r\n\r\n", StringComparison.Ordinal);
                if (whole)
                    return came;
            }
            var read = await stream.ReadAsync(buffer, gone.Token);
            if (read == 0)
                return null;
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
    }
}
