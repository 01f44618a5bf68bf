namespace SmokeTests.Runner.Cluster;

/// <summary>What a node tells of itself.</summary>
/// <param name="Board">Where its board is.</param>
/// <param name="Suites">Its suites, each with the version that it runs.</param>
/// <param name="Shards">How many shards of checks it has, of <see cref="Scheduling.Shards.All"/>.</param>
/// <param name="Checks">How many checks those hold.</param>
/// <param name="Lateness">How late runs began here in the last minute.</param>
/// <param name="Load">Of this machine's processors, what the runner and its workers take: 1 is all of them.</param>
internal sealed record NodeStatus(string Version, DateTimeOffset Since, string Board, IReadOnlyList<string> Suites, int Shards, int Checks,
    int InFlight, int Queue, Lateness Lateness, double Load)
{
    /// <summary>Where it stands; null for a runner that decides itself.</summary>
    public string? Location { get; init; }

    /// <summary>With whatever is not there, or is no number, as nothing.</summary>
    public NodeStatus Held() => this with
    {
        Version = Version ?? "", Board = Board ?? "", Suites = [.. (Suites ?? []).OfType<string>()],
            Lateness = (Lateness ?? Lateness.None).Held(), Load = double.IsFinite(Load) ? Math.Clamp(Load, 0, 1_000) : 0,
    };
}
