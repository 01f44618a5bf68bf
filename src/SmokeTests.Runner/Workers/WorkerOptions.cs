namespace SmokeTests.Runner.Workers;

/// <summary>Where a worker stands, and what it is to report besides its runs.</summary>
/// <param name="Environment">One of the settings' environments; null for the settings' own choice.</param>
/// <param name="Settings">The settings file; null for the suite's own.</param>
/// <param name="Debts">The file of what is owed; null for the usual one.</param>
/// <param name="DebtsChanged">Called when what is owed has changed.</param>
internal sealed record WorkerOptions(string? Environment, string? Settings, string? Debts, Action DebtsChanged)
{
    /// <summary>What a worker may take.</summary>
    public WorkerLimits WorkerLimits { get; init; } = new();

    /// <summary>It takes the processor only when nobody else wants it.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>Whose workers these are: a runner that takes the data folder of a dead one ends what that one left.</summary>
    public string? Owner { get; init; }

    /// <summary>Where checks that may have ended a worker run apart from the others: their group; 0 for all others.</summary>
    public int Group { get; init; }

    /// <summary>Told what the system refuses when a worker is started.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>Lends what checks may use one at a time, where several runners share it.</summary>
    public IAccountLocks? LogIns { get; init; }
}
