using System.Text.Json.Serialization;

namespace SmokeTests.Runner.Nodes;

[JsonSerializable(typeof(NodeStatus))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class NodeJson : JsonSerializerContext;
