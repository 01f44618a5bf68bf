namespace SmokeTests.Monitoring.Incidents;

/// <summary>When a check's last incident of a kind was resolved.</summary>
internal readonly record struct LastResolution(Fault Fault, DateTimeOffset At);
