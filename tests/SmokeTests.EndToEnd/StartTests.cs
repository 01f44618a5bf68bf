using System.Text;

namespace SmokeTests.EndToEnd;

/// <summary>How a runner starts, and ends, where its history is not as it should be; and whose its data folder is.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task The_data_folder_is_its_users_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has rights of another kind.");
            return;
        }
        await using var runner = new Runner([Product.Specimen("Passing"), "--every", "1s"]);
        File.SetUnixFileMode(runner.Data, (UnixFileMode)0b111_101_101);
        await File.WriteAllTextAsync(Path.Combine(runner.Data, "smoke.db"), "");
        File.SetUnixFileMode(Path.Combine(runner.Data, "smoke.db"), (UnixFileMode)0b110_100_100);
        await runner.Start();
        await runner.Until("its check has run", async () => (await runner.Checks()).All(c => c.Outcome == "Passed"));

        const UnixFileMode others = (UnixFileMode)0b000_111_111;
        (File.GetUnixFileMode(runner.Data) & others).Should().Be(UnixFileMode.None);
        foreach (var file in Directory.GetFiles(runner.Data).Concat(Directory.GetFiles(Path.Combine(runner.Data, "keys"))))
            (File.GetUnixFileMode(file) & others).Should().Be(UnixFileMode.None, file);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_history_that_is_damaged_is_said_to_be(bool whileItRuns)
    {
        await using var runner = new Runner([Product.Specimen("Passing"), "--every", "1s"]);
        var history = Path.Combine(runner.Data, "smoke.db");
        if (whileItRuns)
        {
            await runner.Start();
            await runner.Until("its check has run", async () => (await runner.Checks()).All(c => c.Outcome == "Passed"));
            foreach (var part in new[] { history, history + "-wal" })
                await Damage(part);
        }
        else
        {
            await File.WriteAllBytesAsync(history, Encoding.ASCII.GetBytes(new string('x', 100_000)));
            runner.Begin();
        }
        (await runner.Process.End(TimeSpan.FromMinutes(4))).Should().Be(2, runner.Output);
        runner.Output.Should().Contain("history").And.NotContain("   at ", "it is no crash").And.NotContain("Unhandled");
    }

    [Fact]
    public async Task A_history_that_is_deleted_is_said_to_be_and_a_new_one_begins()
    {
        await using var runner = new Runner([Product.Specimen("Passing"), "--every", "1s"]);
        await runner.Start();
        await runner.Until("its check has run", async () => (await runner.Checks()).All(c => c.Outcome == "Passed"));
        foreach (var file in Directory.GetFiles(runner.Data, "smoke.db*"))
            File.Delete(file);
        await runner.Until("a new history is there", () => Task.FromResult(runner.Output.Contains("was deleted while it was in use", StringComparison.Ordinal) && File.Exists(Path.Combine(runner.Data, "smoke.db"))));
        using var http = new HttpClient { BaseAddress = new Uri(runner.Address) };
        await Patience.Answers("the runner", runner.Process, http, "/health/ready");
        await runner.Until("its check runs again", async () => (await runner.Checks()).All(c => c.Outcome == "Passed"));
        runner.Output.Should().NotContain("   at ", "it is no crash").And.NotContain("Unhandled");
    }

    private static async Task Damage(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(new string('x', (int)Math.Min(stream.Length, 1_000_000))));
    }
}
