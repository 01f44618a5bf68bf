namespace SmokeTests.Monitoring.Checks;

/// <summary>What a selector is asked about.</summary>
/// <param name="Check">Null for an incident of the runner itself, or of a check that is gone.</param>
/// <param name="Name">The check's id, or what stands where it would.</param>
/// <param name="Team">The team that is told.</param>
internal readonly record struct SelectorSubject(Monitoring.Checks.Check? Check, string Name, string? Team);
