using System.Text.Json.Nodes;

namespace SmokeTests.Runner.Routes;

/// <summary>JSON that is built node by node, as it is sent.</summary>
internal static class Nodes
{
    public static byte[] Bytes(this JsonNode node) => System.Text.Encoding.UTF8.GetBytes(node.ToJsonString());
}
