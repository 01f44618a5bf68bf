using System.Diagnostics;
using SmokeTests.Runner.Workers;

namespace SmokeTests.Runner.Tests;

public class StartedWorkersTests
{
    private readonly StartedWorkers workers = new();

    [Fact]
    public async Task One_that_nobody_needs_stays_known_until_the_runtime_has_noted_its_end()
    {
        var (worker, id) = Start();
        workers.Release(worker);
        workers.Prune();
        workers.Has(id).Should().BeTrue("it has not ended, and whoever takes note of its end before the runtime does ends this process");
        worker.Kill();
        await worker.WaitForExitAsync(TestContext.Current.CancellationToken);
        workers.Prune();
        workers.Has(id).Should().BeFalse();
    }

    [Fact]
    public async Task One_that_has_ended_and_is_still_needed_is_kept()
    {
        var (worker, id) = Start();
        worker.Kill();
        await worker.WaitForExitAsync(TestContext.Current.CancellationToken);
        workers.Prune();
        workers.Has(id).Should().BeTrue();
        worker.ExitCode.Should().NotBe(0, "who needs it asks how it ended");
        workers.Release(worker);
        workers.Prune();
        workers.Has(id).Should().BeFalse();
    }

    [Fact]
    public void The_end_of_one_is_not_the_end_of_the_next_with_its_number()
    {
        var (first, id) = Start();
        using var other = Process.GetProcessById(id);
        workers.Add(other, new ProcessGroup());
        workers.Release(first);
        first.Kill();
        first.WaitForExit();
        workers.Prune();
        workers.Has(id).Should().BeTrue("the number is another worker's by now");
        first.Dispose();
    }

    /// <summary>A program of all systems that waits for its input.</summary>
    private (Process Worker, int Id) Start()
    {
        var worker = Process.Start(new ProcessStartInfo("sort") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        workers.Add(worker, new ProcessGroup());
        return (worker, worker.Id);
    }
}
