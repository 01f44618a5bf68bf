using System.Text.Json;
using SmokeTests.Recording;
using SmokeTests.Worker;

namespace SmokeTests.Runner.History;

/// <summary>
/// The lists of a run as texts of a row, by the serializer that the messages use; nothing where there is nothing, or nothing that
/// can be read.
/// </summary>
internal static class Json
{
    /// <summary>What a message says; null where that cannot be read.</summary>
    public static Message? Announcement(string? text) => Stored.Json(text, HistoryJson.Default.StoredMessage)?.Read();

    public static string? Write(Failure? failure) =>
        failure is null ? null : JsonSerializer.Serialize(failure, WorkerMessageJson.Default.Failure);

    public static string? Write(IReadOnlyList<StepTaken> steps) =>
        steps.Count == 0 ? null : JsonSerializer.Serialize(steps, WorkerMessageJson.Default.IReadOnlyListStepTaken);

    public static string? Write(IReadOnlyList<EvidenceFile> files) =>
        files.Count == 0 ? null : JsonSerializer.Serialize(files, WorkerMessageJson.Default.IReadOnlyListEvidenceFile);

    public static string? Write(IReadOnlyList<Measure> measures) =>
        measures.Count == 0 ? null : JsonSerializer.Serialize(measures, WorkerMessageJson.Default.IReadOnlyListMeasure);

    public static Failure? Failure(string? text) => Stored.Json(text, WorkerMessageJson.Default.Failure) is { } read
        ? read with { Message = read.Message ?? read.Summary ?? "", Summary = read.Summary ?? read.Message ?? "" } : null;

    public static IReadOnlyList<StepTaken> Steps(string? text) =>
        Stored.Json(text, WorkerMessageJson.Default.IReadOnlyListStepTaken) is { } read
        ? Numbers.Held([.. read.Where(s => s?.Name is not null)]) : [];

    public static IReadOnlyList<EvidenceFile> Evidence(string? text) =>
        Stored.Json(text, WorkerMessageJson.Default.IReadOnlyListEvidenceFile) is { } read
        ? [.. read.Where(f => f?.Name is not null)] : [];

    public static IReadOnlyList<Measure> Measures(string? text) =>
        Stored.Json(text, WorkerMessageJson.Default.IReadOnlyListMeasure) is { } read
        ? Numbers.Held([.. read.Where(m => m?.Name is not null)]) : [];
}
