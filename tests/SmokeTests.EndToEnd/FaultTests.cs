using SmokeTests.Testing;

namespace SmokeTests.EndToEnd;

/// <summary>
/// Whose fault it is, by the real runner: the same fault has the same verdict wherever it stands, and nothing after the body
/// changes it.
/// </summary>
public class FaultTests(FaultRun run) : IClassFixture<FaultRun>
{
    [Theory]
    //          the check                                                how it ends  what is said
    [InlineData("OwnCode: Null reference",                               "Broken", "The check's own code threw NullReferenceException")]
    [InlineData("OwnCode: Boom",                                         "Broken",
        "The check's own code threw InvalidOperationException: boom")]
    [InlineData("OwnCode: Format",                                       "Broken", "FormatException")]
    [InlineData("OwnCode: Key not found",                                "Broken", "KeyNotFoundException")]
    [InlineData("OwnCode: Sequence without elements",                    "Broken", "Sequence contains no elements")]
    [InlineData("OwnCode: Json",                                         "Broken", "invalid start of a value")]
    [InlineData("OwnCode: Assertion",                                    "Failed", "Assert.Equal() Failure")]
    [InlineData("OwnCode: Http refused",                                 "Failed", "Connection refused")]
    [InlineData("OwnCode: Socket refused",                               "Failed", "did not answer as it should")]
    [InlineData("OwnCode: WebSocket refused",                            "Failed", "did not answer as it should")]
    [InlineData("OwnCode: Http times out",                               "Failed", "HttpClient.Timeout of 0.3 seconds")]
    [InlineData("OwnCode: Http is not compressed as it says (encoding: \"gzip\")", "Failed",
        "What the check asked did not answer as it should")]
    [InlineData("OwnCode: Http is not compressed as it says (encoding: \"br\")", "Failed",
        "What the check asked did not answer as it should")]
    [InlineData("OwnCode: Http is not compressed as it says (encoding: \"deflate\")", "Failed",
        "What the check asked did not answer as it should")]
    [InlineData("OwnCode: Own archive is none",                          "Broken", "The check's own code threw InvalidDataException")]
    [InlineData("OwnCode: Wait times out",                               "Failed", "The operation has timed out")]
    [InlineData("OwnCode: Postgres refused",                             "Failed", "The database that the check asked")]
    [InlineData("OwnCode: MySql refused",                                "Failed", "The database that the check asked")]
    [InlineData("OwnCode: SqlServer refused",                            "Failed", "The database that the check asked")]
    [InlineData("OwnCode: Sqlite syntax",                                "Broken", "The database refuses what the check says")]
    [InlineData("OwnCode: Wrapped refusal",                              "Failed", "Connection refused")]
    [InlineData("OwnCode: Several at once",                              "Failed", "also System.InvalidOperationException: boom")]
    [InlineData("OwnCode: Waits too long",                               "Broken",
        "Not done when the time of the check was up (8 s): the check's own code was still going on")]
    [InlineData("OwnCode: Ends well and too late",                       "Broken",
        "Not done when the time of the check was up (2 s): the check's own code was still going on")]
    [InlineData("OwnCode: Sleeps too long and ends well",                "Broken",
        "Not done when the time of the check was up (2 s): the check's own code was still going on")]
    [InlineData("OwnCode: Hides that its time is up",                    "Broken",
        "Not done when the time of the check was up (2 s): the check's own code was still going on")]
    [InlineData("InAJourney: Own code takes the time of a word",         "Broken",
        "Not done when the time of the check was up (2 s): the check's own code was still going on")]
    [InlineData("InAJourney: Own code takes all time after a word",      "Broken",
        "Not done when the time of the check was up (2 s): the check's own code was still going on")]
    [InlineData("InAJourney: Hides that a word did not come",            "Failed", "not done when the time of the check was up (2 s)")]
    [InlineData("OwnCode: Waits longer than its Timeout",                "Broken",
        "Not done when the time of the check was up (500 ms, its Timeout): the check's own code")]
    [InlineData("OwnCode: Row waits longer than the Timeout (row: 1)",   "Broken",
        "Not done when the time of the check was up (500 ms, its Timeout): the check's own code")]
    [InlineData("OwnCode: Waits too long and hears nothing",             "Broken", "the check's own code was still going on")]
    [InlineData("OwnCode: Sleeps",                                       "Broken", "the check's own code was still going on")]
    [InlineData("OwnCode: Loops",                                        "Broken", "It has a worker of its own until it passes")]
    [InlineData("OwnCode: Http waits too long",                          "Failed",
        "a client of the check's own was still waiting for an answer")]
    [InlineData("InAJourney: Null reference",                            "Broken", "NullReferenceException")]
    [InlineData("InAJourney: Boom",                                      "Broken", "boom")]
    [InlineData("InAJourney: Boom before the product",                   "Broken", "boom")]
    [InlineData("InAJourney: Boom in a step",                            "Broken", "boom")]
    [InlineData("InAJourney: Assertion",                                 "Failed", "Assert.Equal() Failure")]
    [InlineData("InAJourney: Word fails",                                "Failed", "the page does not show \"Goodbye\"")]
    [InlineData("InAJourney: Word fails in a step",                      "Failed", "the page does not show \"Goodbye\"")]
    [InlineData("InAJourney: Word fails within another exception",       "Failed", "the page does not show \"Goodbye\"")]
    [InlineData("InAJourney: Words fail beside a boom",                  "Failed", "the page does not show \"Goodbye\"")]
    [InlineData("InAJourney: Boom after a word that may fail",           "Broken", "boom")]
    [InlineData("InAJourney: Missing secret",                            "Broken", "NO_SUCH_VARIABLE")]
    [InlineData("InAJourney: Word used wrongly",                         "Broken", "A check only reads")]
    [InlineData("InAJourney: Own http refused",                          "Failed", "Connection refused")]
    [InlineData("InAJourney: Waits too long",                            "Broken", "no word was waiting for the product")]
    [InlineData("InAJourney: Waits too long in a step",                  "Broken", "no word was waiting for the product")]
    [InlineData("InAJourney: Sleeps in a step",                          "Broken", "in the step \"count\"")]
    [InlineData("InAJourney: Word waits too long",                       "Failed", "not done when the time of the check was up (8 s)")]
    [InlineData("InAJourney: Word waits too long in a step",             "Failed", "not done when the time of the check was up (8 s)")]
    [InlineData("InAJourney: Database says nothing (engine: \"postgresql\")", "Failed", "still waiting for 127.0.0.1:")]
    [InlineData("InAJourney: Database says nothing (engine: \"mysql\")", "Failed", "still waiting for 127.0.0.1:")]
    [InlineData("InAJourney: Database says nothing (engine: \"sqlserver\")", "Failed", "the database 'silent sqlserver' (127.0.0.1,")]
    [InlineData("InAJourney: Certificate never comes",                   "Failed", "still waiting for a certificate")]
    [InlineData("InAJourney: WebSocket never comes",                     "Failed", "still waiting for an answer with \"hello\"")]
    [InlineData("InAJourney: Grpc never answers",                        "Failed", "still waiting for the server to be serving")]
    [InlineData("InAJourney: Name server never answers",                 "Failed", "still waiting for a record A")]
    [InlineData("WithATimeout: Word",                                    "Failed", "not done when the time of the check was up (8 s)")]
    [InlineData("WithATimeout: Word in a step",                          "Failed", "not done when the time of the check was up (8 s)")]
    [InlineData("WithATimeout: Word of a row (order: 1)",                "Failed", "not done when the time of the check was up (8 s)")]
    [InlineData("WithATimeout: Database word",                           "Failed", "not done when the time of the check was up (8 s)")]
    [InlineData("WithATimeout: Probe word",                              "Failed", "not done when the time of the check was up (8 s)")]
    [InlineData("WithATimeout: Own code",                                "Broken", "no word was waiting for the product")]
    [InlineData("WithATimeout: Own code after a word that may fail",     "Broken", "no word was waiting for the product")]
    [InlineData("WithATimeout: Own code that hears nothing",             "Broken", "no word was waiting for the product")]
    [InlineData("BoomInStatic: Check",                                   "Broken",
        "The type initializer for 'Specimens.BoomInStatic' threw an exception: The check's own code threw")]
    [InlineData("BoomInField: Check",                                    "Broken", "boom")]
    [InlineData("BoomInConstructor: Check",                              "Broken", "boom")]
    [InlineData("BoomInClassFixture: Check",                             "Broken",
        "Class fixture type 'Specimens.BoomingFixture' threw in its constructor")]
    [InlineData("BoomInCollectionFixture: Check",                        "Broken",
        "Collection fixture type 'Specimens.BoomingFixture' threw in its constructor")]
    [InlineData("BoomInLifetime: Check",                                 "Broken", "boom")]
    [InlineData("BoomInData: Check",                                     "Broken", "boom")]
    [InlineData("RefusedInData: Check",                                  "Failed", "Connection refused")]
    [InlineData("RefusedInStatic: Check",                                "Failed", "Connection refused")]
    [InlineData("RefusedInField: Check",                                 "Failed", "Connection refused")]
    [InlineData("RefusedInConstructor: Check",                           "Failed", "Connection refused")]
    [InlineData("RefusedInClassFixture: Check",                          "Failed",
        "threw in InitializeAsync: What the check asked did not answer as it should: Connection refused")]
    [InlineData("RefusedInCollectionFixture: Check",                     "Failed", "Connection refused")]
    [InlineData("RefusedInLifetime: Check",                              "Failed", "Connection refused")]
    [InlineData("WordFailsInClassFixture: Check",                        "Failed", "the page does not show \"Goodbye\"")]
    [InlineData("UndoHangs: After a word failed",                        "Failed", "the page does not show \"Goodbye\"")]
    [InlineData("UndoHangs: After all went well",                        "Passed", "")]
    [InlineData("UndoHangs: And sleeps",                                 "Passed", "")]
    [InlineData("DisposeHangs: After an assertion",                      "Failed", "Assert.Equal() Failure")]
    [InlineData("DisposeHangs: After a boom",                            "Broken",
        "The check's own code threw InvalidOperationException: boom")]
    [InlineData("DisposeHangs: After all went well",                     "Broken",
        "after the check's body had ended well, its own clean-up was still going on")]
    [InlineData("DisposeSleeps: After an assertion",                     "Failed", "Assert.Equal() Failure")]
    [InlineData("DisposeThrows: After a word failed",                    "Failed", "the page does not show \"Goodbye\"")]
    [InlineData("DisposeThrows: After a boom",                           "Broken",
        "The check's own code threw InvalidOperationException: first")]
    [InlineData("DisposeThrows: After all went well",                    "Broken",
        "The check's own code threw InvalidOperationException: boom")]
    [InlineData("DisposeAsserts: After a boom",                          "Broken",
        "The check's own code threw InvalidOperationException: boom")]
    [InlineData("DisposeAsserts: After all went well",                   "Failed", "Assert.Equal() Failure")]
    [InlineData("DisposeWaitsForTheSite: After all went well",           "Failed", "not done when the time of the check was up (8 s)")]
    [InlineData("FixtureThrowsAtItsEnd: After an assertion",             "Failed", "Assert.Equal() Failure")]
    [InlineData("FixtureThrowsAtItsEnd: After all went well",            "Broken",
        "Class fixture type 'Specimens.FixtureThatThrowsAtItsEnd' threw in Dispose")]
    [InlineData("FixtureNeverEnds: After an assertion",                  "Failed", "Assert.Equal() Failure")]
    [InlineData("FixtureNeverEnds: After all went well",                 "Broken", "its own clean-up was still going on")]
    [InlineData("JourneyEndsAndThenHangs: After a word failed",          "Failed", "the page does not show \"Goodbye\"")]
    [InlineData("JourneyEndsAndThenHangs: After all went well",          "Broken", "its own clean-up was still going on")]
    [InlineData("JourneyWithAFixtureThatNeverEnds: After a word failed", "Failed", "the page does not show \"Goodbye\"")]
    public void A_fault_has_its_verdict(string check, string outcome, string said)
    {
        run[check].Outcome.Should().Be(outcome, run[check].Said);
        if (said.Length > 0)
            run[check].Said.Should().Contain(said);
    }

