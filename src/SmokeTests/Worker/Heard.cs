namespace SmokeTests.Worker;

/// <summary>What xunit has said of a run up to now.</summary>
/// <param name="Began">Whether a test has begun.</param>
/// <param name="InBody">Whether one has not ended.</param>
/// <param name="Body">Known once the body has ended, before anything is disposed of.</param>
/// <param name="Failed">The first failure of all: of a fixture, the check, or what comes after it.</param>
/// <param name="Skipped">Why.</param>
/// <param name="IsExplicit">Whether a test was left out that runs only by hand.</param>
internal sealed record Heard(
    bool Began, bool InBody, Ended? Body, Ended? Failed, string? Skipped, bool IsExplicit, bool Passed, IReadOnlyList<string> Output);
