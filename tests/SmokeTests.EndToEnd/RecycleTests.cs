namespace SmokeTests.EndToEnd;

/// <summary>Workers come and go by the settings; checks notice nothing of it.</summary>
public class RecycleTests
{
    [Fact]
    public async Task A_worker_that_has_had_its_runs_is_replaced_and_no_run_is_lost()
    {
        await using var runner = new Runner([Product.Specimen("Passing"), "--every", "1s"],
            new Dictionary<string, string> { ["SMOKETESTS__workers__runs"] = "3" });
        await runner.Start();
        var seen = new HashSet<int>();
        await runner.Until("the third worker is at it", async () =>
        {
            seen.UnionWith((await runner.Workers()).Select(w => w.ProcessId));
            return seen.Count >= 3;
        });
        (await runner.Runs("Passes")).Should().HaveCountGreaterThanOrEqualTo(4).And.OnlyContain(r => r.Outcome == "Passed");
    }

    [Fact]
    public async Task A_suite_that_computes_has_several_workers_and_all_of_them_are_used()
    {
        await using var runner = new Runner([Product.Specimen("Many"), "--every", "1s"],
            new Dictionary<string, string> { ["SMOKETESTS__workers__count"] = "2", ["MANY"] = "20" });
        await runner.Start();
        await runner.Until("two workers are there",
            async () => (await runner.Workers()) is { Length: 2 } two && two[0].ProcessId != two[1].ProcessId);
        await runner.Until("every check has run",
            async () => (await runner.Checks()) is { Length: 20 } all && all.All(c => c.Outcome is not null));
    }
}
