using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

/// <summary>
/// From results to messages. A word is a minute: <c>P</c> passed, <c>S</c> slow, <c>F</c> failed, <c>B</c> broken, <c>-</c> no
/// run; <c>!</c> after it: somebody acknowledges; <c>~3</c>: a silence of three minutes begins; <c>*</c>: the runner restarts.
/// Told again after ten minutes, paged after four.
/// </summary>
public class ToldTests
{
    [Theory]
    //          minute by minute                              what is told, with its minute
    [InlineData("P P P P P",                                  "")]
    [InlineData("P F P P",                                    "")]                                      // a blip
    [InlineData("P F F",                                      "2 open")]
    [InlineData("P F F F P P",                                "2 open, 5 resolve")]
    // one pass is no end; it comes and goes
    [InlineData("P F F P F P P",                              "2 open, 6 flap, 6 page")]
    [InlineData("P F F S S",                                  "2 open, 4 resolve")]                     // slow is good enough
    [InlineData("P F F F F F F",                              "2 open, 6 page")]                        // nobody has it
    [InlineData("P F F F! F F F F",                           "2 open")]                                // somebody has it
    [InlineData("P F F F! F F F P P",                         "2 open, 8 resolve")]
    [InlineData("P F F F F F F F! P P",                       "2 open, 6 page, 7 acknowledge, 9 resolve")]
    [InlineData("P F F F F F F F F F F F F",                  "2 open, 6 page, 12 remind")]
    [InlineData("P F F F F F F F F F F F F P P",              "2 open, 6 page, 12 remind, 14 resolve")]
    [InlineData("P F F - - - - - -",                          "2 open, 6 page")]                        // time alone goes on
    [InlineData("F F F F F F F F F F F F F",                  "1 open")]                                // has never passed: once, quietly
    [InlineData("F F P P",                                    "1 open, 3 resolve")]
    // the monitor's: told too, to others
    [InlineData("P B B",                                      "2 open")]
    [InlineData("P B B P P",                                  "2 open, 4 resolve")]
    [InlineData("P F B F",                                    "3 open")]
    [InlineData("P F~9 F F F",                                "")]                                      // nothing during a silence
    // still failing at its end: told then
    [InlineData("P F~3 F F F F",                              "4 open")]
    // over before its end: nobody missed it
    [InlineData("P F~4 F P P P",                              "")]
    [InlineData("P F F~3 F F P P",                            "5 open, 6 resolve")]                     // not told yet when it began
    // told before it: its end is told after it
    [InlineData("P F F F~3 F P P P",                          "2 open, 6 resolve")]
    [InlineData("P F F F~3 F F F F",                          "2 open, 6 page")]
    [InlineData("P F F F!~3 F F F F",                         "2 open")]
    [InlineData("P F* F* F* P* P*",                           "2 open, 5 resolve")]                     // restarts change nothing
    [InlineData("P F F* F F F F* F!* P P*",                   "2 open, 6 page, 7 acknowledge, 9 resolve")]
    [InlineData("P F F P P F F P P",                          "2 open, 4 resolve, 6 open, 8 flap")]
    [InlineData("P F F P P F F P P P P P",                    "2 open, 4 resolve, 6 open, 8 flap, 10 page")]
    public void What_a_team_hears(string minutes, string told) =>
        string.Join(", ", Simulation.Play(new AlertPolicy { Remind = [TimeSpan.FromMinutes(10)], PageAfter = TimeSpan.FromMinutes(4) },
            [.. minutes.Split(' ').Select(Read)])
            .Said.Select(s => $"{s.Minute} {s.Act.ToString().ToLowerInvariant()}")).Should().Be(told);

    private static Minute Read(string word) => new(
        word[0] switch { 'P' => Outcome.Passed, 'S' => Outcome.Slow, 'F' => Outcome.Failed, 'B' => Outcome.Broken, _ => null },
        word.Contains('!'), word.Split('~') is [_, var minutes] ? int.Parse(minutes, System.Globalization.CultureInfo.InvariantCulture) : 0,
        null, word.Contains('*'));
}
