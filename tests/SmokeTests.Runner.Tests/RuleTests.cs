using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

/// <summary>
/// What a history of runs leads to. P passed, S slow, F failed, B broken, and after it the place that looked; oldest first.
/// </summary>
public class RuleTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    //          runs, oldest first        what is decided           the last run is repeated soon?
    [InlineData("P",                      "",                       false)]
    [InlineData("S",                      "",                       false)]
    [InlineData("P P P P P",              "",                       false)]
    [InlineData("P F",                    "",                       true)]   // one blip is not news, but is looked at again
    [InlineData("P F P",                  "",                       false)]
    [InlineData("P F P F P F P",          "",                       false)]
    [InlineData("P F F",                  "opened",                 false)]
    [InlineData("P F F F F",              "opened",                 false)]  // once
    [InlineData("P F F P",                "opened",                 true)]   // one pass may be luck
    [InlineData("P F F P F",              "opened",                 false)]
    [InlineData("P F F P P",              "opened resolved",        false)]
    [InlineData("P F F P P P P",          "opened resolved",        false)]
    [InlineData("P F F P P F",            "opened resolved",        true)]
    [InlineData("P F F P P F F",          "opened resolved opened", false)]
    [InlineData("P S S S",                "",                       false)]  // slow is not broken
    [InlineData("P F S F",                "",                       true)]   // slow is a pass between
    [InlineData("P F F S S",              "opened resolved",        false)]  // slow is a pass
    [InlineData("P F F S P",              "opened resolved",        false)]
    [InlineData("F",                      "",                       true)]
    [InlineData("F F",                    "new",                    false)]  // never passed: told so, once
    [InlineData("F F F F",                "new",                    false)]
    [InlineData("F P F F",                "opened",                 false)]  // it has passed once
    [InlineData("F F P P F F",            "new resolved opened",    false)]
    [InlineData("P B",                    "",                       true)]
    [InlineData("P B B",                  "cannot",                 false)]  // the monitor's fault is another story
    [InlineData("P B P B P",              "",                       false)]
    [InlineData("P B B P",                "cannot",                 true)]
    [InlineData("P B B P P",              "cannot can",             false)]
    [InlineData("P B B F F",              "cannot can opened",      false)]  // it can be checked again, and it is broken
    [InlineData("P F B F",                "opened",                 false)]  // a broken run is neither good nor bad
    [InlineData("P F B B F",              "cannot opened",          true)]
    [InlineData("P F F B B",              "opened cannot",          false)]
    [InlineData("P F F B P",              "opened",                 true)]
    [InlineData("P F F P B P",            "opened resolved",        false)]  // nor does it interrupt a recovery
    [InlineData("B B",                    "cannot",                 false)]
    public void An_incident_opens_on_the_second_failure_and_is_resolved_on_the_second_pass(string runs, string decided, bool again)
    {
        var (said, confirm) = Play(runs.Split(' '), Steady);
        said.Should().Be(decided);
        confirm.Should().Be(again);
    }

    [Theory]
    [InlineData("1", 1, "P F P F",                         "opened resolved opened")]
    [InlineData("1", 2, "P F P F P P",                     "opened resolved")]
    [InlineData("3", 1, "P F F P F F F P",                 "opened resolved")]
    [InlineData("3", 1, "P F F",                           "")]
    [InlineData("2", 3, "P F F P P F P P P",               "opened resolved")]
    [InlineData("5", 2, "P F F F F P F F F F F",           "opened")]
    [InlineData("2 of 3", 2, "P F P F",                    "opened")]           // one bad node behind a balancer
    [InlineData("2 of 3", 2, "P F P P F",                  "")]
    [InlineData("2 of 3", 2, "P F P F P P",                "opened resolved")]
    [InlineData("2 of 3", 2, "P F P F P P F",              "opened resolved")]
    [InlineData("2 of 3", 2, "P F P F P P F P F",          "opened resolved opened")]
    [InlineData("2 of 3", 2, "P F F",                      "opened")]
    [InlineData("3 of 10", 2, "F P P F P P P P F",         "opened")]
    [InlineData("3 of 10", 2, "F P P F P P P P P P F",     "")]
    [InlineData("3 of 10", 2, "P P P F P P F P P F P P",   "opened resolved")]
    [InlineData("3 of 10", 2, "P F P F P F P P F",         "opened resolved")]  // what was before the resolve counts no more
    [InlineData("3 of 10", 2, "P F P F P F P P F P F P F", "opened resolved opened")]
    [InlineData("3 of 5", 1, "P F P F P F",                "opened")]
    [InlineData("3 of 5", 1, "P F B F B F",                "opened")]           // broken runs fill no place
    [InlineData("1", 1, "B P B",                           "cannot can cannot")]
    public void The_numbers_are_settings(string open, int resolve, string runs, string decided) =>
        Play(runs.Split(' '), Steady with { Open = Share.Parse(open)!.Value, Resolve = resolve }).Decided.Should().Be(decided);

    [Theory]
    //          flapping   runs                                                      what is decided
    [InlineData("4 of 20", "P F F P P F F P P",                                      "opened resolved opened flaps")]
    [InlineData("4 of 20", "P F F P P F F P P P P P",                                "opened resolved opened flaps")]         // said once
    // and one incident stays
    [InlineData("4 of 20", "P F F P P F F P P F F P P",                              "opened resolved opened flaps")]
    // a short memory
    [InlineData("4 of 6",  "P F F P P F F P P P P P",                                "opened resolved opened resolved")]
    [InlineData("3 of 10", "P F F P F F P P",                                        "opened flaps")]
    // steady again: resolved
    [InlineData("3 of 10", "P F F P F F P P P P P P P P P",                          "opened flaps resolved")]
    [InlineData("3 of 10", "P F F P F F P P P P P P P P P F F",                      "opened flaps resolved opened")]
    [InlineData("2 of 5",  "P F F P P",                                              "opened flaps")]
    [InlineData("2 of 5",  "P F F P P P",                                            "opened flaps resolved")]
    [InlineData("off",     "P F F P P F F P P F F P P",                              "opened resolved opened resolved opened resolved")]
    // the monitor may flap as well
    [InlineData("4 of 20", "P B B P P B B P P",                                      "cannot can cannot flaps")]
    // blips alone open nothing
    [InlineData("4 of 20", "P F P F P F P F",                                        "")]
    public void A_check_that_comes_and_goes_keeps_one_incident(string flapping, string runs, string decided) =>
        Play(runs.Split(' '), new AlertPolicy { Flapping = Share.Parse(flapping) }).Decided.Should().Be(decided);

    [Theory]
    //          quorum  runs with the place that looks                       what is decided
    [InlineData("most", "Pa Pb Pc Fa Fa Fa Fa",                              "")]                 // one place alone: its own trouble
    [InlineData("most", "Pa Pb Pc Fa Fa Fb Fb",                              "opened")]           // two of three
    [InlineData("most", "Pa Pb Pc Fa Fb Fc Fa",                              "")]                 // each once: nobody is sure yet
    [InlineData("most", "Pa Pb Pc Fa Fb Fc Fa Fb",                           "opened")]
    [InlineData("most", "Pa Pb Pc Fa Fa Fb Pb Fc Fc",                        "opened")]           // another two
    [InlineData("most", "Pa Pb Fa Fa Fa",                                    "")]                 // of two both
    [InlineData("most", "Pa Pb Fa Fa Fb Fb",                                 "opened")]
    [InlineData("most", "Pa Fa Fa",                                          "opened")]           // where one looks, that one
    [InlineData("most", "Pa Pb Pc Fa Fa Fb Fb Pa Pa",                        "opened resolved")]  // one of three still sees it
    [InlineData("most", "Pa Pb Pc Fa Fa Fb Fb Fc Fc Pa Pa",                  "opened")]           // two of three still do
    [InlineData("most", "Pa Pb Pc Fa Fa Fb Fb Fc Fc Pa Pa Pb Pb",            "opened resolved")]
    // a third that never saw it changes nothing
    [InlineData("most", "Pa Pb Pc Fa Fa Fb Fb Pc Pc",                        "opened")]
    [InlineData("1",    "Pa Pb Pc Fa Fa",                                    "opened")]           // any place
    [InlineData("1",    "Pa Pb Pc Fa Fa Pb Pb Pc Pc",                        "opened")]
    [InlineData("1",    "Pa Pb Pc Fa Fa Pb Pb Pa Pa",                        "opened resolved")]
    [InlineData("3",    "Pa Pb Pc Fa Fa Fb Fb",                              "")]                 // all of them
    [InlineData("3",    "Pa Pb Pc Fa Fa Fb Fb Fc Fc",                        "opened")]
    [InlineData("3",    "Pa Pb Pc Fa Fa Fb Fb Fc Fc Pa Pa",                  "opened resolved")]
    [InlineData("3",    "Pa Pb Fa Fa Fb Fb",                                 "opened")]           // of two no more than two can agree
    [InlineData("most", "Pa Pb Pc Ba Ba Bb Bb",                              "cannot")]
    [InlineData("most", "Pa Pb Pc Ba Ba Fb Fb Fc Fc",                        "opened")]           // a place that cannot look is no witness
    [InlineData("most", "Fa Fb Fc Fa Fb",                                    "new")]
    // b has let three rounds pass: it is not there any more
    [InlineData("most", "Pa Pb Fa Fa Pa Pa Fa Fa",                           "opened")]
    [InlineData("most", "Fa Fa Fb Fb Pa Pa Pa Pa Pa Pa",                     "new resolved")]     // nor is it a witness for ever
    public void Where_several_places_look_most_must_agree(string quorum, string runs, string decided) =>
        Play(runs.Split(' '), Steady with { Quorum = int.TryParse(quorum, out var count) ? count : null }).Decided.Should().Be(decided);

    [Fact]
    public void How_many_places_see_it_is_told()
    {
        var runs = "Fa Fb Fa Fb Pc".Split(' ')
            .Select((r, i) => new RunSummary(r[0] == 'F' ? Outcome.Failed : Outcome.Passed, Noon.AddMinutes(-i), (byte)r[1])).ToArray();
        AlertRules.Decide(new RuleInput(runs, [], true), new AlertPolicy()).Decisions.Should().ContainSingle()
            .Which.Should().Be(new IncidentOpened(Fault.Product, Noon.AddMinutes(-3), 2, 2, NeverPassed: false, Places: 2, OfPlaces: 3));
    }

    [Fact]
    public void An_incident_is_told_since_its_first_bad_run()
    {
        var runs = new[] { Outcome.Failed, Outcome.Broken, Outcome.Failed, Outcome.Failed,
            Outcome.Passed }.Select((o, i) => new RunSummary(o, Noon.AddMinutes(-i))).ToArray();
        AlertRules.Decide(new RuleInput(runs, [], true), new AlertPolicy { Open = Share.InARow(3) }).Decisions.Should().ContainSingle()
            .Which.Should().Be(new IncidentOpened(Fault.Product, Noon.AddMinutes(-3), 3, 3, NeverPassed: false));
    }

    [Fact]
    public void So_many_of_the_last_runs_are_counted_from_the_first_bad_one()
    {
        var runs = "FPPFPF".Reverse()
            .Select((o, i) => new RunSummary(o == 'F' ? Outcome.Failed : Outcome.Passed, Noon.AddMinutes(-i))).ToArray();
        AlertRules.Decide(new RuleInput(runs, [], true), new AlertPolicy { Open = new Share(3, 10) }).Decisions.Should().ContainSingle()
            .Which.Should().Be(new IncidentOpened(Fault.Product, Noon.AddMinutes(-5), 3, 6, NeverPassed: false));
    }

    [Theory]
    [InlineData("2", 2, 2)]
    [InlineData(" 3 of 10 ", 3, 10)]
    [InlineData("50", 50, 50)]
    [InlineData("51", 0, 0)]
    [InlineData("3 of 2", 0, 0)]
    [InlineData("0", 0, 0)]
    [InlineData("", 0, 0)]
    [InlineData("2 of", 0, 0)]
    [InlineData("two", 0, 0)]
    [InlineData("1 of 999", 0, 0)]
    public void A_share_is_a_number_in_a_row_or_of_the_last(string text, int count, int of) =>
        Share.Parse(text).Should().Be(count == 0 ? null : new Share(count, of));

    private static AlertPolicy Steady => new() { Flapping = null };

    internal static (string Decided, bool Confirm) Play(string[] runs, AlertPolicy policy)
    {
        var history = new List<RunSummary>();
        var open = new List<Incident>();
        var closed = new List<LastResolution>();
        var decided = new List<string>();
        var (passed, confirm) = (false, false);
        foreach (var run in runs)
        {
            history.Insert(0, new RunSummary(run[0] switch { 'P' => Outcome.Passed, 'S' => Outcome.Slow, 'F' => Outcome.Failed,
                _ => Outcome.Broken }, Noon.AddMinutes(history.Count), run.Length > 1 ? (byte)run[1] : (byte)0));
            passed |= history[0].Outcome is Outcome.Passed or Outcome.Slow;
            var ruling = AlertRules.Decide(new RuleInput(history, open, passed) { Closed = closed }, policy);
            confirm = ruling.Confirm;
            foreach (var decision in ruling.Decisions)
                decided.Add(Apply(decision, open, closed, history[0].At));
        }
        return (string.Join(' ', decided), confirm);
    }

    internal static string Apply(Decision decision, List<Incident> open, List<LastResolution> closed, DateTimeOffset at)
    {
        switch (decision)
        {
            case IncidentOpened opened:
                open.Add(new Incident(open.Count, "c", opened.Fault, "t", default));
                return opened.Fault == Fault.Monitor ? "cannot" : opened.NeverPassed ? "new" : "opened";
            case IncidentFlaps flaps:
                open[open.IndexOf(flaps.Incident)] = flaps.Incident with { Flaps = true };
                return "flaps";
            default:
                open.Remove(((IncidentResolved)decision).Incident);
                closed.RemoveAll(c => c.Fault == decision.Fault);
                closed.Add(new LastResolution(decision.Fault, at));
                return decision.Fault == Fault.Monitor ? "can" : "resolved";
        }
    }
}
