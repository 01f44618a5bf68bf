
namespace SmokeTests.Monitoring.Incidents;

/// <summary>From one time to another nothing is told of what it is on. Who made it and why is kept.</summary>
internal sealed record Silence(long Id, CheckSelector On, DateTimeOffset Starts, DateTimeOffset Ends, string By, string Why)
{
    public bool IsOn(DateTimeOffset now) => Starts <= now && now < Ends;
}
