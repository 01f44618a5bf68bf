namespace SmokeTests.Runner.History;

/// <summary>A message that waits to go out by one route of its team.</summary>
/// <param name="Incidents">The incidents that it tells of.</param>
/// <param name="Mentions">It is addressed to people: it pages.</param>
internal sealed record OutboxEntry(long Id, long Notification, string Team, string Route, int Attempts, Message Announcement,
    IReadOnlyList<long> Incidents, bool Mentions, DateTimeOffset At)
{
    /// <summary>The message that told its incident first, where it is not that one itself.</summary>
    public long? First { get; init; }
}
