namespace SmokeTests.Runner.Locations;

/// <summary>A file that a failed run has left.</summary>
internal sealed record EvidenceAttachment(string Run, string Name, byte[] Content);
