using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

/// <summary>A check's life, a minute at a time: what its runs lead to by the rules, and what is told of that.</summary>
internal static class Simulation
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static Told Play(AlertPolicy policy, Minute[] minutes)
    {
        var (past, open, closed, stories, said) =
            (new List<RunSummary>(), new List<Incident>(), new List<LastResolution>(), new Dictionary<long, IncidentProgress>(),
                new List<Saying>());
        var memory = new RuleInput([], [], false);
        var (silentUntil, mostOpen, silent) = (0, 0, false);
        for (var minute = 0; minute < minutes.Length; minute++)
        {
            var (now, what) = (Noon.AddMinutes(minute), minutes[minute]);
            policy = what.Settings ?? policy;
            silentUntil = what.Silence > 0 ? minute + what.Silence : silentUntil;
            silent = minute < silentUntil;
            if (what.Restart)
                // What the database knows: the last runs, what is open, what was closed last.
                memory = new RuleInput([.. past.AsEnumerable().Reverse().Take(AlertRules.Horizon)], [.. open],
                    past.Exists(p => p.Outcome == Outcome.Passed)) { Closed = [.. closed] };
            if (what.Run is { } outcome)
            {
                past.Add(new RunSummary(outcome, now));
                memory = memory with { Recent = [new RunSummary(outcome, now), .. memory.Recent.Take(AlertRules.Horizon - 1)],
                    EverPassed = memory.EverPassed || outcome == Outcome.Passed };
                foreach (var decision in AlertRules.Decide(memory, policy).Decisions)
                    Apply(decision, now);
                memory = memory with { Open = [.. open], Closed = [.. closed] };
            }
            mostOpen = Math.Max(mostOpen, open.GroupBy(i => i.Fault).Select(g => g.Count()).DefaultIfEmpty(0).Max());
            foreach (var id in stories.Keys.ToArray())
            {
                if (what.Taken && stories[id].ResolvedAt is null && stories[id].AcknowledgedAt is null)
                    stories[id] = stories[id] with { AcknowledgedAt = now };
                while (stories[id].ClosedAt is null && NotificationPolicy.Next(stories[id], policy, silent, true, now) is { } act)
                {
                    if (act is not (NotificationAction.Hush or NotificationAction.Drop))
                        said.Add(new Saying(minute, id, act, silent));
                    stories[id] = stories[id].After(act, policy, now);
                }
            }
        }
        return new Told(stories, said, mostOpen, silent);

        void Apply(Decision decision, DateTimeOffset now)
        {
            switch (decision)
            {
                case IncidentOpened opened:
                    var id = stories.Count + 1;
                    open.Add(new Incident(id, "c", opened.Fault, "t", now));
                    stories[id] = new IncidentProgress(id, "c", opened.Fault, "t",
                        now) { Opened = new Message("opened", "✗ it broke", [], []), IsNew = opened.NeverPassed };
                    break;
                case IncidentFlaps flaps:
                    open[open.FindIndex(i => i.Id == flaps.Incident.Id)] = flaps.Incident with { Flaps = true };
                    stories[flaps.Incident.Id] = stories[flaps.Incident.Id] with { Flaps = true };
                    break;
                case IncidentResolved resolved:
                    open.RemoveAll(i => i.Id == resolved.Incident.Id);
                    closed.RemoveAll(c => c.Fault == resolved.Fault);
                    closed.Add(new LastResolution(resolved.Fault, now));
                    stories[resolved.Incident.Id] = stories[resolved.Incident.Id] with { ResolvedAt = now };
                    break;
            }
        }
    }
}

/// <summary>
/// What happens in a minute: a run, somebody acknowledges, a silence of so many minutes begins, the settings change, the runner
/// restarts.
/// </summary>
internal sealed record Minute(Outcome? Run, bool Taken, int Silence, AlertPolicy? Settings, bool Restart);

/// <summary>What is told of an incident.</summary>
internal sealed record Saying(int Minute, long Story, NotificationAction Act, bool WhileSilent);

/// <summary>All that was told, and how it stands at the end.</summary>
internal sealed record Told(Dictionary<long, IncidentProgress> Stories, List<Saying> Said, int MostOpen, bool SilentAtTheEnd);
