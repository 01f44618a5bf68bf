using System.Text.Json.Serialization;

namespace SmokeTests.Recording;

/// <summary>Why a run did not pass: the whole text, its first sentence, and the parts that a message is made of.</summary>
internal sealed record Failure(string Message, string Summary, string? Step, string? Expected, string? Actual, string? Page, string? Type,
    string? Stack)
{
    /// <summary>Something did not come in time: on a machine that is short of cores that says nothing about the product.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool RanOutOfTime { get; init; }
}
