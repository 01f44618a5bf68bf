using Microsoft.Extensions.Time.Testing;
using SmokeTests.Runs;
using SmokeTests.Settings;

namespace SmokeTests.Tests;

/// <summary>The check's time is the check's: what the monitor does for itself is none of it.</summary>
public sealed class RunClockTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void The_limit_and_what_comes_after_it_are_reached_in_their_order()
    {
        var reached = new List<string>();
        using var clock = new RunClock(time, Limit, (TimeSpan.FromSeconds(1), () => reached.Add("cancel")),
            (TimeSpan.FromSeconds(3), () => reached.Add("overdue")));
        time.Advance(TimeSpan.FromSeconds(9.9));
        clock.Over.IsCancellationRequested.Should().BeFalse();
        time.Advance(TimeSpan.FromSeconds(0.1));
        clock.Over.IsCancellationRequested.Should().BeTrue();
        reached.Should().BeEmpty();
        time.Advance(TimeSpan.FromSeconds(1));
        reached.Should().Equal("cancel");
        time.Advance(TimeSpan.FromSeconds(2));
        reached.Should().Equal("cancel", "overdue");
    }

    [Fact]
    public void It_stands_still_as_long_as_anything_has_it_stopped()
    {
        using var clock = new RunClock(time, Limit);
        time.Advance(TimeSpan.FromSeconds(6));
        var (first, second) = (clock.Stop(), clock.Stop());
        time.Advance(TimeSpan.FromSeconds(30));
        first.Dispose();
        first.Dispose();
        time.Advance(TimeSpan.FromSeconds(30));
        clock.Passed.Should().Be(TimeSpan.FromSeconds(6));
        clock.StoodStill.Should().Be(TimeSpan.FromSeconds(60));
        second.Dispose();
        time.Advance(TimeSpan.FromSeconds(3.9));
        clock.Over.IsCancellationRequested.Should().BeFalse("four of ten seconds were left");
        time.Advance(TimeSpan.FromSeconds(0.1));
        clock.Over.IsCancellationRequested.Should().BeTrue();
        (clock.Passed, clock.StoodStill).Should().Be((Limit, TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void Whoever_waits_for_the_run_is_told_when_it_stands_still_and_when_it_goes_on()
    {
        using var clock = new RunClock(time, Limit);
        var told = new List<bool>();
        clock.Changed = () => told.Add(clock.StandsStill);
        using (clock.Stop())
        using (clock.Stop())
            time.Advance(Limit);
        told.Should().Equal(true, false);
    }

    [Fact]
    public async Task The_monitors_own_work_takes_none_of_the_checks_time_and_is_marked_as_such()
    {
        using var run = Run();
        run.Start(Limit);
        var work = new TaskCompletionSource<string>();
        var starting = run.OutsideTheClock("start Chromium", () => work.Task);
        time.Advance(TimeSpan.FromSeconds(40));
        run.OutOfTime.Should().BeFalse();
        work.SetResult("ready");
        (await starting).Should().Be("ready");
        run.Outside.Should().Be(TimeSpan.FromSeconds(40));
        run.Recorder.Steps.Should().ContainSingle().Which.Should()
            .BeEquivalentTo(new { Name = "start Chromium", OfMonitor = true, Note = "the monitor's own time", Ms = 40_000 });
        time.Advance(Limit);
        run.OutOfTime.Should().BeTrue();
    }

    [Fact]
    public async Task The_monitors_own_work_ends_after_a_minute_and_is_nobody_elses_fault()
    {
        using var run = Run();
        run.Start(Limit);
        var starting = run.OutsideTheClock("start Chromium", () => new TaskCompletionSource<bool>().Task);
        time.Advance(TimeSpan.FromMinutes(1));
        (await starting.Awaiting(s => s).Should().ThrowAsync<CheckBrokenException>()).Which.Message.Should()
            .StartWith("The monitor could not start Chromium within 1 min");
        run.OutOfTime.Should().BeFalse();
    }

    private RunContext Run() =>
        new("r1", SuiteSettings.Of(new EnvironmentSettings { Name = "test", Site = new Uri("http://shop.example"),
            StepLimit = TimeSpan.FromSeconds(5), Folder = "/" }), time);
}
