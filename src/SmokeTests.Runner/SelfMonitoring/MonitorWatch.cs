using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.Notifications;

namespace SmokeTests.Runner.SelfMonitoring;

/// <summary>
/// Watches the runner itself: whatever worries it is an incident of the platform team, never a silent gap. It is opened
/// when it has lasted for a minute, and resolved when it has been well for one; meanwhile it says what is wrong now, once a minute.
/// </summary>
internal sealed class MonitorWatch(IReadOnlyList<IRunnerHealthCheck> worries, AlertingServices alerting, string? node = null)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Sure = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, DateTimeOffset> since = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> restated = new(StringComparer.Ordinal);

    public Task Run(CancellationToken stop) =>
        alerting.Watch<MonitorWatch>(BetweenLooks, "The state of the runner itself cannot be written down", Look, stop);

    private async ValueTask<bool> Look()
    {
        var told = false;
        foreach (var one in worries)
            told |= Settle(one.IsOfAll || node is null ? one.Name : $"{one.Name} on {node}", await See(one));
        return told;
    }

    /// <summary>What cannot be looked at is a worry itself, and keeps nobody from looking at the others.</summary>
    private static async ValueTask<HealthProblem?> See(IRunnerHealthCheck one)
    {
        try
        {
            return await one.Look();
        }
#pragma warning disable CA1031 // Whatever it is, it is told.
        catch (Exception e) when (OneByOne.IsOfOne(e))
#pragma warning restore CA1031
        {
            return new HealthProblem($"\"{one.Name}\" cannot be looked up", e.Message);
        }
    }

    private bool Settle(string name, HealthProblem? worry)
    {
        var now = alerting.Now;
        var open = alerting.Incidents.Open().FirstOrDefault(i => i.Check == name);
        if ((worry is null) == (open is null))
        {
            since.Remove(name);
            if (worry is not null && open is not null && worry.Summary != open.Summary)
                Restate(name, open, worry, now);
            return false;
        }
        since.TryAdd(name, now);
        if (now - since[name] < Sure)
            return false;
        return worry is not null
            && alerting.Incidents.Open(name, Fault.Monitor, alerting.Settings.Platform.Name, "", worry.Summary, Words(worry), now)
            || open is not null && alerting.Incidents.Resolve(open.Id, MessageTemplates.Calmed(open, alerting.Board, now), now);
    }

    /// <summary>
    /// Most say how much, which is something else at each look: a history that is full or slow is not asked to write that each
    /// time.
    /// </summary>
    private void Restate(string name, IncidentView open, HealthProblem worry, DateTimeOffset now)
    {
        if (now - restated.GetValueOrDefault(name) < Sure)
            return;
        restated[name] = now;
        alerting.Incidents.Restate(open.Id, worry.Summary, Words(worry));
    }

    private Message Words(HealthProblem worry) => MessageTemplates.Worried(worry, alerting.Settings.Platform.Name, alerting.Board);
}
