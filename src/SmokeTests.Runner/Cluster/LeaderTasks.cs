using SmokeTests.Runner.Infrastructure;


namespace SmokeTests.Runner.Cluster;

/// <summary>What one node does for all, as long as that is its duty: tell, sum up, tidy.</summary>
internal sealed class LeaderTasks(ShardOwnership ownership, params IReadOnlyList<Func<CancellationToken, Task>> all)
{
    public async Task Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var until = await ownership.WaitForOwnership(Shards.Duties, stop);
            await Task.WhenAll(all.Select(duty => duty(until.Token)));
        }
    }
}
