namespace SmokeTests.Worker;

/// <summary>What happened in a run, as far as it matters for whose fault it is.</summary>
internal enum Happened
{
    /// <summary>A word of the library failed: the product did not do what was expected.</summary>
    WordFailed,

    AssertionFailed,

    /// <summary>What the check's own client asked did not answer.</summary>
    NoAnswer,

    /// <summary>A database cannot be reached, does not answer, or fails by itself.</summary>
    DatabaseAway,

    TimeUp,

    /// <summary>A secret or a setting is missing or wrong, a word is used wrongly.</summary>
    CheckWrong,

    /// <summary>A database refuses what the check says: its log-in, its statement.</summary>
    DatabaseRefuses,

    /// <summary>Any other exception.</summary>
    Exception,

    TooMuchOutput,
    NoTest,
    WorkerEnded,
    WorkerSilent,
    WorkerMissing,
    RunnerStopped,
    Skipped,
    CleanupFailed,
}
