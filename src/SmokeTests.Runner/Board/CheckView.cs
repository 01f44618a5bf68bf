using SmokeTests.Runner.Settings;

namespace SmokeTests.Runner.Board;

/// <summary>A check as the API shows it.</summary>
internal sealed record CheckView(string Id, string Name, string Group, string Team, string Environment, string? Outcome, string Colour,
    string State, DateTimeOffset? LastRun, double? Ms, string? Message, string? BlamedOn, double? UptimeToday, DateTimeOffset? OpenSince,
    DateTimeOffset? NextRun, string Schedule, string? Run, string? AcknowledgedBy, DateTimeOffset? SilentUntil)
{
    /// <summary>What its run waits for before it begins; absent where none waits.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>It runs only when somebody asks for it.</summary>
    public bool Explicit { get; init; }

    public static CheckView Of(Tile tile) => new(tile.Check.Id, tile.Check.Name, tile.Check.Group, tile.Team, tile.Check.Environment,
        tile.Last?.Outcome.ToString(), tile.Colour.ToString(), tile.Word, tile.Last?.At, tile.Last?.Ms, tile.Last?.Failure?.Summary,
        tile.Last?.BlamedOn, tile.Uptime, tile.Incident?.OpenedAt, tile.Next, tile.Check.Schedule.ToString()!, tile.Last?.Id,
        tile.Incident?.AcknowledgedBy, tile.SilentUntil)
    {
        WaitsFor = tile.WaitsFor,
        Explicit = tile.Check.IsExplicit,
    };
}
