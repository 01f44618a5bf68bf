namespace SmokeTests.Runner.Board;

internal sealed record PublicIncident(long Id, string Group, DateTimeOffset Began, DateTimeOffset? Ended, IReadOnlyList<PublicNote> Notes);
