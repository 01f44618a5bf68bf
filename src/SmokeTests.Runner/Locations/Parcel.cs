using System.Text.Json.Serialization;
using SmokeTests.Runner.Nodes;
using SmokeTests.Runner.Running;

namespace SmokeTests.Runner.Locations;

/// <summary>What a satellite reports to its head in one request: how it does, and what it has run since.</summary>
/// <param name="Runs">In the order of their times.</param>
/// <param name="Leaves">It stops, and is not to be missed.</param>
internal sealed record Parcel(About About, IReadOnlyList<Run> Runs, IReadOnlyList<Enclosure> Enclosures, bool Leaves = false);

/// <summary>A file that a failed run has left.</summary>
internal sealed record Enclosure(string Run, string Name, byte[] Content);

[JsonSerializable(typeof(Parcel))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
internal sealed partial class ParcelJson : JsonSerializerContext;
