namespace SmokeTests.Runner.Board;

/// <summary>Whether the first workers have been started, or are known not to start.</summary>
internal sealed class Readiness
{
    public bool IsReady { get; set; }
}
