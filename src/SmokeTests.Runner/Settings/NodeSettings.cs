using System.Net;
using SmokeTests.Settings;

namespace SmokeTests.Runner.Settings;

/// <summary>
/// How this runner is known to others on the same history: <c>"node": { "name": "b", "address": "10.0.0.5", "port": 11111 }</c>,
/// where it stands, and to whom it reports: <c>"node": { "location": "dublin", "head": "https://smoke.example", "token": "${TOKEN}" }</c>.
/// Nothing of it needs to be set.
/// </summary>
/// <param name="Name">As the board calls it; by default the machine's name.</param>
/// <param name="Address">Where the others reach it; by default the address that faces the database.</param>
/// <param name="Port">By default 11111, or a free one where that is taken.</param>
/// <param name="Location">Where it stands; null where that does not matter.</param>
/// <param name="Head">The board of the runner that decides and tells; null where this one does.</param>
internal sealed record NodeSettings(string? Name = null, IPAddress? Address = null, int? Port = null, string? Location = null,
    Head? Head = null)
{
    public const int UsualPort = 11111;

    /// <summary>Whether this runner runs a check: one of its location, or, where it decides itself, one of no location.</summary>
    public bool Runs(Check check) =>
        check.Locations is { } from ? Location is { } here && (from.Count == 0 || from.Contains(here)) : Head is null;

    public static NodeSettings Read(SettingsFile file)
    {
        if (file.Object(file.Root, "", "node") is not { } node)
            return new NodeSettings();
        file.OnlyKeys(node, "node", "name", "address", "port", "location", "head", "token");
        var port = file.Count(node, "node", "port");
        if (port is < 1 or > ushort.MaxValue)
            file.Mistake("node.port", $"'{port}' is no port. Write a number from 1 to {ushort.MaxValue}");
        IPAddress? address = null;
        if (file.Text(node, "node", "address")?.Value is { } text && !IPAddress.TryParse(text, out address))
            file.Mistake("node.address", $"'{text}' is no IP address. Write the one at which the other runners reach this one");
        var location = file.Text(node, "node", "location")?.Value;
        return new NodeSettings(file.Text(node, "node", "name")?.Value, address, port, location, Head.Read(file, node, location));
    }
}
