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

/// <summary>Whose time a step takes.</summary>
internal enum StepOf
{
    /// <summary>It waits for the product.</summary>
    Product,

    /// <summary>It groups what the check's own code does.</summary>
    Check,

    /// <summary>It waits for the monitor, or for other runs.</summary>
    Monitor,
}

/// <summary>What a step waits for.</summary>
/// <param name="For">As a message says it: <c>an answer from http://shop.example/</c>.</param>
/// <param name="Came">What there was instead.</param>
/// <param name="Page">The page that it waits on.</param>
internal sealed record Waited(string For, string? Came, string? Page);

/// <summary>Something that a run measured besides time: bytes, a layout shift.</summary>
internal sealed record Measure(string Name, double Value, string Unit);

/// <summary>A file that a run left to explain itself.</summary>
internal sealed record EvidenceFile(string Name, long Bytes);

/// <summary>Why a run did not pass: the whole text, its first sentence, and the parts that a message is made of.</summary>
internal sealed record Failure(string Message, string Summary, string? Step, string? Expected, string? Actual, string? Page, string? Type,
    string? Stack)
{
    /// <summary>Something did not come in time: on a machine that is short of cores that says nothing about the product.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool RanOutOfTime { get; init; }
}
