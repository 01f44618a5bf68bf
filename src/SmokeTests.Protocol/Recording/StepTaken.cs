using System.Text.Json.Serialization;

namespace SmokeTests.Recording;

/// <summary>One named, timed part of a journey, as it is saved and shown.</summary>
/// <param name="Name">What was done, as a sentence: <c>search for "dune"</c>.</param>
/// <param name="Depth">0, or how many <c>Step("…")</c> groups it stands in.</param>
/// <param name="StartMs">Milliseconds since the journey began.</param>
/// <param name="Ms">How long it took, in milliseconds.</param>
/// <param name="Page">The address it ended on, where there was one.</param>
/// <param name="Status">The HTTP status of that address.</param>
/// <param name="Failed">Whether the journey failed in it.</param>
/// <param name="Note">How it was done, where that is worth knowing: the form that a search took, the budget that was missed.</param>
internal sealed record StepTaken(string Name, int Depth, double StartMs, double Ms, string? Page, int? Status, bool Failed,
    string? Note = null)
{
    /// <summary>Work of the monitor itself, such as starting a browser: the check's time stood still meanwhile.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool OfMonitor { get; init; }
}
