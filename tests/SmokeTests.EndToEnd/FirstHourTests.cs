using System.Net.Http.Json;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using SmokeTests.Testing;

namespace SmokeTests.EndToEnd;

/// <summary>README's first commands, as they are written, in a fresh clone.</summary>
[Collection(Clone.Name)]
public class FirstHourTests(Clone clone)
{
    private static readonly TimeSpan WithItsBuild = TimeSpan.FromMinutes(20);

    [Fact]
    public async Task The_demo_comes_up_green_its_checks_pass_by_hand_and_it_ends_without_a_trace()
    {
        var command = Documents.Commands("README.md", "## See it").Should().ContainSingle().Subject.Trim();
        var (shop, board, ports) = Addresses();
        await using var demo = clone.Start("bash", ["-c", $"exec {command} {ports}"], Clone.LookedThrough);
        using var http = new HttpClient();
        await Patience.Until("every check of the demo is green", async () =>
        {
            try
            {
                var all = await http.GetFromJsonAsync<CheckSeen[]>($"http://127.0.0.1:{board}/api/checks");
                return all is { Length: 10 } && all.All(c => c.Colour == "Green");
            }
            catch (HttpRequestException)
            {
                return demo.HasEnded ? throw new InvalidOperationException(demo.Output) : false;
            }
        }, () => demo.Output, WithItsBuild);
        demo.Output.Should().ContainAll($"http://127.0.0.1:{shop}/breakage", $"http://127.0.0.1:{board}/notifications")
            .And.NotContain("encryptor", "its keys lie on no disk").And.NotContain("ephemeral");

        var site = new Dictionary<string, string>(Clone.LookedThrough)
        {
            ["SMOKETESTS__environments__local__site"] = $"http://127.0.0.1:{shop}",
        };
        var byHand = Documents.Commands("README.md", "## Run checks").Should().ContainSingle().Subject;
        var output = await clone.Run(byHand, variables: site);
        output.Should().Contain("succeeded: 10").And.Contain("failed: 0");

        demo.Terminate();
        (await demo.End()).Should().Be(0, demo.Output);
        foreach (var port in new[] { shop, board })
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await FluentActions.Awaiting(() => socket.ConnectAsync("127.0.0.1", port)).Should()
                .ThrowAsync<SocketException>("nothing listens there any more");
        }
    }

    /// <summary>Its own ports, and others where somebody else has these.</summary>
    private static (int Shop, int Board, string Options) Addresses()
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(l => l.Port).ToHashSet();
        if (!taken.Contains(5080) && !taken.Contains(5090))
            return (5080, 5090, "");
        var (shop, board) = (Ports.Free(), Ports.Free());
        return (shop, board, $"--shop {shop} --board {board}");
    }
}
