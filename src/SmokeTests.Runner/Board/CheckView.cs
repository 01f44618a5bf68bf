namespace SmokeTests.Runner.Board;

/// <summary>A check as the API shows it.</summary>
internal sealed record CheckView
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Group { get; init; }

    public required string Team { get; init; }

    public required string Environment { get; init; }

    public required string? Outcome { get; init; }

    public required string Colour { get; init; }

    public required string State { get; init; }

    public required DateTimeOffset? LastRun { get; init; }

    public required double? Ms { get; init; }

    public required string? Message { get; init; }

    public required string? BlamedOn { get; init; }

    public required double? UptimeToday { get; init; }

    public required DateTimeOffset? OpenSince { get; init; }

    public required DateTimeOffset? NextRun { get; init; }

    public required string Schedule { get; init; }

    public required string? Run { get; init; }

    public required string? AcknowledgedBy { get; init; }

    public required DateTimeOffset? SilentUntil { get; init; }

    /// <summary>What its run waits for before it begins; absent where none waits.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>It runs only when somebody asks for it.</summary>
    public bool Explicit { get; init; }

    public static CheckView Of(Tile tile) => new()
    {
        Id = tile.Check.Id,
        Name = tile.Check.Name,
        Group = tile.Check.Group,
        Team = tile.Team,
        Environment = tile.Check.Environment,
        Outcome = tile.Last?.Outcome.ToString(),
        Colour = tile.Colour.ToString(),
        State = tile.Word,
        LastRun = tile.Last?.At,
        Ms = tile.Last?.Ms,
        Message = tile.Last?.Failure?.Summary,
        BlamedOn = tile.Last?.BlamedOn,
        UptimeToday = tile.Uptime,
        OpenSince = tile.Incident?.OpenedAt,
        NextRun = tile.Next,
        Schedule = tile.Check.Schedule.ToString()!,
        Run = tile.Last?.Id,
        AcknowledgedBy = tile.Incident?.AcknowledgedBy,
        SilentUntil = tile.SilentUntil,
        WaitsFor = tile.WaitsFor,
        Explicit = tile.Check.IsExplicit,
    };
}
