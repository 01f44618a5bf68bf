namespace SmokeTests.Runner.Workers;

/// <summary>A suite whose worker cannot be started.</summary>
internal sealed class SuiteFailedException(string message) : Exception(message);
