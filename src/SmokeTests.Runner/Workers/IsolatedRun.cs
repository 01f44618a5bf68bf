namespace SmokeTests.Runner.Workers;

/// <summary>A check whose run is repeated alone.</summary>
/// <param name="Suite">The suite that it stands in.</param>
/// <param name="Environment">The environment that it looks at.</param>
/// <param name="Key">The check.</param>
/// <param name="IsConvicted">It has a worker of its own, which no other uses.</param>
internal sealed record IsolatedRun(Suite Suite, string? Environment, string Key, bool IsConvicted)
{
    /// <summary>When the run began that was lost: the first goes first.</summary>
    public long Began { get; init; }

    /// <summary>Starts a worker for it.</summary>
    public required Func<Task<Worker>> Start { get; init; }

    public bool Equals(IsolatedRun? other) => other is not null && (Suite, Environment, Key) == (other.Suite, other.Environment, other.Key);

    public override int GetHashCode() => HashCode.Combine(Suite, Environment, Key);
}
