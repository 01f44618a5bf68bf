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

    /// <summary>Refused from the beginning; while it is opened; before the first statement; and at moments of what comes then.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(12)]
    [InlineData(40)]
    [InlineData(70)]
    [InlineData(90)]
    public async Task A_database_that_goes_away_during_the_start_is_waited_for(int messages)
    {
        await using var postgres = new OwnPostgres();
        await postgres.Create();
        await using var relay = new DatabaseRelay(postgres.Connection, messages);
        await using var runner = new Runner([Product.Specimen("Passing"), "--every", "1s"], new Dictionary<string, string> { ["SMOKETESTS__history__database"] = relay.Connection });
        runner.Begin();
        await runner.Until("the database is missed", () => Task.FromResult(
            runner.Process.HasEnded || relay.IsCut && (runner.Output.Contains("waited for", StringComparison.Ordinal) || runner.Output.Contains("Board:", StringComparison.Ordinal))));
        runner.Process.HasEnded.Should().BeFalse(runner.Output);
        relay.Mend();

        await runner.Until("its check runs", async () => !runner.Process.HasEnded && runner.Output.Contains("Board:", StringComparison.Ordinal) && (await runner.Checks()).All(c => c.Outcome == "Passed"));
        runner.Output.Should().Contain("waited for").And.NotContain("Unhandled").And.NotContain("   at ", "it is no crash");
    }

    private static async Task Damage(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(new string('x', (int)Math.Min(stream.Length, 1_000_000))));
    }
}
