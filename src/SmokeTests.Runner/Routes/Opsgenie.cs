using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using SmokeTests.Runner.History;
using SmokeTests.Settings;

namespace SmokeTests.Runner.Routes;

/// <summary>
/// Opsgenie's Alert API: <c>"opsgenie": "${API_KEY}"</c>, in the EU <c>{ "key": "${API_KEY}", "address":
/// "https://api.eu.opsgenie.com/" }</c>. The alias of an alert is its incident: sent twice, it is counted, not doubled.
/// </summary>
internal sealed class Opsgenie(string apiKey, Uri address) : IRoute
{
    public const string Key = "opsgenie";
    private const int MostMessage = 130;
    private const int MostDescription = 15_000;
    private const int MostNote = 25_000;
    private const int MostSource = 100;
    private const int MostTag = 50;
    private static readonly Uri Usual = new("https://api.opsgenie.com/");

    public string Name => Key;

    public bool Pages => true;

    public static IRoute? Read(SettingsFile file, JsonObject team, string key) =>
        RouteRegistry.Keyed(file, team, key, Key, Usual) is { } read ? new Opsgenie(read.Key, read.Address) : null;

    public async Task<SendResult> Send(OutboxEntry letter, WebhookClient post, CancellationToken cancel)
    {
        string[] about = letter.Incidents.Count == 0 ? [$"messages/{letter.Notification}"]
            : [.. letter.Incidents.Select(i => $"incidents/{i}")];
        foreach (var one in about)
            if (await Send(letter, $"{post.Board}/{one}", post, cancel) is not SendResult.Sent and var not)
                return not;
        return new SendResult.Sent();
    }

    /// <summary>The end of something that never was: nobody hears of it, and a key that is wrong is refused.</summary>
    public Task<SendResult> Test(WebhookClient post, CancellationToken cancel) =>
        post.Json(new Uri(address, $"v2/alerts/{Uri.EscapeDataString($"{post.Board}/self-test")}/close?identifierType=alias"),
            "{}"u8.ToArray(), cancel, message => message.Headers.Authorization = new AuthenticationHeaderValue("GenieKey", apiKey));

    private Task<SendResult> Send(OutboxEntry letter, string alias, WebhookClient post, CancellationToken cancel)
    {
        var told = letter.Announcement;
        var (path, body) = told.Kind switch
        {
            "resolved" => ($"v2/alerts/{Uri.EscapeDataString(alias)}/close?identifierType=alias",
                new JsonObject { ["note"] = MessageText.Short(told.Headline, MostNote) }),
            "acknowledged" => ($"v2/alerts/{Uri.EscapeDataString(alias)}/acknowledge?identifierType=alias",
                new JsonObject { ["note"] = MessageText.Short(told.Headline, MostNote) }),
            _ => ("v2/alerts", new JsonObject
            {
                ["message"] = MessageText.Short(told.Headline, MostMessage),
                ["alias"] = alias,
                ["description"] = MessageText.Short(told.Plain(), MostDescription),
                ["source"] = MessageText.Short(post.Board, MostSource),
                ["priority"] = letter.Incidents.Count == 0 ? "P5" : "P1",
                ["tags"] = new JsonArray("smoketests", MessageText.Short(letter.Team, MostTag)),
            }),
        };
        return post.Json(new Uri(address, path), body.Bytes(), cancel,
            message => message.Headers.Authorization = new AuthenticationHeaderValue("GenieKey", apiKey));
    }
}
