using System.Runtime.CompilerServices;
using SmokeTests.Worker;

namespace SmokeTests.Tests.Verdicts;

/// <summary>Whose fault it is: a test for each row, and the same rows in the documentation.</summary>
public class VerdictTableTests
{
    [Theory]
    //          what happened              where               how the run ends  who is told
    [InlineData("WordFailed",              "Anywhere",         "Failed",         "OwningTeam")]
    [InlineData("AssertionFailed",         "Anywhere",         "Failed",         "OwningTeam")]
    [InlineData("NoAnswer",                "Anywhere",         "Failed",         "OwningTeam")]
    [InlineData("DatabaseAway",            "Anywhere",         "Failed",         "OwningTeam")]
    [InlineData("TimeUp",                  "Word",             "Failed",         "OwningTeam")]
    [InlineData("TimeUp",                  "OwnCode",          "Broken",         "PlatformTeam")]
    [InlineData("TimeUp",                  "BeforeBody",       "Broken",         "PlatformTeam")]
    [InlineData("CheckWrong",              "Anywhere",         "Broken",         "PlatformTeam")]
    [InlineData("DatabaseRefuses",         "Anywhere",         "Broken",         "PlatformTeam")]
    [InlineData("Exception",               "Anywhere",         "Broken",         "PlatformTeam")]
    [InlineData("TooMuchOutput",           "Anywhere",         "Broken",         "PlatformTeam")]
    [InlineData("NoTest",                  "Anywhere",         "Broken",         "PlatformTeam")]
    [InlineData("WorkerEnded",             "Worker",           "Broken",         "PlatformTeam")]
    [InlineData("WorkerSilent",            "Worker",           "Broken",         "PlatformTeam")]
    [InlineData("WorkerMissing",           "Runner",           "Broken",         "PlatformTeam")]
    [InlineData("RunnerStopped",           "Runner",           "Lost",           "Nobody")]
    [InlineData("Skipped",                 "Anywhere",         "Skipped",        "Nobody")]
    [InlineData("CleanupFailed",           "Cleanup",          null,             "OwningTeam")]
    public void A_row_says_how_a_run_ends_and_who_is_told(string happened, string place, string? outcome, string told)
    {
        var row = VerdictTable.Of(Enum.Parse<Happened>(happened), Enum.Parse<Place>(place));
        (row.Place.ToString(), row.Outcome?.ToString(), row.Told.ToString()).Should().Be((place, outcome, told));
    }

    [Fact]
    public void Each_row_has_a_test_and_each_thing_that_happens_has_a_row()
    {
        var rows = typeof(VerdictTableTests).GetMethod(nameof(A_row_says_how_a_run_ends_and_who_is_told))!.GetCustomAttributes(
            typeof(InlineDataAttribute), false).Length;
        rows.Should().Be(VerdictTable.Rows.Count);
        VerdictTable.Rows.Select(r => r.Happened).Should()
            .BeEquivalentTo(Enum.GetValues<Happened>().Append(Happened.TimeUp).Append(Happened.TimeUp));
    }

    [Fact]
    public void Failed_goes_first_where_several_things_happened() =>
        VerdictTable.Rows.Where(r => r.Outcome is Outcome.Failed).Should()
        .Equal(VerdictTable.Rows.TakeWhile(r => r.Outcome is Outcome.Failed));

    [Fact]
    public void The_documentation_has_the_same_rows()
    {
        var lines = File.ReadAllLines(Path.Combine(Root(), "src", "SmokeTests", "README.md"));
        var documented = lines.SkipWhile(l => l != "## Whose fault it is").Skip(1)
            .TakeWhile(l => !l.StartsWith("## ", StringComparison.Ordinal)).Where(l => l.StartsWith('|')).ToArray();
        documented.Skip(2).Should().Equal(VerdictTable.Rows.Select(VerdictTable.Documented));
    }

    private static string Root([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
