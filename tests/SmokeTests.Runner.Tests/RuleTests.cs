using SmokeTests.Runner.Alerting;
using SmokeTests.Runner.Settings;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

public class RuleTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    //          runs, oldest first        what is told              the last run is repeated soon?
    [InlineData("P",                      "",                       false)]
    [InlineData("P F",                    "",                       true)]   // one blip is not news, but is looked at again
    [InlineData("P F P",                  "",                       false)]
    [InlineData("P F F",                  "opened",                 false)]
    [InlineData("P F F F F",              "opened",                 false)]  // once
    [InlineData("P F F P",                "opened",                 true)]   // one pass may be luck
    [InlineData("P F F P F",              "opened",                 false)]
    [InlineData("P F F P P",              "opened resolved",        false)]
    [InlineData("P F F P P F F",          "opened resolved opened", false)]
    [InlineData("P S S S",                "",                       false)]  // slow is not broken
    [InlineData("P F F S S",              "opened resolved",        false)]  // slow is a pass
    [InlineData("F F",                    "new",                    false)]  // never passed: told so, once
    [InlineData("F F F F",                "new",                    false)]
    [InlineData("P B",                    "",                       true)]
    [InlineData("P B B",                  "cannot",                 false)]  // the monitor's fault is another story
    [InlineData("P B B P P",              "cannot can",             false)]
    [InlineData("P B B F F",              "cannot can opened",      false)]  // it can be checked again, and it is broken
    [InlineData("P F B F",                "opened",                 false)]  // a broken run is neither good nor bad
    [InlineData("P F F B B",              "opened cannot",          false)]
    [InlineData("P F F B P",              "opened",                 true)]
    public void An_incident_opens_on_the_second_failure_and_is_resolved_on_the_second_pass(string runs, string told, bool again)
    {
        var (said, confirm) = Play(runs.Split(' '), new Policy());
        said.Should().Be(told);
        confirm.Should().Be(again);
    }

    [Theory]
    [InlineData(1, 1, "P F P F", "opened resolved opened")]
    [InlineData(3, 1, "P F F P F F F P", "opened resolved")]
    [InlineData(2, 3, "P F F P P F P P P", "opened resolved")]
    public void The_numbers_are_settings(int open, int resolve, string runs, string told) =>
        Play(runs.Split(' '), new Policy { Open = open, Resolve = resolve }).Told.Should().Be(told);

    [Fact]
    public void An_incident_is_told_since_its_first_bad_run()
    {
        var runs = new[] { Outcome.Failed, Outcome.Broken, Outcome.Failed, Outcome.Failed, Outcome.Passed }.Select((o, i) => new Past(o, Noon.AddMinutes(-i))).ToArray();
        Rules.Decide(new Standing(runs, [], true), new Policy { Open = 3 }).Decisions.Should().ContainSingle()
            .Which.Should().Be(new IncidentOpened(Fault.Product, Noon.AddMinutes(-3), 3, NeverPassed: false));
    }

    [Fact]
    public void Whatever_comes_opened_and_resolved_alternate()
    {
        var random = new Random(20261123);
        for (var round = 0; round < 2_000; round++)
        {
            var runs = Enumerable.Range(0, random.Next(1, 40)).Select(_ => "PPSFFB"[random.Next(6)].ToString()).ToArray();
            var told = Play(runs, new Policy { Open = random.Next(1, 4), Resolve = random.Next(1, 4) }).Told.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (var fault in new[] { new[] { "opened", "new", "resolved" }, ["cannot", "can"] })
            {
                var own = told.Where(fault.Contains).ToArray();
                own.Where((word, i) => (word is "resolved" or "can") != (i % 2 == 1)).Should().BeEmpty(string.Join(' ', runs));
            }
        }
    }

    private static (string Told, bool Confirm) Play(string[] runs, Policy policy)
    {
        var history = new List<Past>();
        var open = new List<Incident>();
        var told = new List<string>();
        var (passed, confirm) = (false, false);
        foreach (var run in runs)
        {
            history.Insert(0, new Past(run switch { "P" => Outcome.Passed, "S" => Outcome.Slow, "F" => Outcome.Failed, _ => Outcome.Broken }, Noon.AddMinutes(history.Count)));
            passed |= history[0].Outcome is Outcome.Passed or Outcome.Slow;
            var ruling = Rules.Decide(new Standing(history, open, passed), policy);
            confirm = ruling.Confirm;
            foreach (var decision in ruling.Decisions)
                told.Add(Apply(decision, open));
        }
        return (string.Join(' ', told), confirm);
    }

    private static string Apply(Decision decision, List<Incident> open)
    {
        if (decision is IncidentOpened opened)
        {
            open.Add(new Incident(open.Count, "c", opened.Fault, "t", default));
            return opened.Fault == Fault.Monitor ? "cannot" : opened.NeverPassed ? "new" : "opened";
        }
        open.Remove(((IncidentResolved)decision).Incident);
        return decision.Fault == Fault.Monitor ? "can" : "resolved";
    }
}
