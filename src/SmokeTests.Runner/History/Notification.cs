using SmokeTests.Runner.Settings;

namespace SmokeTests.Runner.History;

/// <summary>A message, as the board and the API show it.</summary>
internal sealed record Notification(long Id, string Team, string? Check, string Kind, NotificationState State, string Headline, string Text,
    DateTimeOffset At, string? Error);
