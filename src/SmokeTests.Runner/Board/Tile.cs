using SmokeTests.Runner.History;
using SmokeTests.Runner.Locations;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Settings;

namespace SmokeTests.Runner.Board;

/// <summary>A check as it stands now.</summary>
/// <param name="SilentUntil">Nothing is told of it until then.</param>
internal sealed record Tile(Check Check, string Team, Run? Last, IncidentView? Incident, Colour Colour, string Word, double? Uptime,
    DateTimeOffset? Next, bool Running, DateTimeOffset? SilentUntil)
{
    /// <summary>How it looks from each location, where it runs from several.</summary>
    public IReadOnlyList<LocationView> Sights { get; init; } = [];

    /// <summary>What its run waits for before it begins; null where none waits.</summary>
    public string? WaitsFor { get; init; }
}
