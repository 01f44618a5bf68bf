using SmokeTests.Runner.History;

namespace SmokeTests.Runner.Cli;

/// <summary>
/// <c>smoke drill TEAM</c>: a marked test message by every route of a team, through the running runner, with the time it took.
/// </summary>
internal static class DrillCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    public static async Task<int> Run(HistoryChoice history, string team, CancellationToken cancel)
    {
        if (history.Settings() is not { } settings)
            return ExitCode.Broken;
        if (!settings.Teams.ContainsKey(team))
        {
            Console.Error.WriteLine($"There is no team '{team}' in the settings. There are: {string.Join(", ", settings.Teams.Keys)}");
            return ExitCode.Broken;
        }
        var code = ExitCode.Broken;
        return await Task.FromResult(history.With(historyStore =>
        {
            code = Drill(historyStore, settings.RoutesOf(team).Select(r => r.Name).ToArray(), team, cancel).GetAwaiter().GetResult();
            return code;
        }));
    }

    private static async Task<int> Drill(HistoryStore historyStore, IReadOnlyList<string> routes, string team, CancellationToken cancel)
    {
        var time = TimeProvider.System;
        var (outbox, began) = (new Outbox(historyStore), time.GetTimestamp());
        var id = outbox.Post(team, routes, MessageTemplates.Drill(team, Environment.UserName, time.GetUtcNow()), time.GetUtcNow());
        CommandLine.Note(historyStore, "sent a drill", $"team {team}: message {id}");
        var told = new HashSet<string>(StringComparer.Ordinal);
        while (time.GetElapsedTime(began) < Limit && !cancel.IsCancellationRequested)
        {
            var deliveries = outbox.DeliveriesOf(id);
            foreach (var done in deliveries.Where(d => d.State != NotificationState.Waiting && told.Add(d.Route)))
            {
                var what = done.Error is { } why ? $"refused: {why}" : done.State.ToString().ToLowerInvariant();
                Console.WriteLine($"{done.Route,-14} {what} after {Interval.Write(time.GetElapsedTime(began))}");
            }
            if (deliveries.All(d => d.State != NotificationState.Waiting))
                return deliveries.All(d => d.State != NotificationState.Refused) ? ExitCode.Passed : ExitCode.Failed;
            await Task.Delay(BetweenLooks, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        foreach (var waiting in outbox.DeliveriesOf(id).Where(d => d.State == NotificationState.Waiting))
            Console.Error.WriteLine(
                $"{waiting.Route,-14} not delivered "
                    + $"within {Interval.Write(Limit)}{(waiting.Error is { } why ? $": {why}" : ". Is the runner running?")}");
        return ExitCode.Failed;
    }
}
