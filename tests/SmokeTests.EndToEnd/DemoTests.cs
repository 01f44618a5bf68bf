using SmokeTests.Testing;

namespace SmokeTests.EndToEnd;

/// <summary>What stands in the way of a runner's start is told.</summary>
public class DemoTests
{
    [Fact]
    public async Task A_port_that_is_taken_is_told()
    {
        await using var taken = await Testing.TestSite.Html("");
        var (code, output) =
            await Product.Run([Product.Smoke, "serve", Product.Specimen("Passing"), "--listen", taken.Address.ToString(), "--data",
                Directory.CreateTempSubdirectory().FullName]);
        code.Should().Be(2, output);
        output.Should().Contain($"The board cannot listen on {taken.Address}: ").And.Contain("--listen").And.NotContain(" at Microsoft");
    }

    [Fact]
    public async Task A_history_that_cannot_be_opened_is_told()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "smoke.db"), new string('x', 5_000));
        var (code, output) =
            await Product.Run([Product.Smoke, "serve", Product.Specimen("Passing"), "--listen", $"http://127.0.0.1:{Ports.Free()}",
                "--data", folder]);
        code.Should().Be(2, output);
        output.Should().Contain($"The history in {folder} cannot be opened: ").And.Contain("--data").And.NotContain(" at Microsoft");
    }
}
