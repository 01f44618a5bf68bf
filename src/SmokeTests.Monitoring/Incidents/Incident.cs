namespace SmokeTests.Monitoring.Incidents;

/// <summary>An incident that is open.</summary>
/// <param name="Flaps">It has been kept open because its check flaps.</param>
internal sealed record Incident(long Id, string Check, Fault Fault, string Team, DateTimeOffset OpenedAt, bool Flaps = false);
