namespace SmokeTests.Runner.History;

/// <summary>One message that is to go out, with what it does to the incidents that it tells of.</summary>
/// <param name="Announcement">Null where something is only remembered.</param>
/// <param name="Routes">The routes of the team that it goes to.</param>
/// <param name="Mentions">It is addressed to people: it pages.</param>
internal sealed record PlannedNotification(NotificationAction Act, string Team, IReadOnlyList<IncidentProgress> Stories,
    Message? Announcement, IReadOnlyList<string> Routes, bool Mentions);
