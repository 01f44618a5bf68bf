namespace SmokeTests.Recording;

/// <summary>A file that a run left to explain itself.</summary>
internal sealed record EvidenceFile(string Name, long Bytes);
