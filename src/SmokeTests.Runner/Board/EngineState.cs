using SmokeTests.Runner.History;
using SmokeTests.Runner.Running;

namespace SmokeTests.Runner.Board;

/// <summary>How the engine does: what the API tells of it.</summary>
internal sealed class EngineState(SuiteRegistry suiteRegistry, RunScheduler runScheduler, HistoryWriter historyWriter,
    LatenessTracker latenessTracker, Workers.ConcurrencyLimits limits)
{
    public object Now() => new
    {
        checks = suiteRegistry.Checks.Count,
        inFlight = runScheduler.InFlight,
        waiting = suiteRegistry.Waiting,
        lateness = latenessTracker.LastMinute(),
        allowed = limits.Machine.Limit,
        waitingToBeWritten = historyWriter.Queue,
        leftOut = historyWriter.LeftOut,
        trouble = historyWriter.Trouble,
    };
}
