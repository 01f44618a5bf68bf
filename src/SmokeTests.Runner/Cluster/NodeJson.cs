using System.Text.Json.Serialization;

namespace SmokeTests.Runner.Cluster;

[JsonSerializable(typeof(NodeStatus))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class NodeJson : JsonSerializerContext;
