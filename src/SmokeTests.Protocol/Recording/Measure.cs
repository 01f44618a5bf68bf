namespace SmokeTests.Recording;

/// <summary>Something that a run measured besides time: bytes, a layout shift.</summary>
internal sealed record Measure(string Name, double Value, string Unit);
