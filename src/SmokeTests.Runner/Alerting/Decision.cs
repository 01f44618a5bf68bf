namespace SmokeTests.Runner.Alerting;

/// <summary>What follows from a run.</summary>
internal abstract record Decision(Fault Fault);
