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
        var before = Directory.GetFiles(Product.Specimen("Passing"), "*.dll").ToDictionary(f => f, File.GetUnixFileMode);
        File.SetUnixFileMode(runner.Data, (UnixFileMode)0b111_101_101);
        await File.WriteAllTextAsync(Path.Combine(runner.Data, "smoke.db"), "");
        File.SetUnixFileMode(Path.Combine(runner.Data, "smoke.db"), (UnixFileMode)0b110_100_100);
        // As versions left them that did not close the folder; and what lies elsewhere.
        var elsewhere = Directory.CreateTempSubdirectory("smoke-elsewhere-").FullName;
        var (kept, old) = (Open(Path.Combine(elsewhere, "kept.txt")), Open(Path.Combine(runner.Data, "evidence", "old", "page.html")));
        File.CreateSymbolicLink(Path.Combine(runner.Data, "link.txt"), kept);
        Directory.CreateSymbolicLink(Path.Combine(runner.Data, "evidence", "link"), elsewhere);
        await runner.Start();
        await runner.Until("its check has run", async () => (await runner.Checks()).All(c => c.Outcome == "Passed"));

        const UnixFileMode others = (UnixFileMode)0b000_111_111;
        (File.GetUnixFileMode(runner.Data) & others).Should().Be(UnixFileMode.None);
        foreach (var file in Directory.GetFiles(runner.Data).Concat(Directory.GetFiles(Path.Combine(runner.Data, "keys"))))
            if (new FileInfo(file).LinkTarget is null)
                (File.GetUnixFileMode(file) & others).Should().Be(UnixFileMode.None, file);
        foreach (var closed in new[] { old, Path.GetDirectoryName(old)!, Path.Combine(runner.Data, "evidence"),
            Path.Combine(runner.Data, "suites") })
            (File.GetUnixFileMode(closed) & others).Should().Be(UnixFileMode.None, closed);
        File.GetUnixFileMode(kept).Should().Be((UnixFileMode)0b110_100_100, "a link is not followed");
        foreach (var file in Directory.GetFiles(Product.Specimen("Passing"), "*.dll"))
            before[file].Should()
                .Be(File.GetUnixFileMode(file), "the suite's own files are linked into the data folder, and stay as they were");
        Scratch.Remove(elsewhere);
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static string Open(string file)
    {
        var folder = Directory.CreateDirectory(Path.GetDirectoryName(file)!).FullName;
        File.WriteAllText(file, "old");
        File.SetUnixFileMode(file, (UnixFileMode)0b110_100_100);
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        return file;
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
        await runner.Until("a new history is there",
            () => Task.FromResult(runner.Output.Contains("was deleted while it was in use", StringComparison.Ordinal)
                && File.Exists(Path.Combine(runner.Data, "smoke.db"))));
        using var http = new HttpClient { BaseAddress = new Uri(runner.Address) };
        await Patience.Answers("the runner", runner.Process, http, "/health/ready");
        await runner.Until("its check runs again", async () => (await runner.Checks()).All(c => c.Outcome == "Passed"));
        runner.Output.Should().NotContain("   at ", "it is no crash").And.NotContain("Unhandled");
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
    [InlineData(115)]
    [InlineData(125)]
    public async Task A_database_that_goes_away_during_the_start_is_waited_for(int messages)
    {
        await using var postgres = new OwnPostgres();
        await postgres.Create();
        await using var relay = new DatabaseRelay(postgres.Connection, messages);
        await using var runner = new Runner([Product.Specimen("Passing"), "--every", "1s"],
            new Dictionary<string, string> { ["SMOKETESTS__history__database"] = relay.Connection });
        runner.Begin();
        await runner.Until("the database is missed", () => Task.FromResult(
            runner.Process.HasEnded || relay.IsCut
                && (runner.Output.Contains("waited for", StringComparison.Ordinal)
                    || runner.Output.Contains("Board:", StringComparison.Ordinal))));
        runner.Process.HasEnded.Should().BeFalse(runner.Output);
        relay.Mend();

        await runner.Until("its check runs", async () => !runner.Process.HasEnded
            && runner.Output.Contains("Board:", StringComparison.Ordinal) && (await runner.Checks()).All(c => c.Outcome == "Passed"));
        await runner.Until("it has said so", () => Task.FromResult(
            new[] { "waited for", "does not answer",
                "tried again" }.Any(words => runner.Output.Contains(words, StringComparison.Ordinal))));
        runner.Output.Should().NotContain("Unhandled").And.NotContain("   at ", "it is no crash");
    }

    private static async Task Damage(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(new string('x', (int)Math.Min(stream.Length, 1_000_000))));
    }
}
