namespace SmokeTests.Runner.Cli.Importing;

/// <summary>A check as it is drafted from what another tool knows of it.</summary>
/// <param name="Group">What becomes its class.</param>
/// <param name="Name">What becomes its method.</param>
internal sealed record Draft(string Group, string Name)
{
    public string? Every { get; init; }

    public string? Budget { get; init; }

    public string? Within { get; init; }

    /// <summary>Why it does not run; null where it does.</summary>
    public string? Skip { get; init; }

    public List<string> Lines { get; } = [];

    /// <summary>What must not be copied from its source.</summary>
    public RecordedSecrets Secrets { get; } = new();

    /// <summary>What could not be taken over, a sentence each: told, and written above the check.</summary>
    public List<string> Notes { get; } = [];
}
