using SmokeTests.Runner.Cluster;

namespace SmokeTests.Runner.Locations;

/// <summary>What a satellite reports to its head in one request: how it does, and what it has run since.</summary>
/// <param name="Sent">By the satellite's clock: the head's rules.</param>
/// <param name="Runs">In the order of their times.</param>
/// <param name="Leaves">It stops, and is not to be missed.</param>
internal sealed record LocationReport(NodeStatus About, DateTimeOffset Sent, IReadOnlyList<Run> Runs,
    IReadOnlyList<EvidenceAttachment> Enclosures, bool Leaves = false)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    /// <summary>What came over the wire, as <see cref="ReportRules"/> let it pass, by this runner's clock.</summary>
    /// <param name="location">As the token says, whatever the parcel does.</param>
    public static LocationReport Take(LocationReport locationReport, string location, DateTimeOffset now)
    {
        var apart = now - locationReport.Sent;
        var by = apart.Duration() > Tolerance ? apart : TimeSpan.Zero;
        return locationReport with
        {
            About = locationReport.About with { Location = location, Since = locationReport.About.Since + by },
            // A part that is not there is null, whatever a run has by default.
            Runs = [.. locationReport.Runs.Select(r => r with { Location = location, At = r.At + by, Steps = r.Steps
                ?? [], Evidence = r.Evidence ?? [], Measures = r.Measures ?? [] })],
        };
    }
}
