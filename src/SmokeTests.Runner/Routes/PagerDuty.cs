using System.Text.Json.Nodes;
using SmokeTests.Runner.History;
using SmokeTests.Settings;

namespace SmokeTests.Runner.Routes;

/// <summary>
/// PagerDuty's Events API v2: <c>"pagerduty": "${ROUTING_KEY}"</c>, or with <c>key</c> and <c>address</c>. One key for an
/// incident triggers, acknowledges and
/// resolves it, so a message that is sent twice changes nothing.
/// </summary>
internal sealed class PagerDuty(string routingKey, Uri address) : IRoute
{
    public const string Key = "pagerduty";
    private const int MostSummary = 1_024;

    /// <summary>An event may have 512 KB.</summary>
    private const int MostFacts = 10;
    private const int MostDetail = 4_000;
    private const int MostLinks = 10;
    private static readonly Uri Usual = new("https://events.pagerduty.com/v2/enqueue");

    public string Name => Key;

    public bool Pages => true;

    public static IRoute? Read(SettingsFile file, JsonObject team, string key) =>
        RouteRegistry.Keyed(file, team, key, Key, Usual) is { } read ? new PagerDuty(read.Key, read.Address) : null;

    public async Task<SendResult> Send(OutboxEntry letter, WebhookClient post, CancellationToken cancel)
    {
        var action = letter.Announcement.Kind switch { "resolved" => "resolve", "acknowledged" => "acknowledge", _ => "trigger" };
        // What belongs to no incident, as a drill, comes and goes at once.
        (string Action, string About)[] events = letter.Incidents.Count == 0
            ? [("trigger", $"messages/{letter.Notification}"), ("resolve", $"messages/{letter.Notification}")]
            : [.. letter.Incidents.Select(i => (action, $"incidents/{i}"))];
        foreach (var (what, about) in events)
            if (await post.Json(address, Event(letter, what, about, post).Bytes(), cancel,
                judge: TrueAnswer.JsonObject) is not SendResult.Sent and var not)
                return not;
        return new SendResult.Sent();
    }

    /// <summary>The end of something that never was: nobody hears of it, and a key that is wrong is refused.</summary>
    public Task<SendResult> Test(WebhookClient post, CancellationToken cancel) =>
        post.Json(address, new JsonObject { ["routing_key"] = routingKey, ["event_action"] = "resolve",
            ["dedup_key"] = $"{post.Board}/self-test" }.Bytes(), cancel);

    private JsonObject Event(OutboxEntry letter, string action, string about, WebhookClient post)
    {
        var told = letter.Announcement;
        return new JsonObject
        {
            ["routing_key"] = routingKey,
            ["event_action"] = action,
            ["dedup_key"] = $"{post.Board}/{about}",
            ["client"] = "SmokeTests",
            ["client_url"] = post.Board,
            ["payload"] = new JsonObject
            {
                ["summary"] = MessageText.Short(told.Headline, MostSummary),
                ["source"] = post.Board,
                ["severity"] = letter.Incidents.Count == 0 ? "info" : "critical",
                ["timestamp"] = letter.At.ToString("O"),
                ["group"] = letter.Team,
                ["custom_details"] = Details(told),
            },
            ["links"] = new JsonArray(
                [.. told.Links.Take(MostLinks).Select(l => new JsonObject { ["href"] = l.Address, ["text"] = l.Name })]),
        };
    }

    /// <summary>Facts of one name are one detail.</summary>
    private static JsonObject Details(Message told) => new(told.Facts.Take(MostFacts).GroupBy(f => f.Name)
        .Select(same => KeyValuePair.Create(same.Key,
            (JsonNode?)MessageText.Short(string.Join('\n', same.Select(f => f.Text)), MostDetail))));
}
