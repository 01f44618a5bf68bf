using SmokeTests.Runner.Running;

namespace SmokeTests.Runner.Board;

/// <summary>How the engine does: what the API tells of it.</summary>
internal sealed class EngineState(RunnerParts runner)
{
    public object Now() => new
    {
        checks = runner.SuiteRegistry.Checks.Count,
        inFlight = runner.RunScheduler.InFlight,
        waiting = runner.SuiteRegistry.Waiting,
        lateness = runner.LatenessTracker.LastMinute(),
        allowed = runner.Limits.Machine.Limit,
        waitingToBeWritten = runner.HistoryWriter.Queue,
        leftOut = runner.HistoryWriter.LeftOut,
        trouble = runner.HistoryWriter.Trouble,
    };
}
