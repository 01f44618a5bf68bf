namespace SmokeTests.Runner.Workers;

/// <summary>When a run wants to begin, and how much that matters.</summary>
/// <param name="Due">When it was due; null for one that somebody asked for.</param>
/// <param name="Confirms">It confirms or refutes what the last run seemed to say: whoever is to be told waits for it.</param>
internal sealed record RunRequest(DateTimeOffset? Due, bool Confirms)
{
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(30);

    /// <summary>Told what the run writes and does, as it goes.</summary>
    public Action<string>? Said { get; init; }

    /// <summary>
    /// Its place among those that wait: by due time, but what confirms, what somebody waits for and what pages come as if
    /// they had been due half a minute earlier. So the rest waits longer when the machine is short, but never for ever.
    /// </summary>
    public long Order(DateTimeOffset now, bool pages) =>
        (Due ?? now).UtcTicks - (Confirms || Due is null ? 2 * Ahead.Ticks : 0) - (pages ? Ahead.Ticks : 0);
}
