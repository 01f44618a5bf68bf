using CsCheck;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

/// <summary>Whatever happens, in whatever order: what is told stays true, complete, and silent where it should be.</summary>
public class AlertPropertyTests
{
        private static readonly Gen<AlertPolicy> AnyPolicy =
        from count in Gen.Int[1, 4]
        from more in Gen.Int[0, 6]
        from resolve in Gen.Int[1, 4]
        from flapping in One<Share?>(null, new Share(4, 20), new Share(2, 6))
        from remind in One<TimeSpan[]>([], [TimeSpan.FromMinutes(5)], [TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(10)])
        select new AlertPolicy { Open = new Share(count, count + more), Resolve = resolve, Flapping = flapping, Remind = remind,
            PageAfter = TimeSpan.FromMinutes(4) };

    /// <summary>
    /// A minute: what the run came to, whether somebody acknowledges, whether it is silent, whether the settings change, whether
    /// the runner restarts.
    /// </summary>
    private static readonly Gen<Minute> AnyMinute =
        from run in One<Outcome?>(Outcome.Passed, Outcome.Passed, Outcome.Passed, Outcome.Failed, Outcome.Failed, Outcome.Failed,
            Outcome.Broken, null)
        from taken in Gen.Int[0, 9].Select(n => n == 0)
        from silence in Gen.Int[-64, 8].Select(n => Math.Max(n, 0))
        from settings in Gen.Int[0, 12].SelectMany(n => AnyPolicy.Select(p => n == 0 ? p : null))
        from restart in Gen.Int[0, 6].Select(n => n == 0)
        select new Minute(run, taken, silence, settings, restart);

    private static readonly Gen<(AlertPolicy First, Minute[] Minutes)> AnyHistory =
        AnyPolicy.SelectMany(p => AnyMinute.Array[1, 120].Select(m => (p, m)));

    [Fact]
    public void Whatever_happens_what_is_told_is_true() => AnyHistory.Sample(history =>
    {
        var told = Simulation.Play(history.First, history.Minutes);
        foreach (var story in told.Stories.Values)
        {
            var own = told.Said.Where(s => s.Story == story.Id).ToArray();
            var (opens, ends) = (own.Count(s => s.Act == NotificationAction.Open), own.Count(s => s.Act == NotificationAction.Resolve));
            opens.Should().BeLessThanOrEqualTo(1, "an opening is told once");
            ends.Should().BeLessThanOrEqualTo(opens, "no resolve without an opening");
            if (story.ClosedAt is not null)
                ends.Should().Be(opens, "every opening that is over is told to be over");
            if (own.Length > 0)
                own[0].Act.Should().Be(NotificationAction.Open, "nothing is said before the opening");
            if (ends > 0)
                own[^1].Act.Should().Be(NotificationAction.Resolve, "nothing is said after the end");
            if (story is { ResolvedAt: null, ToldAt: null })
                told.SilentAtTheEnd.Should().BeTrue("what is open and not told is so for a silence alone");
            own.Count(s => s.Act == NotificationAction.Page).Should().BeLessThanOrEqualTo(1);
        }
        told.MostOpen.Should().BeLessThanOrEqualTo(1, "a check has one open incident of a kind");
        told.Said.Should().NotContain(s => s.WhileSilent, "nothing is told during a silence");
    }, iter: 3_000);

    [Fact]
    public void The_same_history_always_gives_the_same_decisions_and_a_restart_changes_nothing() => AnyHistory.Sample(history =>
    {
        var told = Simulation.Play(history.First, history.Minutes).Said;
        told.Should().Equal(Simulation.Play(history.First, history.Minutes).Said);
        told.Should().Equal(Simulation.Play(history.First, [.. history.Minutes.Select(m => m with { Restart = false })]).Said);
    }, iter: 1_000);

    private static Gen<T> One<T>(params T[] all) => Gen.Int[0, all.Length - 1].Select(n => all[n]);
}
