namespace SmokeTests.Runner.History;

/// <summary>Something that somebody did.</summary>
internal sealed record AuditEntry(long Id, DateTimeOffset At, string Who, string What, string About);
