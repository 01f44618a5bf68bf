using System.Net;

namespace SmokeTests.Runner.Cluster;

/// <summary>The other nodes, asked whether they are there where the database cannot say so.</summary>
/// <param name="port">Knows a runner on this history from whoever else listens at its address.</param>
internal sealed class PeerProbe(ClusterPort port)
{
    private volatile IPEndPoint[] all = [];

    /// <param name="members">As the list of members has them: address, port and generation.</param>
    public void SetMembers(IEnumerable<string> members) =>
        all = [.. members.Select(Members.Read).OfType<Orleans.Runtime.SiloAddress>().Select(m => m.Endpoint)];

    /// <summary>Whether at least half of them are.</summary>
    public async Task<bool> AreMostReached()
    {
        var reached = await Task.WhenAll(all.Select(port.IsRunner));
        return reached.Count(r => r) * 2 >= reached.Length;
    }
}
