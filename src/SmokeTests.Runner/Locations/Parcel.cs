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

    /// <summary>What can be taken of what came over the wire, by this runner's clock; null where it is no parcel.</summary>
    /// <param name="location">As the token says, whatever the parcel does.</param>
    public static Parcel? Take(Parcel? parcel, string location, DateTimeOffset now)
    {
        if (parcel is not { About: { Lateness: not null, Suites: not null, Board: not null, Version: not null }, Runs: not null, Enclosures: not null })
            return null;
        if (parcel.Runs.Any(r => r?.Check is null || !IsId(r.Id)) || parcel.Enclosures.Any(e => e is not { Content: not null, Name: not null } || !IsId(e.Run)))
            return null;
        var apart = now - parcel.Sent;
        var by = apart.Duration() > Tolerance ? apart : TimeSpan.Zero;
        return parcel with
        {
            About = parcel.About with { Location = location, Since = parcel.About.Since + by },
            // A part that is not there is null, whatever a run has by default.
            Runs = [.. parcel.Runs.Select(r => r with { Location = location, At = r.At + by, Steps = r.Steps ?? [], Evidence = r.Evidence ?? [], Measures = r.Measures ?? [] })],
        };
    }

    /// <summary>As <see cref="Run.NewId"/> makes them: they become names of folders.</summary>
    private static bool IsId(string? id) => id is { Length: Run.IdLength } && id.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f');
}

/// <summary>A file that a failed run has left.</summary>
internal sealed record Enclosure(string Run, string Name, byte[] Content);

[JsonSerializable(typeof(Parcel))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
internal sealed partial class ParcelJson : JsonSerializerContext;
