using System.Text;
using Microsoft.Data.Sqlite;

namespace SmokeTests.EndToEnd;

/// <summary>
/// Sixteen checks that do harm beside five hundred that do not, in one suite. How late the others are stands in the test's
/// output; it means something when the test has the machine for itself.
/// </summary>
public class CrowdTests
{
    /// <summary>Each specimen, and what the board says of it.</summary>
    private static readonly Dictionary<string, string> Told = new()
    {
        ["Overflows the stack"] = "Stack overflow",
        ["Fails fast"] = "the end of this worker",
        ["Exits"] = "exit code 77",
        ["Throws on a thread"] = "thrown on a thread",
        ["Throws where nobody catches"] = "thrown where nobody catches",
        ["Runs in circles"] = "own code was still going on",
        ["Sleeps for ever"] = "own code was still going on",
        ["Waits for what never comes"] = "own code was still going on",
        ["Takes two gigabytes"] = "ran out of memory",
        ["Starts ten thousand threads"] = "threads",
        ["Writes a gigabyte"] = "It wrote 1,024 MB to the console",
        ["Deletes its own folder"] = "files were deleted",
        ["Changes directory and culture"] = "The current directory was changed",
        ["Closes the sockets"] = "worker",
        ["Kills its parents children"] = "exit code 137",
        ["Leaves a process behind and dies"] = "with a child that lives on",
    };

    [Fact]
    public async Task Checks_that_do_harm_are_named_in_words_and_the_others_go_on()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        var (traces, turn) = (Path.Combine(folder, "traces"), Path.Combine(folder, "turn"));
        await File.WriteAllTextAsync(turn, "nobody", TestContext.Current.CancellationToken);
        await using var runner = new Runner([Product.Specimen("Crowd")],
            new Dictionary<string, string> { ["SPECIMEN_TRACES"] = traces, ["SPECIMEN_TURN"] = turn });
        await runner.Start();
        await runner.Until("all have passed once", async () => (await runner.Checks()).All(c => c.Outcome == "Passed"));

        foreach (var (name, words) in Told)
        {
            var began = DateTimeOffset.UtcNow;
            await File.WriteAllTextAsync(turn, name.Replace(' ', '_'), TestContext.Current.CancellationToken);
            await runner.Until($"the board says of \"{name}\": {words}", async () => await Blames(runner, name, words, began));
            await File.WriteAllTextAsync(turn, "nobody", TestContext.Current.CancellationToken);
            var meanwhile = Lateness(runner, "Good", began);
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"{name}: {meanwhile.Count} runs of others, late p99 {Percentile(meanwhile, 99):0} ms");
        }

        var calm = DateTimeOffset.UtcNow;
        await runner.Until("the others have all run since",
            async () => (await runner.Checks()).Where(c => c.Group == "Good").All(c => c.Outcome == "Passed" && c.LastRun > calm));
        var checks = await runner.Checks();
        checks.Where(c => c.Group == "Good").Should()
            .HaveCount(500).And.OnlyContain(c => c.OpenSince == null, "nobody is told of the innocent");
        (await runner.Notifications()).Should().NotContain(n => n.Text.Contains("Goes on"));
        TestContext.Current.TestOutputHelper!.WriteLine($"All: late p99 {Percentile(Lateness(runner, "Good", default), 99):0} ms");

        // All that is left of them: the runner's warm worker, the one that stands by, and each convicted check's own.
        await Patience.Until("nothing of them is left", () => Family(runner).Count <= 2 + Told.Count,
            () => string.Join('\n', Family(runner)));
        Family(runner).Should().OnlyContain(command => command.Contains("--worker"));
        foreach (var left in await File.ReadAllLinesAsync(traces, TestContext.Current.CancellationToken))
            Processes.Command(int.Parse(left)).Should().NotStartWith("sleep", "what a dead check had started is ended as well");
    }

    /// <summary>
    /// Whether the page of one of its runs says why it is broken. A machine that has too much to do may break another one, for
    /// that.
    /// </summary>
    private static async Task<bool> Blames(Runner runner, string check, string words, DateTimeOffset since)
    {
        foreach (var run in (await runner.Runs(check)).Where(r => r.Outcome == "Broken" && r.At > since))
            if ((await runner.Page($"/runs/{run.Id}")).Contains(words))
                return true;
        return false;
    }

    private static double Percentile(List<double> sorted, int percent) =>
        sorted.Count == 0 ? 0 : sorted[Math.Min(sorted.Count - 1, sorted.Count * percent / 100)];

    private static List<double> Lateness(Runner runner, string group, DateTimeOffset since)
    {
        using var db = new SqliteConnection($"Data Source={Path.Combine(runner.Data, "smoke.db")};Mode=ReadOnly");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText =
            "select late from runs join checks on key = check_key where grp = $group and late is not null and at >= $since order by late";
        command.Parameters.AddWithValue("$group", group);
        command.Parameters.AddWithValue("$since", since.ToUnixTimeMilliseconds());
        using var reader = command.ExecuteReader();
        var late = new List<double>();
        while (reader.Read())
            late.Add(reader.GetDouble(0));
        return late;
    }

    /// <summary>The command lines of all processes that carry the mark of this runner.</summary>
    private static List<string> Family(Runner runner)
    {
        var mark = Encoding.UTF8.GetBytes($"SMOKETESTS_RUNNER={Owner(runner)}\0");
        var family = new List<string>();
        foreach (var folder in Directory.GetDirectories("/proc").Where(f => int.TryParse(Path.GetFileName(f), out _)))
            try
            {
                // One that ends between the two has no command line any more.
                if (File.ReadAllBytes(Path.Combine(folder, "environ")).AsSpan().IndexOf(mark) >= 0
                    && Processes.Command(int.Parse(Path.GetFileName(folder))) is { Length: > 0 } command)
                    family.Add(command);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile.
            }
        return family;
    }

    private static string Owner(Runner runner) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(runner.Data))))[..16];
}
