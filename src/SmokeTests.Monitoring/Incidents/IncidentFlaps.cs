namespace SmokeTests.Monitoring.Incidents;

/// <summary>It would have been resolved, were there not so many changes: it stays open.</summary>
internal sealed record IncidentFlaps(Fault Fault, Incident Incident, int Changes, int Of) : Decision(Fault);
