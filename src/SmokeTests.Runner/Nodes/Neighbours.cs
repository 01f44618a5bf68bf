using System.Net;
using System.Net.Sockets;

namespace SmokeTests.Runner.Nodes;

/// <summary>The other nodes, asked whether they are there where the database cannot say so.</summary>
internal sealed class Neighbours
{
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(1);
    private volatile IPEndPoint[] all = [];

    /// <param name="members">As the list of members has them: address, port and generation.</param>
    public void Are(IEnumerable<string> members) => all = [.. members.Select(m => IPEndPoint.Parse(m.Split('@')[0]))];

    /// <summary>Whether at least half of them are.</summary>
    public async Task<bool> AreReached()
    {
        var reached = await Task.WhenAll(all.Select(IsReached));
        return reached.Count(r => r) * 2 >= reached.Length;
    }

    private static async Task<bool> IsReached(IPEndPoint other)
    {
        using var call = new Socket(other.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var soon = new CancellationTokenSource(LongestCall);
        try
        {
            await call.ConnectAsync(other, soon.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
