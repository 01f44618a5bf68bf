namespace SmokeTests.Runner.History;

/// <summary>What became of a message.</summary>
internal enum NotificationState
{
    /// <summary>In the outbox.</summary>
    Waiting,

    /// <summary>The receiver has taken it.</summary>
    Sent,

    /// <summary>Its team has no channel: the board and the console have shown it.</summary>
    Shown,

    /// <summary>The receiver will never take it until a setting is mended.</summary>
    Refused,

    /// <summary>It waited too long to be told by itself: a digest told it.</summary>
    Merged,
}
