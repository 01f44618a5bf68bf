namespace SmokeTests.Runner.Cluster;

/// <summary>A runner that cannot join the others.</summary>
internal sealed class NodeException(string message, Exception? because = null) : Exception(message, because);
