namespace SmokeTests.Settings;

/// <summary>A setting's text, or the name of the environment variable that it lacks.</summary>
internal sealed record Text(string? Value, string? MissingVariable);
