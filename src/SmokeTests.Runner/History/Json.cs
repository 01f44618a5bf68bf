using System.Text.Json;
using SmokeTests.Recording;
using SmokeTests.Worker;

namespace SmokeTests.Runner.History;

/// <summary>The lists of a run as texts of a row, by the serializer that the messages use; nothing where there is nothing.</summary>
internal static class Json
{
    public static string? Write(Failure? failure) => failure is null ? null : JsonSerializer.Serialize(failure, MessageJson.Default.Failure);

    public static string? Write(IReadOnlyList<StepTaken> steps) => steps.Count == 0 ? null : JsonSerializer.Serialize(steps, MessageJson.Default.IReadOnlyListStepTaken);

    public static string? Write(IReadOnlyList<EvidenceFile> files) => files.Count == 0 ? null : JsonSerializer.Serialize(files, MessageJson.Default.IReadOnlyListEvidenceFile);

    public static string? Write(IReadOnlyList<Measure> measures) => measures.Count == 0 ? null : JsonSerializer.Serialize(measures, MessageJson.Default.IReadOnlyListMeasure);

    public static Failure? Failure(string? text) => text is null ? null : JsonSerializer.Deserialize(text, MessageJson.Default.Failure);

    public static IReadOnlyList<StepTaken> Steps(string? text) => text is null ? [] : JsonSerializer.Deserialize(text, MessageJson.Default.IReadOnlyListStepTaken)!;

    public static IReadOnlyList<EvidenceFile> Evidence(string? text) => text is null ? [] : JsonSerializer.Deserialize(text, MessageJson.Default.IReadOnlyListEvidenceFile)!;

    public static IReadOnlyList<Measure> Measures(string? text) => text is null ? [] : JsonSerializer.Deserialize(text, MessageJson.Default.IReadOnlyListMeasure)!;
}
