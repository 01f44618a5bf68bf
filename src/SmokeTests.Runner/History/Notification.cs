namespace SmokeTests.Runner.History;

/// <summary>A message, as the board and the API show it.</summary>
internal sealed record Notification(long Id, string Team, string? Check, string Kind, NotificationState State, string Headline, string Text,
    DateTimeOffset At)
{
    /// <summary>Why it could not be delivered, or not yet; null where nothing went wrong.</summary>
    public required string? Error { get; init; }
}
