namespace SmokeTests.Runner.Routes;

/// <summary>What became of a message.</summary>
internal abstract record SendResult
{
    /// <summary>It has arrived.</summary>
    /// <param name="Receipt">What later messages of the same incident refer to.</param>
    public sealed record Sent(string? Receipt = null) : SendResult;

    /// <summary>The board and the console have it, and there is nowhere else to send it.</summary>
    public sealed record Shown : SendResult;

    /// <summary>Not now: try again, no sooner than after <paramref name="After"/> where the receiver said so.</summary>
    public sealed record Later(string Why, TimeSpan? After = null) : SendResult;

    /// <summary>Never: a setting must be mended first.</summary>
    public sealed record Refused(string Why) : SendResult;
}
