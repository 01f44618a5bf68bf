using System.Net.Http.Json;
using System.Net.Sockets;

namespace SmokeTests.EndToEnd;

/// <summary>README's first command, as it is written.</summary>
public class DemoTests
{
    private static readonly TimeSpan WithItsBuild = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task The_demo_comes_up_green_and_ends_without_a_trace()
    {
        var (shop, board) = (Product.FreePort(), Product.FreePort());
        await using var demo = new Running("dotnet", [Path.Combine(Product.Root, "build", "bin", Product.Configuration, "net10.0", "Build.dll"), "demo", "--shop", $"{shop}", "--board", $"{board}"]);
        using var http = new HttpClient();
        await Patience.Until("every check of the demo is green", async () =>
        {
            try
            {
                return await http.GetFromJsonAsync<CheckSeen[]>($"http://127.0.0.1:{board}/api/checks") is { Length: 10 } all && all.All(c => c.Colour == "Green");
            }
            catch (HttpRequestException)
            {
                return demo.HasEnded ? throw new InvalidOperationException(demo.Output) : false;
            }
        }, () => demo.Output, WithItsBuild);
        demo.Output.Should().ContainAll($"http://127.0.0.1:{shop}/breakage", $"http://127.0.0.1:{board}/notifications")
            .And.NotContain("encryptor", "its keys lie on no disk").And.NotContain("ephemeral");
        demo.Terminate();
        (await demo.End()).Should().Be(0, demo.Output);
        foreach (var port in new[] { shop, board })
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await FluentActions.Awaiting(() => socket.ConnectAsync("127.0.0.1", port)).Should().ThrowAsync<SocketException>("nothing listens there any more");
        }
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told()
    {
        await using var taken = await Testing.TestSite.Html("");
        var (code, output) = await Product.Run([Product.Smoke, "serve", Product.Specimen("Passing"), "--listen", taken.Address.ToString(), "--data", Directory.CreateTempSubdirectory().FullName]);
        code.Should().Be(2, output);
        output.Should().Contain($"The board cannot listen on {taken.Address}: ").And.Contain("--listen").And.NotContain(" at Microsoft");
    }

    [Fact]
    public async Task A_history_that_cannot_be_opened_is_told()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "smoke.db"), new string('x', 5_000));
        var (code, output) = await Product.Run([Product.Smoke, "serve", Product.Specimen("Passing"), "--listen", $"http://127.0.0.1:{Product.FreePort()}", "--data", folder]);
        code.Should().Be(2, output);
        output.Should().Contain($"The history in {folder} cannot be opened: ").And.Contain("--data").And.NotContain(" at Microsoft");
    }
}
