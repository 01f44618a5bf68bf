namespace SmokeTests.Monitoring.Incidents;

/// <summary>What follows from a run.</summary>
internal abstract record Decision(Fault Fault);
