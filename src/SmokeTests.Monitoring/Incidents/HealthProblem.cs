namespace SmokeTests.Monitoring.Incidents;

/// <summary>What the platform team must know.</summary>
/// <param name="Summary">What is wrong.</param>
/// <param name="Advice">The particulars, and what to do.</param>
internal sealed record HealthProblem(string Summary, params IReadOnlyList<string> Advice);
