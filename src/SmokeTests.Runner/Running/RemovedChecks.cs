using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.Notifications;

namespace SmokeTests.Runner.Running;

/// <summary>
/// The incident of a check that is gone would stay open for ever: no run can end it. It is closed when its check has not been
/// there for a minute although everything has loaded, and its team is told that nobody looks any more.
/// </summary>
/// <param name="isThere">Whether a check of that id is watched.</param>
/// <param name="isComplete">Whether every suite has loaded: a check whose suite has not is not gone.</param>
internal sealed class RemovedChecks(Func<string, bool> isThere, Func<bool> isComplete, AlertingServices alerting)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Sure = TimeSpan.FromMinutes(1);
    private readonly Dictionary<long, DateTimeOffset> since = [];
    private readonly OneByOne each = new("The incident of a check that is gone cannot be closed", alerting.Log<RemovedChecks>());

    public Task Run(CancellationToken stop) =>
        alerting.Watch<RemovedChecks>(BetweenLooks, "Incidents of checks that are gone cannot be looked up", Look, stop);

    /// <summary>Whether there is something to tell.</summary>
    public bool Look()
    {
        var now = alerting.Now;
        var gone = isComplete() ? alerting.Incidents.Open().Where(i => IsOfCheck(i) && !isThere(i.Check)).ToDictionary(i => i.Id) : [];
        foreach (var back in since.Keys.Where(id => !gone.ContainsKey(id)).ToArray())
            since.Remove(back);
        return each.Do(gone.Values, i => i.Check, incident =>
        {
            since.TryAdd(incident.Id, now);
            return now - since[incident.Id] >= Sure
                && alerting.Incidents.Resolve(incident.Id,
                    MessageTemplates.Unwatched(incident, alerting.Settings.TeamOf(incident.Team).Name, alerting.Board, now), now);
        });
    }

    /// <summary>
    /// A check's are opened by a run, or by what its runs add up to; the runner's own worries and debts end by themselves.
    /// </summary>
    private static bool IsOfCheck(IncidentView incident) =>
        incident.Fault is Fault.Budget or Fault.Location || incident.Fault != Fault.Debt && incident.OpenedBy.Length > 0;
}
