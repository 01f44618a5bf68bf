using System.Net;
using System.Text.Json.Nodes;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Settings;

namespace SmokeTests.Runner.Access;

/// <summary>
/// A reverse proxy that has signed people in: <c>"header": { "name": "X-Forwarded-User", "from": ["10.0.0.0/8"], "operators":
/// ["ada"] }</c>.
/// </summary>
/// <param name="From">The networks of the proxy. From anywhere else the header is nothing.</param>
internal sealed record TrustedHeader(string Name, IReadOnlyList<IPNetwork> From, IReadOnlyList<string> Operators)
{
    public bool Trusts(IPAddress? address) =>
        address is not null && From.Any(n => n.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));

    public static TrustedHeader? Read(SettingsFile file, JsonObject access, string key)
    {
        if (file.Object(access, "access", "header") is not { } node)
            return null;
        file.OnlyKeys(node, key, "name", "from", "operators");
        var (name, from) = (SettingTexts.Text(file, node, key, "name"), new List<IPNetwork>());
        foreach (var text in file.Texts(node, key, "from") ?? [])
            if (IPNetwork.TryParse(text, out var network))
                from.Add(network);
            else
                file.Mistake(SettingsFile.Join(key, "from"), $"'{text}' is no network. Write 10.0.0.0/8, or 10.1.2.3/32 for one machine");
        if (name is null || node["from"] is null)
            file.Mistake(key, "needs both: \"name\": \"X-Forwarded-User\" and \"from\": [\"10.0.0.0/8\"], the proxy's network");
        return name is null || from.Count == 0 ? null : new TrustedHeader(name, from, file.Texts(node, key, "operators") ?? []);
    }
}
