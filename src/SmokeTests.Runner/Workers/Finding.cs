namespace SmokeTests.Runner.Workers;

/// <summary>What was found in a worker that has to go.</summary>
internal sealed record Finding(string Why, Urgency Urgency);
