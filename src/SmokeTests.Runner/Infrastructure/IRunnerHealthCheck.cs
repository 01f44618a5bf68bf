namespace SmokeTests.Runner.Infrastructure;

/// <summary>Something about the runner itself that may go wrong. One is a class, and a line in <c>RunnerHost</c>.</summary>
internal interface IRunnerHealthCheck
{
    /// <summary>What should be so; stands where a check's name would.</summary>
    string Name { get; }

    /// <summary>Whether it is the same whichever node looks; otherwise each node has its own.</summary>
    bool IsOfAll => false;

    /// <summary>What is wrong now; null where it is as it should be.</summary>
    ValueTask<HealthProblem?> Look();
}
