namespace SmokeTests.Runner.Tests;

/// <summary>.NET's meters and activities are the process's: who counts all of them is alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneWithTelemetry
{
    public const string Name = "telemetry";
}
