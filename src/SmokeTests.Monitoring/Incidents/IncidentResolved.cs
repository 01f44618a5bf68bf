namespace SmokeTests.Monitoring.Incidents;

internal sealed record IncidentResolved(Fault Fault, Incident Incident) : Decision(Fault);
