using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.SelfMonitoring;

/// <summary>The history takes less than comes.</summary>
internal sealed class WriteBacklog(HistoryWriter historyWriter) : IRunnerHealthCheck
{
    public string Name => "The history keeps up";

    public ValueTask<HealthProblem?> Look() => new(historyWriter.Queue <= historyWriter.Comfortable ? null
        : new HealthProblem(historyWriter.Trouble is { } why ? $"it takes nothing: {why}" : "it is slower than the runs come",
            $"{historyWriter.Queue:N0} runs wait to be written. Good runs are kept without their steps; {historyWriter.LeftOut:N0} "
                + "were left out."));
}
