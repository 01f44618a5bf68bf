using SmokeTests.Runner.History;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Settings;

namespace SmokeTests.Runner.SelfMonitoring;

/// <summary>
/// Tells a service outside that this runner lives, as long as it does its work: checks run, and the history takes what they
/// say. When it does not, the silence is the message.
/// </summary>
internal sealed class Watchdog(HeartbeatSettings heartbeat, HttpClient http, HistoryWriter historyWriter, RunScheduler runScheduler,
    TimeProvider time, ILogger<Watchdog> log)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public async Task Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (historyWriter.Trouble is null && !runScheduler.IsStuck)
                await Beat(stop);
            await Task.Delay(heartbeat.Every, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Beat(CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            using var answer = await http.GetAsync(heartbeat.Address, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!answer.IsSuccessStatusCode)
                log.LogWarning("The heartbeat was answered {Status}{Location}", (int)answer.StatusCode,
                    answer.Headers.Location is { } location ? $", which leads to {location}: it follows no redirect" : "");
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            if (!stop.IsCancellationRequested)
                log.LogWarning("The heartbeat did not arrive: {Why}", e.Message);
        }
    }
}
