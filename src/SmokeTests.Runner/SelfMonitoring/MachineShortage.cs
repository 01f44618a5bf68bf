using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.SelfMonitoring;

/// <summary>Runs that did not end in time because the machine was short of cores.</summary>
internal sealed class MachineShortage(Workers.Starvation starvation) : IRunnerHealthCheck
{
    public string Name => "The machine bears its checks";

    public ValueTask<HealthProblem?> Look()
    {
        var runs = starvation.Lately;
        return new(runs == 0 ? null : new HealthProblem($"{runs} runs of the last 5 min did not end in time because it was short of cores",
            "They blame no product, and are tried again. What really hangs is not told of meanwhile.",
            "Give it more cores, run checks less often, or put browser checks on a runner of their own."));
    }
}
