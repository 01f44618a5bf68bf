namespace SmokeTests.Monitoring.Incidents;

/// <param name="Since">When the first of the bad runs began.</param>
/// <param name="Bad">So many runs were bad</param>
/// <param name="Of">of the last so many; in a row when both are the same.</param>
/// <param name="Places">So many places see it</param>
/// <param name="OfPlaces">of those that look.</param>
internal sealed record IncidentOpened(Fault Fault, DateTimeOffset Since, int Bad, int Of, bool NeverPassed, int Places = 1,
    int OfPlaces = 1) : Decision(Fault);
