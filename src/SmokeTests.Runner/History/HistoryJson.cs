using System.Text.Json.Serialization;

namespace SmokeTests.Runner.History;

/// <summary>What stands in the history as JSON, apart from what routes send.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Message))]
[JsonSerializable(typeof(StoredMessage))]
[JsonSerializable(typeof(long[]))]
internal sealed partial class HistoryJson : JsonSerializerContext;
