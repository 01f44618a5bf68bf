using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SmokeTests.Runner.History;
using SmokeTests.Settings;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Routes;

/// <summary>
/// Any receiver: <c>"webhook": { "address": "https://…", "secret": "${SECRET}" }</c>. The body is described by
/// <c>webhook.schema.json</c>, which the board shows as <c>/board/webhook.schema.json</c>; the header <c>Smoke-Signature:
/// t=SECONDS,v1=HEX</c> is the HMAC-SHA256 of <c>SECONDS.BODY</c>.
/// </summary>
internal sealed class Webhook(Uri address, string? secret) : IRoute
{
    public const string Key = "webhook";
    public const string Header = "Smoke-Signature";

    public string Name => Key;

    public bool Pages => false;

    public static IRoute? Read(SettingsFile file, JsonObject team, string key)
    {
        if (file.Object(team, key, Key) is not { } node)
            return null;
        var own = SettingsFile.Join(key, Key);
        file.OnlyKeys(node, own, "address", "secret");
        if (node["address"] is null)
            file.Mistake(own, "has no address. Add \"address\": \"https://…\"");
        return SettingTexts.Address(file, node, own, "address", "is no address") is { } address
            ? new Webhook(address, SettingTexts.Text(file, node, own, "secret")) : null;
    }

    public Task<SendResult> Send(OutboxEntry letter, WebhookClient post, CancellationToken cancel)
    {
        var body = Body(letter).Bytes();
        return post.Json(address, body, cancel, message =>
        {
            if (secret is not null)
                message.Headers.TryAddWithoutValidation(Header, Sign(body, secret, post.Now));
        });
    }

    public Task<SendResult> Test(WebhookClient post, CancellationToken cancel) => post.Knock(address, cancel);

    public static string Sign(byte[] body, string secret, DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), (byte[])[.. Encoding.UTF8.GetBytes(seconds + "."), .. body]);
        return $"t={seconds},v1={Convert.ToHexStringLower(mac)}";
    }

    private static JsonObject Body(OutboxEntry letter) => new()
    {
        ["version"] = 1,
        ["id"] = letter.Notification,
        ["kind"] = letter.Announcement.Kind,
        ["team"] = letter.Team,
        ["at"] = letter.At.ToString("O"),
        ["pages"] = letter.Mentions,
        ["headline"] = letter.Announcement.Headline,
        ["facts"] = new JsonArray([.. letter.Announcement.Facts.Select(f => new JsonObject { ["name"] = f.Name, ["text"] = f.Text })]),
        ["links"] = new JsonArray(
            [.. letter.Announcement.Links.Select(l => new JsonObject { ["name"] = l.Name, ["address"] = l.Address })]),
        ["incidents"] = new JsonArray([.. letter.Incidents.Select(i => JsonValue.Create(i))]),
    };
}
