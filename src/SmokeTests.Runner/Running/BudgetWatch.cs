using SmokeTests.Runner.Alerting;
using SmokeTests.Runner.History;

namespace SmokeTests.Runner.Running;

/// <summary>Watches error budgets: one that is spent too fast is an incident of the check's team until it is not any more.</summary>
internal sealed class BudgetWatch(Func<IEnumerable<Check>> checks, Sums sums, Desk desk)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(30);

    public Task Run(CancellationToken stop) => desk.Watch<BudgetWatch>(BetweenLooks, "Error budgets cannot be looked up", Look, stop);

    /// <summary>Whether there is something to tell.</summary>
    public bool Look()
    {
        var told = false;
        var open = desk.Incidents.Open().Where(i => i.Fault == Fault.Budget).ToDictionary(i => i.Check);
        foreach (var check in checks())
        {
            var objective = desk.Settings.ObjectiveOf(check);
            if (objective is null && !open.ContainsKey(check.Id))
                continue;
            var (now, team) = (desk.Now, desk.Settings.TeamOf(check.Team).Name);
            // An objective that has been taken back burns nothing.
            var burn = objective?.Burning(length => sums.Time(check.Id, "minute", now - length, now));
            if (objective is not null && burn is not null && !open.ContainsKey(check.Id))
            {
                var left = objective.Left(sums.Time(check.Id, "hour", now - objective.Over, now));
                var words = Wording.Burning(check, objective, burn, left, now, team, desk.Board);
                told |= desk.Incidents.Open(check.Id, Fault.Budget, team, "", words.Facts[0].Text, words, now);
            }
            else if (burn is null && open.TryGetValue(check.Id, out var incident))
                told |= desk.Incidents.Resolve(incident.Id, Wording.BurntOut(check, incident, team, desk.Board, now), now);
        }
        return told;
    }
}
