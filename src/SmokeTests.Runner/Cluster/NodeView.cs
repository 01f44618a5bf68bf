namespace SmokeTests.Runner.Cluster;

/// <summary>A node, as each node's board shows it.</summary>
/// <param name="ToldAt">When it told the last time: it does every few seconds.</param>
internal sealed record NodeView(string Name, string Address, DateTimeOffset ToldAt, bool IsThere, NodeStatus About);
