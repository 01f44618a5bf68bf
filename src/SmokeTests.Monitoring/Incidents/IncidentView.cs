
namespace SmokeTests.Monitoring.Incidents;

/// <summary>An incident, as the board and the API show it.</summary>
internal sealed record IncidentView(long Id, string Check, Fault Fault, string Team, DateTimeOffset OpenedAt, string OpenedBy,
    string Summary)
{
    public DateTimeOffset? ResolvedAt { get; init; }

    public DateTimeOffset? AcknowledgedAt { get; init; }

    public string? AcknowledgedBy { get; init; }

    public bool Flaps { get; init; }
}
