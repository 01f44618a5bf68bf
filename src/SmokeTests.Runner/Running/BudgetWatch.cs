using SmokeTests.Runner.Notifications;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Running;

/// <summary>Watches error budgets: one that is spent too fast is an incident of the check's team until it is not any more.</summary>
internal sealed class BudgetWatch(Func<IEnumerable<Check>> checks, RollupQueries rollups, AlertingServices alerting)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(30);

    private readonly OneByOne each = new("The error budget cannot be looked up", alerting.Log<BudgetWatch>());

    public Task Run(CancellationToken stop) => alerting.Watch<BudgetWatch>(BetweenLooks, "Error budgets cannot be looked up", Look, stop);

    /// <summary>Whether there is something to tell.</summary>
    public bool Look()
    {
        var open = alerting.Incidents.Open().Where(i => i.Fault == Fault.Budget).DistinctBy(i => i.Check).ToDictionary(i => i.Check);
        return each.Do(checks(), c => c.FullName, check => Settle(check, open.GetValueOrDefault(check.Id)));
    }

    private bool Settle(Check check, IncidentView? open)
    {
        var objective = alerting.Settings.ObjectiveOf(check);
        if (objective is null && open is null)
            return false;
        var (now, team) = (alerting.Now, alerting.Settings.TeamOf(check.Team).Name);
        // An objective that has been taken back burns nothing.
        var burn = objective?.Burning(length => rollups.Time(check.Id, "minute", now - length, now));
        if (objective is not null && burn is not null && open is null)
        {
            var left = objective.Left(rollups.Time(check.Id, "hour", now - objective.Over, now));
            var words = MessageTemplates.Burning(check, objective, burn, left, now, team, alerting.Board);
            return alerting.Incidents.Open(check.Id, Fault.Budget, team, "", words.Facts[0].Text, words, now);
        }
        return burn is null && open is not null
            && alerting.Incidents.Resolve(open.Id, MessageTemplates.BurntOut(check, open, team, alerting.Board, now), now);
    }
}
