using Xunit.Sdk;

namespace SmokeTests.Worker;

/// <summary>How a check's body, or the whole of it, ended.</summary>
/// <param name="Thrown">Null where nothing was.</param>
/// <param name="Waiting">The word that was waiting for the product then, or was told to stop while it waited.</param>
/// <param name="Timeout">What <c>[Fact(Timeout)]</c> gave it, where that was over.</param>
internal sealed record Ended(Thrown? Thrown, FailureCause? Cause, string Stack, string? Waiting, TimeSpan? Timeout = null)
{
    public bool IsFailed => Thrown is not null;

    /// <summary>Whether the time of the check was up before.</summary>
    public bool IsLate { get; init; }
}
