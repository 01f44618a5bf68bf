namespace SmokeTests.Runner.Board;

/// <summary>Whether the first workers have been started, or are known not to start.</summary>
internal sealed class Readiness
{
    /// <summary>What a board that is ready answers. A portal or a proxy answers 200 as well.</summary>
    public const string Word = "ready";

    public bool IsReady { get; set; }
}
