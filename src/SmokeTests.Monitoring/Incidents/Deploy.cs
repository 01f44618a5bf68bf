
namespace SmokeTests.Monitoring.Incidents;

/// <summary>Something was deployed.</summary>
/// <param name="On">The checks that it concerns.</param>
internal sealed record Deploy(long Id, CheckSelector On, string Service, string Version, string? By, string? Url, DateTimeOffset At);
