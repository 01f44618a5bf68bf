using SmokeTests.Runner.Locations;

namespace SmokeTests.Runner.Board;

/// <summary>A check as it stands now.</summary>
internal sealed record Tile(Check Check, string Team, Run? Last, IncidentView? Incident, Colour Colour, string Word)
{
    /// <summary>Today's, from 0 to 1; null where nothing is known.</summary>
    public double? Uptime { get; init; }

    /// <summary>When it is due.</summary>
    public DateTimeOffset? Next { get; init; }

    public bool Running { get; init; }

    /// <summary>Nothing is told of it until then.</summary>
    public DateTimeOffset? SilentUntil { get; init; }

    /// <summary>How it looks from each location, where it runs from several.</summary>
    public IReadOnlyList<LocationView> Sights { get; init; } = [];

    /// <summary>What its run waits for before it begins; null where none waits.</summary>
    public string? WaitsFor { get; init; }
}
