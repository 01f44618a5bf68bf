namespace SmokeTests.Worker;

/// <summary>
/// Whose fault it is: the one table that every verdict comes from, in a worker and in the runner. The same rows stand in the
/// library's README. Where several things happened at once the first of the rows counts: the product's failure goes first.
/// </summary>
internal static class VerdictTable
{
    public static readonly IReadOnlyList<VerdictRow> Rows =
    [
        new(Happened.WordFailed, Place.Anywhere, Outcome.Failed, Told.OwningTeam),
        new(Happened.AssertionFailed, Place.Anywhere, Outcome.Failed, Told.OwningTeam),
        new(Happened.NoAnswer, Place.Anywhere, Outcome.Failed, Told.OwningTeam),
        new(Happened.DatabaseAway, Place.Anywhere, Outcome.Failed, Told.OwningTeam),
        new(Happened.TimeUp, Place.Word, Outcome.Failed, Told.OwningTeam),
        new(Happened.TimeUp, Place.OwnCode, Outcome.Broken, Told.PlatformTeam),
        new(Happened.TimeUp, Place.BeforeBody, Outcome.Broken, Told.PlatformTeam),
        new(Happened.CheckWrong, Place.Anywhere, Outcome.Broken, Told.PlatformTeam),
        new(Happened.DatabaseRefuses, Place.Anywhere, Outcome.Broken, Told.PlatformTeam),
        new(Happened.Exception, Place.Anywhere, Outcome.Broken, Told.PlatformTeam),
        new(Happened.TooMuchOutput, Place.Anywhere, Outcome.Broken, Told.PlatformTeam),
        new(Happened.NoTest, Place.Anywhere, Outcome.Broken, Told.PlatformTeam),
        new(Happened.WorkerEnded, Place.Worker, Outcome.Broken, Told.PlatformTeam),
        new(Happened.WorkerSilent, Place.Worker, Outcome.Broken, Told.PlatformTeam),
        new(Happened.WorkerMissing, Place.Runner, Outcome.Broken, Told.PlatformTeam),
        new(Happened.RunnerStopped, Place.Runner, Outcome.Lost, Told.Nobody),
        new(Happened.Skipped, Place.Anywhere, Outcome.Skipped, Told.Nobody),
        new(Happened.CleanupFailed, Place.Cleanup, null, Told.OwningTeam),
    ];

    /// <summary>The row of what happened there.</summary>
    public static VerdictRow Of(Happened happened, Place place = Place.Anywhere) =>
        Rows.FirstOrDefault(r => r.Happened == happened && r.Place == place)
        ?? Rows.First(r => r.Happened == happened && (r.Place == Place.Anywhere || place == Place.Anywhere));

    /// <summary>How a run ends in which that happened there.</summary>
    public static Outcome OutcomeOf(Happened happened, Place place = Place.Anywhere) =>
        Of(happened, place).Outcome ?? throw new ArgumentOutOfRangeException(nameof(happened), happened, "It decides no outcome.");

    /// <summary>The row as README shows it.</summary>
    public static string Documented(VerdictRow row) =>
        $"| {Words(row.Happened)} | {Words(row.Place)} | {(row.Outcome is { } how ? $"**{how}**" : "as the body's")} | {Words(row.Told)} |";

    private static string Words(Happened happened) => happened switch
    {
        Happened.WordFailed => "a word failed (`JourneyFailedException`)",
        Happened.AssertionFailed => "an assertion failed, of any library",
        Happened.NoAnswer =>
            "what the check's own client asked did not answer: refused, reset, no such host, bad certificate, time-out of the client",
        Happened.DatabaseAway => "a database cannot be reached, does not answer in time, or fails by itself (crash, resources, lock)",
        Happened.TimeUp => "the check's time was up (`[Within]`, `[Fact(Timeout)]`)",
        Happened.CheckWrong => "a secret, setting or account is missing or wrong, a word is used wrongly (`CheckBrokenException`)",
        Happened.DatabaseRefuses => "a database refuses the check's log-in, database name, permission, statement, table or column",
        Happened.Exception => "any other exception",
        Happened.TooMuchOutput => "the check wrote more than 10 MB to the console",
        Happened.NoTest => "xUnit ran no test",
        Happened.WorkerEnded => "the check ended its worker, in its run or afterwards",
        Happened.WorkerSilent => "the worker did not say how the run ended",
        Happened.WorkerMissing => "the suite's worker does not start",
        Happened.RunnerStopped => "the runner stopped",
        Happened.Skipped => "the check was skipped",
        Happened.CleanupFailed => "an undo failed or did not end",
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, null),
    };

    private static string Words(Place place) => place switch
    {
        Place.Anywhere => "anywhere",
        Place.Word => "a word was waiting for the product",
        Place.OwnCode => "the check's own code: no word was waiting",
        Place.BeforeBody => "before the body began",
        Place.Cleanup => "after the body",
        Place.Worker => "the worker",
        Place.Runner => "the runner",
        _ => throw new ArgumentOutOfRangeException(nameof(place), place, null),
    };

    private static string Words(Told told) => told switch
    {
        Told.Nobody => "nobody",
        Told.OwningTeam => "the owning team",
        Told.PlatformTeam => "the platform team",
        _ => throw new ArgumentOutOfRangeException(nameof(told), told, null),
    };
}
