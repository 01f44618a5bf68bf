using SmokeTests.Runner.History;
using SmokeTests.Runner.Workers;

namespace SmokeTests.Runner.Running;

/// <summary>What runs checks, for those who show how it does.</summary>
internal sealed record RunnerParts(SuiteRegistry SuiteRegistry, RunScheduler RunScheduler, DueQueue DueQueue, HistoryWriter HistoryWriter,
    LatenessTracker LatenessTracker, ConcurrencyLimits Limits);
