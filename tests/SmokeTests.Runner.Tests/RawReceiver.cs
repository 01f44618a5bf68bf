using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmokeTests.Runner.Tests;

/// <summary>A receiver of webhooks on a bare socket: it can answer what no web server would.</summary>
internal sealed class RawReceiver : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<string> posts = new();
    private readonly ConcurrentQueue<string> requests = new();
    private readonly ConcurrentBag<Task> serving = [];
    private readonly Task accepting;

    /// <param name="answer">Answers a request; the connection is closed after it.</param>
    public RawReceiver(Func<Stream, CancellationToken, Task> answer)
    {
        Answer = answer;
        listener.Start();
        accepting = Accept();
    }

    public Func<Stream, CancellationToken, Task> Answer { get; set; }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/hook");

    /// <summary>The bodies of the posts that came.</summary>
    public IReadOnlyCollection<string> Posts => posts;

    /// <summary>The first line of each request.</summary>
    public IReadOnlyCollection<string> Requests => requests;

    public static Task Write(Stream stream, string text, CancellationToken cancel) =>
        stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancel).AsTask();

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(serving);
        stop.Dispose();
    }

    private async Task Accept()
    {
        while (!stop.IsCancellationRequested)
            try
            {
                serving.Add(Serve(await listener.AcceptTcpClientAsync(stop.Token)));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                return;
            }
    }

    private async Task Serve(TcpClient client)
    {
        using (client)
            try
            {
                var stream = client.GetStream();
                if (await Read(stream) is not { } body)
                    return;
                posts.Enqueue(body);
                await Answer(stream, stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // Whoever asked has gone, or the test is over.
            }
    }

    /// <summary>The body of a POST; null where the connection ended before it.</summary>
    private async Task<string?> Read(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            if (await stream.ReadAsync(one, stop.Token) == 0)
                return null;
            else
                head.Append((char)one[0]);
        var lines = head.ToString().Split("\r\n");
        requests.Enqueue(lines[0]);
        var length = lines.FirstOrDefault(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) is { } said
            ? int.Parse(said.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture) : 0;
        var body = new byte[length];
        await stream.ReadExactlyAsync(body, stop.Token);
        return Encoding.UTF8.GetString(body);
    }
}
