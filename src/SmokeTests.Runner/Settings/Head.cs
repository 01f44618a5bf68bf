using System.Text.Json.Nodes;
using SmokeTests.Settings;

namespace SmokeTests.Runner.Settings;

/// <summary>The runner that a satellite reports to: this one runs the checks of its location, that one decides and tells.</summary>
/// <param name="Token">Of the scope "report", in the head's settings under the name of this location.</param>
internal sealed record Head(Uri Address, string Token)
{
    public static Head? Read(SettingsFile file, JsonObject node, string? location)
    {
        var (address, token) = (file.Text(node, "node", "head")?.Value, file.Text(node, "node", "token")?.Value);
        if (address is null && token is null)
            return null;
        if (address is null || token is null || location is null)
            file.Mistake("node",
                "a runner that reports to another needs all three: \"location\": \"dublin\", \"head\": \"https://smoke.example\" and "
                    + "\"token\": \"${TOKEN}\"");
        Uri? uri = null;
        if (address is not null
            && !(Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out uri)
                && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)))
        {
            file.Mistake("node.head", $"'{address}' is no address of a board by https. Its token must not go over the net in clear");
            return null;
        }
        return uri is null || token is null || location is null ? null : new Head(uri, token);
    }
}
