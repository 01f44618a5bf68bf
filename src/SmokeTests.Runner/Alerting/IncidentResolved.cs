namespace SmokeTests.Runner.Alerting;

internal sealed record IncidentResolved(Fault Fault, Incident Incident) : Decision(Fault);
