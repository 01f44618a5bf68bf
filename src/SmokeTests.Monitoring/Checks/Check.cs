namespace SmokeTests.Monitoring.Checks;

/// <summary>A check in one environment, as the runner knows it.</summary>
/// <param name="Id">Unique and stable across restarts, builds and folders.</param>
internal sealed record Check(string Id, string Key, string Suite, string Environment, string Name, string Group, string Class, string? Team)
{
    public required Schedule Schedule { get; init; }

    /// <summary>The time that a run may take.</summary>
    public required TimeSpan Limit { get; init; }

    public IReadOnlyList<string> DependsOn { get; init; } = [];

    public string? File { get; init; }

    public int? Line { get; init; }

    /// <summary>What is wrong with its attributes; such a check is not run but shown, as broken.</summary>
    public string? Mistake { get; init; }

    /// <summary>Whether it matters at any hour.</summary>
    public bool Pages { get; init; }

    /// <summary>The locations that it runs from; empty for every one, null for whichever.</summary>
    public IReadOnlyList<string>? Locations { get; init; }

    /// <summary>How it is known whose it is; null where it is not.</summary>
    public string? OwnedBecause { get; init; }

    /// <summary>It is never due: it runs when somebody asks for it.</summary>
    public bool IsExplicit { get; init; }

    /// <summary>Checks of its suite that name the same one never overlap it; null for none.</summary>
    public string? Collection { get; init; }

    /// <summary>Nothing else of its suite goes on while it does.</summary>
    public bool IsAlone { get; init; }

    public string FullName => $"{Group}: {Name}";

    /// <summary>A number that spreads checks over their interval, the same after every restart.</summary>
    public uint Phase { get; } = Shards.Number(Id);

    /// <summary>Which of the shards of all checks this one is in: the same on every node.</summary>
    public int Shard => Shards.Of(Id);
}
