using Microsoft.Extensions.Time.Testing;
using SmokeTests.Recording;
using SmokeTests.Runner.SelfMonitoring;
using SmokeTests.Runner.Workers;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

/// <summary>When a run's failure is this machine's shortage, and nobody's.</summary>
public class StarvationTests
{
    private static readonly Check Check =
        new("c@local", "c", "s", "local", "c", "g", "cl", "storefront") { Schedule = Schedule.Usual, Limit = TimeSpan.FromSeconds(30) };
    private readonly FakeTimeProvider time = new();
    private double load;

    [Theory]
    //          outcome    ran out of time  threads a core  the machine's
    [InlineData("Failed",  true,            25,             true)]
    [InlineData("Broken",  true,            25,             true)]     // the check's own code had no core either
    [InlineData("Failed",  true,            9.9,            false)]    // busy, but not so busy
    [InlineData("Failed",  false,           25,             false)]    // it came, and was wrong
    [InlineData("Broken",  false,           25,             false)]
    [InlineData("Passed",  false,           25,             false)]
    [InlineData("Slow",    false,           25,             false)]
    [InlineData("Lost",    true,            25,             false)]
    public void A_machine_is_to_blame_where_what_was_waited_for_did_not_come_and_it_was_short(string outcome, bool late, double wanted,
        bool blamed) =>
        Starvation.Explains(Enum.Parse<Outcome>(outcome), late, wanted).Should().Be(blamed);

    [Fact]
    public async Task A_starved_run_is_lost_and_says_why_and_what_it_said_itself()
    {
        var meter = new MachineLoadMeter(time, () => new(load, default));
        var starvation = new Starvation(meter, time);
        using var stop = new CancellationTokenSource();
        var measuring = meter.Run(stop.Token);
        load = 25;
        time.Advance(TimeSpan.FromSeconds(5));
        var late = Monitoring.Checks.Run.Without(Check, time.GetUtcNow(), Outcome.Failed, "Open /: no complete answer within 10 s")
            with { Ms = 3_000 };
        late = late with { Failure = late.Failure! with { RanOutOfTime = true } };

        var lost = starvation.Of(late)!;
        (lost.Outcome, lost.Id, lost.SaysNothing).Should().Be((Outcome.Lost, late.Id, true));
        lost.Failure!.Message.Should()
            .StartWith("This machine was short: 25 threads wanted each core while the check ran.").And.EndWith(
                "no complete answer within 10 s");
        starvation.Lately.Should().Be(1);
        (await new MachineShortage(starvation).Look())!.Summary.Should().StartWith("1 runs of the last 5 min");

        var passing = starvation.Pass(TestContext.Current.CancellationToken);
        passing.IsCompleted.Should().BeFalse("it is still short");
        load = 0;
        time.Advance(TimeSpan.FromSeconds(5));
        await passing;
        starvation.Of(late).Should().BeNull("it is not short any more");
        time.Advance(TimeSpan.FromMinutes(6));
        starvation.Lately.Should().Be(0);
        await stop.CancelAsync();
        await measuring;
    }

    [Theory]
    //          how its runs ended, on a machine that is short all the time    those that count as lost
    [InlineData("late late late late late late",                               "yes yes yes no no no")]     // in circles by itself
    [InlineData("late late passed late late late late",                        "yes yes no yes yes yes no")]
    // what came and was wrong ends the row
    [InlineData("late late wrong late",                                        "yes yes no yes")]
    [InlineData("passed passed",                                               "no no")]
    public async Task A_check_is_excused_three_times_in_a_row(string ends, string lost)
    {
        var meter = new MachineLoadMeter(time, () => new(load, default));
        var starvation = new Starvation(meter, time);
        using var stop = new CancellationTokenSource();
        var measuring = meter.Run(stop.Token);
        load = 25;
        time.Advance(TimeSpan.FromSeconds(5));
        var other = Monitoring.Checks.Run.Without(Check with { Id = "d@local" }, time.GetUtcNow(), Outcome.Failed, "no complete answer")
            with { Ms = 3_000 };
        other = other with { Failure = other.Failure! with { RanOutOfTime = true } };

        string.Join(' ', ends.Split(' ').Select(end => starvation.Of(End(end)) is null ? "no" : "yes")).Should().Be(lost);
        starvation.Of(other).Should().NotBeNull("each check has a row of its own");
        await stop.CancelAsync();
        time.Advance(TimeSpan.FromSeconds(1));
        await measuring;

        Run End(string end)
        {
            var run = Monitoring.Checks.Run.Without(Check, time.GetUtcNow(), end == "passed" ? Outcome.Passed : Outcome.Broken,
                "Not done when the time of the check was up") with { Ms = 3_000 };
            return run with { Failure = end == "passed" ? null : run.Failure! with { RanOutOfTime = end == "late" } };
        }
    }

    [Fact]
    public void What_ran_out_of_time_is_known_on_the_other_side_of_the_wire()
    {
        var failure = new Failure("m", "s", null, null, null, null, null, null) { RanOutOfTime = true };
        var json = System.Text.Json.JsonSerializer.Serialize(failure, WorkerMessageJson.Default.Failure);
        System.Text.Json.JsonSerializer.Deserialize(json, WorkerMessageJson.Default.Failure)!.RanOutOfTime.Should().BeTrue();
    }
}
