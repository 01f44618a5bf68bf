namespace SmokeTests.Worker;

/// <param name="Outcome">Null where it changes nothing about the run's outcome.</param>
internal sealed record VerdictRow(Happened Happened, Place Place, Outcome? Outcome, Told Told);
