namespace SmokeTests.Cleanup;

/// <summary>Something that a check created and owes to undo.</summary>
/// <param name="Check">The class and method that owes it.</param>
/// <param name="Class">The class whose method undoes it.</param>
/// <param name="Method">That method with its parameters' types, as <c>MethodInfo</c> writes it.</param>
/// <param name="Arguments">A JSON array.</param>
/// <param name="Attempts">How often paying has failed.</param>
/// <param name="NextAt">When it is tried next.</param>
/// <param name="Error">Why it failed last.</param>
internal sealed record Debt(string Id, string Run, string Check, string Suite, string Environment, string? Team, string Class,
    string Method, string Arguments, DateTimeOffset OwedAt, int Attempts, DateTimeOffset NextAt, string? Error)
{
    public const int MostAttempts = 6;

    /// <summary>Nobody tries any more: the team has to.</summary>
    public bool IsGivenUp => Attempts >= MostAttempts;

    /// <summary>The call, as its author wrote it.</summary>
    public string Call => $"{Method.Split(' ', 2)[^1].Split('(')[0]}({Arguments.Trim('[', ']')})";

    /// <summary>10 s after the first failure, then six times as long each time, at most an hour.</summary>
    public static TimeSpan PauseAfter(int attempts) =>
        TimeSpan.FromSeconds(Math.Min(3600, 10 * Math.Pow(6, attempts - 1)));
}
