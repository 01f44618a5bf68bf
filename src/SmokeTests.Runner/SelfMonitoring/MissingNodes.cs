using SmokeTests.Runner.Cluster;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.SelfMonitoring;

/// <summary>
/// A node that died is missed: its checks run elsewhere, but there is one node less to fall back on. A location that says nothing
/// is missed as well.
/// </summary>
internal sealed class MissingNodes(NodeRegistry nodeRegistry, TimeProvider time) : IRunnerHealthCheck
{
    public string Name => "Every node is there";

    public bool IsOfAll => true;

    public ValueTask<HealthProblem?> Look()
    {
        var gone = nodeRegistry.Nodes().Where(n => !n.IsThere).ToArray();
        return new(gone.Length == 0 ? null : new HealthProblem(
            $"{string.Join(", ", gone.Select(n => n.Name))} {(gone.Length == 1 ? "has" : "have")} not been heard of "
                + $"for {Interval.Write(TimeSpan.FromSeconds(Math.Round((time.GetUtcNow() - gone.Min(n => n.ToldAt)).TotalSeconds)))}",
            "Of a location nothing is known meanwhile; what it runs is reported when it is back. The checks of a node are run by the "
                + "others; one that is not to come back is forgotten after an hour."));
    }
}
