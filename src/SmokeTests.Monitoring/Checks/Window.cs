namespace SmokeTests.Monitoring.Checks;

/// <summary>From one moment to another, the last left out.</summary>
internal readonly record struct Window(DateTimeOffset From, DateTimeOffset To)
{
    public bool Holds(DateTimeOffset at) => From <= at && at < To;
}
