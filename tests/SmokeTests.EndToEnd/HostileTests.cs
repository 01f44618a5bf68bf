using System.Text.RegularExpressions;

namespace SmokeTests.EndToEnd;

/// <summary>
/// One check that does harm beside twenty that do not, in one suite: it is told by name, it runs apart, and the others' runs that
/// were lost are repeated. All kinds of harm, and how long the others are not run: <c>dotnet run --project build -- hostile</c>.
/// </summary>
public class HostileTests
{
    private const string Apart = "from now on it has a worker of its own";

    [Theory]
    //          the check                                     what the platform team is told
    [InlineData("Afterwards.Thread_throws",                   "Nobody caught this exception: System.InvalidOperationException: a thread")]
    [InlineData("Afterwards.Work_item_without_context",       "a work item without context")]
    // No evidence says who it was: those that ran with it run apart until it shows itself.
    [InlineData("Afterwards.Kills_itself",                    "exit code 137")]
    [InlineData("AtOnce.Holds_up_the_thread_pool",            "thread pool is held up")]
    [InlineData("AtOnce.Stops_its_process",                   "stopped by a signal")]
    [InlineData("AtOnce.Deletes_its_assemblies",              "files were deleted")]
    [InlineData("AtOnce.Writes_1_GB_to_the_standard_output",  "past the console")]
    [InlineData("AtOnce.Changes_environment_variables",       "environment variable PATH was changed")]
    public async Task It_is_named_it_runs_apart_and_the_others_go_on(string check, string told)
    {
        await using var runner = new Runner([Product.Specimen("Disruptive"), "--filter", "class=Good", "--filter", check],
            new Dictionary<string, string> { ["SPECIMEN_TRACES"] = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()) });
        await runner.Start();
        await runner.Until($"the platform team is told of \"{check}\": {told}", async () =>
            (await runner.Checks()).Single(c => c.Group != "Good") is { Outcome: "Broken", Run: { } run }
            && (await runner.Page($"/runs/{run}")).Contains(told));
        await runner.Until("it runs apart", () => Task.FromResult(runner.Output.Contains(Apart)));
        var culprit = (await runner.Checks()).Single(c => c.Group != "Good");
        await runner.Until("it is told by name", async () =>
            (await runner.Notifications()).Any(n => n.Team == "platform"
                && n.Text.Contains($"Cannot check \"{culprit.Group}: {culprit.Name}\"")));

        var known = DateTimeOffset.UtcNow;
        await runner.Until("every other check has run three times since", async () =>
        {
            foreach (var good in await Good(runner))
                if ((await runner.RunsOf(good.Id)).Count(r => r.Outcome == "Passed" && r.At > known) < 3)
                    return false;
            return true;
        });
        foreach (var good in await Good(runner))
        {
            var runs = await runner.RunsOf(good.Id);
            runs.Should().NotContain(r => r.Outcome == "Broken" || r.Outcome == "Failed", good.Name);
            runs.Should().NotContain(r => r.Outcome == "Lost" && r.At > known, "it runs apart by now");
            good.OpenSince.Should().BeNull();
        }
        (await runner.Notifications()).Should().NotContain(n => n.Text.Contains("Goes on"));
        Regex.Count(runner.Output, Apart).Should().Be(1, runner.Output);
        (await runner.Checks()).Single(c => c.Group != "Good").Outcome.Should()
            .Be("Broken", "a run that passes says nothing of what comes after it");
    }

    [Fact]
    public async Task What_a_worker_has_started_ends_with_it_whatever_its_environment_session_and_parent()
    {
        var traces = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        int[] left = [];
        await using (var runner =
            new Runner([Product.Specimen("Disruptive"), "--filter", "class=Good", "--filter", "AtOnce.Leaves_processes"],
            new Dictionary<string, string> { ["SPECIMEN_TRACES"] = traces }))
        {
            await runner.Start();
            await runner.Until("processes were left behind",
                () => Task.FromResult(File.Exists(traces) && File.ReadAllLines(traces).Length >= 2));
            left = [.. (await File.ReadAllTextAsync(traces, TestContext.Current.CancellationToken)).Split((char[]?)null,
                StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
            left.Should().HaveCountGreaterThanOrEqualTo(4).And.OnlyContain(id => Lives(id), "their worker lives");
            runner.Process.Terminate();
            await runner.Process.End();
        }
        await Patience.Until("they have ended with it", () => !left.Any(Lives));
    }

    [Fact]
    public async Task What_a_killed_worker_has_started_ends_although_the_runner_lives()
    {
        var traces = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await using var runner =
            new Runner([Product.Specimen("Disruptive"), "--filter", "class=Good", "--filter", "AtOnce.Leaves_processes"],
            new Dictionary<string, string> { ["SPECIMEN_TRACES"] = traces });
        await runner.Start();
        await runner.Until("processes were left behind",
            () => Task.FromResult(File.Exists(traces) && File.ReadAllLines(traces).Length >= 1));
        int[] left = [.. (await File.ReadAllLinesAsync(traces, TestContext.Current.CancellationToken))[0].Split(' ').Select(int.Parse)];
        System.Diagnostics.Process.GetProcessById((await runner.Workers()).First().ProcessId).Kill();
        await Patience.Until("they have ended with it", () => !left.Any(Lives), () => runner.Output);
    }

    private static async Task<CheckSeen[]> Good(Runner runner) => [.. (await runner.Checks()).Where(c => c.Group == "Good")];

    /// <summary>A process that has ended, but whose end nobody has taken note of, does not live.</summary>
    private static bool Lives(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..][0] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }
}
