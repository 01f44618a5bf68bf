using System.Text.Json.Serialization;
using SmokeTests.Runner.Nodes;
using SmokeTests.Runner.Running;

namespace SmokeTests.Runner.Locations;

/// <summary>What a satellite reports to its head in one request: how it does, and what it has run since.</summary>
/// <param name="Sent">By the satellite's clock: the head's rules.</param>
/// <param name="Runs">In the order of their times.</param>
/// <param name="Leaves">It stops, and is not to be missed.</param>
internal sealed record Parcel(About About, DateTimeOffset Sent, IReadOnlyList<Run> Runs, IReadOnlyList<Enclosure> Enclosures, bool Leaves = false)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    /// <summary>What came over the wire, as <see cref="ReportRules"/> let it pass, by this runner's clock.</summary>
    /// <param name="location">As the token says, whatever the parcel does.</param>
    public static Parcel Take(Parcel parcel, string location, DateTimeOffset now)
    {
        var apart = now - parcel.Sent;
        var by = apart.Duration() > Tolerance ? apart : TimeSpan.Zero;
        return parcel with
        {
            About = parcel.About with { Location = location, Since = parcel.About.Since + by },
            // A part that is not there is null, whatever a run has by default.
            Runs = [.. parcel.Runs.Select(r => r with { Location = location, At = r.At + by, Steps = r.Steps ?? [], Evidence = r.Evidence ?? [], Measures = r.Measures ?? [] })],
        };
    }
}

/// <summary>A file that a failed run has left.</summary>
internal sealed record Enclosure(string Run, string Name, byte[] Content);

[JsonSerializable(typeof(Parcel))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
internal sealed partial class ParcelJson : JsonSerializerContext;
