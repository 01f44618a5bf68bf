namespace SmokeTests.Runner.History;

/// <summary>How long what is kept, and how much. Settings: <c>history</c>.</summary>
internal sealed record Retention
{
    /// <summary>Single runs, with steps and output. The last run of a check, and one that opened an incident, stay.</summary>
    public TimeSpan Runs { get; init; } = TimeSpan.FromDays(7);

    public TimeSpan Minutes { get; init; } = TimeSpan.FromDays(2);

    public TimeSpan Hours { get; init; } = TimeSpan.FromDays(90);

    public TimeSpan Days { get; init; } = TimeSpan.FromDays(730);

    /// <summary>Megabytes of single runs, above which the oldest go before their time; null for no limit.</summary>
    public int? Megabytes { get; init; }

    /// <summary>What explains failures.</summary>
    public TimeSpan Evidence { get; init; } = TimeSpan.FromDays(14);

    /// <summary>Megabytes of that, above which the oldest goes first.</summary>
    public int EvidenceMegabytes { get; init; } = 2048;
}
