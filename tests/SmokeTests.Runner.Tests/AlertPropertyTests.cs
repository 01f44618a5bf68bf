using CsCheck;
using SmokeTests.Runner.Alerting;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

/// <summary>Whatever happens, in whatever order: what is told stays true, complete, and silent where it should be.</summary>
public class AlertPropertyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static readonly Gen<Policy> AnyPolicy =
        from count in Gen.Int[1, 4]
        from more in Gen.Int[0, 6]
        from resolve in Gen.Int[1, 4]
        from flapping in One<Share?>(null, new Share(4, 20), new Share(2, 6))
        from remind in One<TimeSpan[]>([], [TimeSpan.FromMinutes(5)], [TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(10)])
        select new Policy { Open = new Share(count, count + more), Resolve = resolve, Flapping = flapping, Remind = remind, PageAfter = TimeSpan.FromMinutes(4) };

    /// <summary>A minute: what the run came to, whether somebody acknowledges, whether it is silent, whether the settings change, whether the runner restarts.</summary>
    private static readonly Gen<Minute> AnyMinute =
        from run in One<Outcome?>(Outcome.Passed, Outcome.Passed, Outcome.Passed, Outcome.Failed, Outcome.Failed, Outcome.Failed, Outcome.Broken, null)
        from taken in Gen.Int[0, 9].Select(n => n == 0)
        from silence in Gen.Int[-64, 8].Select(n => Math.Max(n, 0))
        from settings in Gen.Int[0, 12].SelectMany(n => AnyPolicy.Select(p => n == 0 ? p : null))
        from restart in Gen.Int[0, 6].Select(n => n == 0)
        select new Minute(run, taken, silence, settings, restart);

    private static readonly Gen<(Policy First, Minute[] Minutes)> AnyHistory = AnyPolicy.SelectMany(p => AnyMinute.Array[1, 120].Select(m => (p, m)));

    [Fact]
    public void Whatever_happens_what_is_told_is_true() => AnyHistory.Sample(history =>
    {
        var told = Play(history.First, history.Minutes);
        foreach (var story in told.Stories.Values)
        {
            var own = told.Said.Where(s => s.Story == story.Id).ToArray();
            var (opens, ends) = (own.Count(s => s.Act == Act.Open), own.Count(s => s.Act == Act.Resolve));
            opens.Should().BeLessThanOrEqualTo(1, "an opening is told once");
            ends.Should().BeLessThanOrEqualTo(opens, "no resolve without an opening");
            if (story.ClosedAt is not null)
                ends.Should().Be(opens, "every opening that is over is told to be over");
            if (own.Length > 0)
                own[0].Act.Should().Be(Act.Open, "nothing is said before the opening");
            if (ends > 0)
                own[^1].Act.Should().Be(Act.Resolve, "nothing is said after the end");
            if (story is { ResolvedAt: null, ToldAt: null })
                told.SilentAtTheEnd.Should().BeTrue("what is open and not told is so for a silence alone");
            own.Count(s => s.Act == Act.Page).Should().BeLessThanOrEqualTo(1);
        }
        told.MostOpen.Should().BeLessThanOrEqualTo(1, "a check has one open incident of a kind");
        told.Said.Should().NotContain(s => s.WhileSilent, "nothing is told during a silence");
    }, iter: 3_000);

    [Fact]
    public void The_same_history_always_gives_the_same_decisions_and_a_restart_changes_nothing() => AnyHistory.Sample(history =>
    {
        var told = Play(history.First, history.Minutes).Said;
        told.Should().Equal(Play(history.First, history.Minutes).Said);
        told.Should().Equal(Play(history.First, [.. history.Minutes.Select(m => m with { Restart = false })]).Said);
    }, iter: 1_000);

    private static Gen<T> One<T>(params T[] all) => Gen.Int[0, all.Length - 1].Select(n => all[n]);

    private static Told Play(Policy policy, Minute[] minutes)
    {
        var (past, open, closed, stories, said) = (new List<Past>(), new List<Incident>(), new List<Closing>(), new Dictionary<long, Story>(), new List<Saying>());
        var memory = new Standing([], [], false);
        var (silentUntil, mostOpen, silent) = (0, 0, false);
        for (var minute = 0; minute < minutes.Length; minute++)
        {
            var (now, what) = (Noon.AddMinutes(minute), minutes[minute]);
            policy = what.Settings ?? policy;
            silentUntil = what.Silence > 0 ? minute + what.Silence : silentUntil;
            silent = minute < silentUntil;
            if (what.Restart)
                // What the database knows: the last runs, what is open, what was closed last.
                memory = new Standing([.. past.AsEnumerable().Reverse().Take(Rules.Horizon)], [.. open], past.Exists(p => p.Outcome == Outcome.Passed)) { Closed = [.. closed] };
            if (what.Run is { } outcome)
            {
                past.Add(new Past(outcome, now));
                memory = memory with { Recent = [new Past(outcome, now), .. memory.Recent.Take(Rules.Horizon - 1)], EverPassed = memory.EverPassed || outcome == Outcome.Passed };
                foreach (var decision in Rules.Decide(memory, policy).Decisions)
                    Apply(decision, now);
                memory = memory with { Open = [.. open], Closed = [.. closed] };
            }
            mostOpen = Math.Max(mostOpen, open.GroupBy(i => i.Fault).Select(g => g.Count()).DefaultIfEmpty(0).Max());
            foreach (var id in stories.Keys.ToArray())
            {
                if (what.Taken && stories[id].ResolvedAt is null && stories[id].AcknowledgedAt is null)
                    stories[id] = stories[id] with { AcknowledgedAt = now };
                while (stories[id].ClosedAt is null && Telling.Next(stories[id], policy, silent, true, now) is { } act)
                {
                    if (act is not (Act.Hush or Act.Drop))
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
                    stories[id] = new Story(id, "c", opened.Fault, "t", now) { Opened = new Announcement("opened", "✗ it broke", [], []), IsNew = opened.NeverPassed };
                    break;
                case IncidentFlaps flaps:
                    open[open.FindIndex(i => i.Id == flaps.Incident.Id)] = flaps.Incident with { Flaps = true };
                    stories[flaps.Incident.Id] = stories[flaps.Incident.Id] with { Flaps = true };
                    break;
                case IncidentResolved resolved:
                    open.RemoveAll(i => i.Id == resolved.Incident.Id);
                    closed.RemoveAll(c => c.Fault == resolved.Fault);
                    closed.Add(new Closing(resolved.Fault, now));
                    stories[resolved.Incident.Id] = stories[resolved.Incident.Id] with { ResolvedAt = now };
                    break;
            }
        }
    }

    private sealed record Minute(Outcome? Run, bool Taken, int Silence, Policy? Settings, bool Restart);

    private sealed record Saying(int Minute, long Story, Act Act, bool WhileSilent);

    private sealed record Told(Dictionary<long, Story> Stories, List<Saying> Said, int MostOpen, bool SilentAtTheEnd);
}
