using System.Net;

namespace SmokeTests.EndToEnd;

/// <summary>
/// Places of their own: each is a network namespace of Linux with two cables to this machine, one towards a site and one
/// towards a runner that decides. A cable can be cut. Elsewhere than on Linux there is nothing of the kind to be had without
/// machines: what is tested here is not bound to Linux.
/// </summary>
internal sealed class Network : IAsyncDisposable
{
    public static readonly IPAddress Site = IPAddress.Parse("10.77.8.1");
    public static readonly IPAddress Head = IPAddress.Parse("10.77.9.1");
    private readonly string mark = $"{Environment.ProcessId % 10_000:x}";
    private readonly List<string> places = [];

    public static async Task<Network> Make(params string[] names)
    {
        var network = new Network();
        try
        {
            foreach (var address in new[] { Site, Head })
                await Do("ip", "addr", "replace", $"{address}/32", "dev", "lo");
            foreach (var (name, number) in names.Select((n, i) => (n, i)))
                await network.Add(name, number);
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>The command that starts a program at a place.</summary>
    public string[] At(string place, params string[] command) => [.. Rights, "ip", "netns", "exec", Space(place), .. command];

    public Task Cut(string place, IPAddress from) => Do("ip", "link", "set", Cable(place, from), "down");

    public Task Mend(string place, IPAddress from) => Do("ip", "link", "set", Cable(place, from), "up");

    public async ValueTask DisposeAsync()
    {
        foreach (var place in places)
            await Do("ip", "netns", "delete", Space(place));
        foreach (var address in new[] { Site, Head })
            await Do("ip", "addr", "delete", $"{address}/32", "dev", "lo");
    }

    private static string[] Rights => Environment.UserName == "root" ? [] : ["sudo", "--non-interactive", "--preserve-env"];

    private async Task Add(string place, int number)
    {
        await Do("ip", "netns", "add", Space(place));
        places.Add(place);
        await Do("ip", "-n", Space(place), "link", "set", "lo", "up");
        foreach (var (to, cable) in new[] { (Site, number * 2 + 1), (Head, number * 2 + 2) })
        {
            var (near, far) = (Cable(place, to), $"{Cable(place, to)}-");
            await Do("ip", "link", "add", near, "type", "veth", "peer", "name", far, "netns", Space(place));
            await Do("ip", "addr", "add", $"10.77.{cable}.1/30", "dev", near);
            await Do("ip", "link", "set", near, "up");
            await Do("ip", "-n", Space(place), "addr", "add", $"10.77.{cable}.2/30", "dev", far);
            await Do("ip", "-n", Space(place), "link", "set", far, "up");
            await Do("ip", "-n", Space(place), "route", "add", $"{to}", "via", $"10.77.{cable}.1");
        }
    }

    private string Space(string place) => $"smoke-{mark}-{place}";

    /// <summary>The names of cables have at most 15 characters.</summary>
    private string Cable(string place, IPAddress to) => $"s{mark}{place[0]}{(to.Equals(Site) ? "site" : "head")}";

    private static async Task Do(params string[] command)
    {
        string[] all = [.. Rights, .. command];
        await using var program = new Running(all[0], all[1..]);
        (await program.End()).Should().Be(0, $"{string.Join(' ', all)} makes the places of this test: {program.Output}");
    }
}
