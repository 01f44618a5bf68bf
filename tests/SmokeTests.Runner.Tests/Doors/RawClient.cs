using System.Net.Sockets;
using System.Text;

namespace SmokeTests.Runner.Tests;

/// <summary>What came back for a request.</summary>
/// <param name="Status">0 where the server hung up without a word.</param>
internal sealed record RawAnswer(int Status, string Text)
{
    public string? Header(string name) => Text.Split("\r\n\r\n", 2)[0].Split("\r\n").Skip(1)
        .Where(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(l => l[(name.Length + 1)..].Trim())
        .FirstOrDefault();

    public IEnumerable<string> Cookies => Text.Split("\r\n\r\n", 2)[0].Split("\r\n")
        .Where(l => l.StartsWith("Set-Cookie:", StringComparison.OrdinalIgnoreCase))
        .Select(l => l["Set-Cookie:".Length..].Split(';')[0].Trim());
}

/// <summary>Sends whatever it is given, as no HTTP client would, over a connection of its own.</summary>
internal static class RawClient
{
    private const int MostRead = 256 * 1024;

    /// <param name="isCut">It says of itself that it is longer: the way is closed after it, and there may be no answer.</param>
    public static async Task<RawAnswer> Send(Uri address, byte[] request, bool isCut, CancellationToken cancel)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(address.Host, address.Port, cancel);
        var stream = client.GetStream();
        try
        {
            await stream.WriteAsync(request, cancel);
            if (isCut)
                client.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // The server hangs up on what is too large before it has all of it; what it has answered can be read.
        }
        return Parse(await Read(stream, cancel));
    }

    private static async Task<string> Read(NetworkStream stream, CancellationToken cancel)
    {
        using var all = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            while (all.Length < MostRead && await stream.ReadAsync(buffer, cancel) is var read and > 0)
            {
                all.Write(buffer, 0, read);
                // It does not end by itself.
                if (Encoding.Latin1.GetString(all.GetBuffer(), 0, (int)Math.Min(all.Length, 2_000))
                    .Contains("text/event-stream", StringComparison.Ordinal))
                    break;
            }
        }
        catch (IOException)
        {
            // Reset after the answer.
        }
        return Encoding.UTF8.GetString(all.GetBuffer(), 0, (int)all.Length);
    }

    private static RawAnswer Parse(string text) =>
        new(text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && int.TryParse(text.AsSpan(9, 3), out var status) ? status : 0, text);
}