    [Theory]
    //          the check                                    the step                          the address it waits for
    [InlineData("WithATimeout: Word",                        "Open http://127.0.0.1:",         "/ (no answer)")]
    [InlineData("WithATimeout: Word in a step",              "Open http://127.0.0.1:",         "/ (no answer)")]
    [InlineData("WithATimeout: Word of a row (order: 1)",    "Open http://127.0.0.1:",         "/orders/1 (no answer)")]
    [InlineData("InAJourney: Word waits too long",           "Open http://127.0.0.1:",         "/ (no answer)")]
    public void A_word_that_waited_says_for_what(string check, string step, string page)
    {
        run[check].Said.Should().Contain(step).And.Contain("waited for an answer from http://127.0.0.1:").And.Contain(page);
        run[check].Said.Should().Contain("Page ").And.Contain("Expected ").And.Contain("Steps ");
    }

    [Fact]
    public async Task A_suites_own_fixture_is_judged_like_all_else()
    {
        await using var site = await TestSite.Answering(_ => Task.CompletedTask);
        foreach (var (warehouse, code, said) in new[]
        {
            ("", 2, "The check's own code threw InvalidOperationException: boom"),
            ($"http://127.0.0.1:{Ports.Refusing}/", 1, "What the check asked did not answer as it should: Connection refused"),
            (site.Address.ToString(), 0, "1 passed"),
        })
        {
            var (exit, output) = await Product.Run([Product.Smoke, "run", Product.Specimen("Unprepared")],
                new Dictionary<string, string> { ["WAREHOUSE"] = warehouse });
            exit.Should().Be(code, output);
            output.Should().Contain(said);
        }
    }
}
