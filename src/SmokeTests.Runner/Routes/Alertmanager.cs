using System.Text.Json.Nodes;
using SmokeTests.Runner.History;
using SmokeTests.Settings;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Routes;

/// <summary>
/// Alertmanager's API v2, for those who route there: <c>"alertmanager": "http://alertmanager:9093"</c>. An alert is an
/// incident; it ends when that is resolved, not by a time-out.
/// </summary>
internal sealed class Alertmanager(Uri address) : IRoute
{
    public const string Key = "alertmanager";
    private static readonly TimeSpan Open = TimeSpan.FromDays(3_650);

    public string Name => Key;

    public bool Pages => false;

    public static IRoute? Read(SettingsFile file, JsonObject team, string key) =>
        SettingTexts.Address(file, team, key, Key, "is not the address of an Alertmanager") is { } address
        ? new Alertmanager(address) : null;

    public Task<SendResult> Test(WebhookClient post, CancellationToken cancel) => post.Knock(new Uri(address, "/-/ready"), cancel);

    public Task<SendResult> Send(OutboxEntry letter, WebhookClient post, CancellationToken cancel)
    {
        var told = letter.Announcement;
        if (letter.Incidents.Count == 0)
            return Task.FromResult<SendResult>(new SendResult.Sent());
        var ends = told.Kind == "resolved" ? letter.At : letter.At + Open;
        var alerts = new JsonArray([.. letter.Incidents.Select(incident => new JsonObject
        {
            ["labels"] = new JsonObject { ["alertname"] = "SmokeTests", ["team"] = letter.Team, ["incident"] = $"{incident}" },
            ["annotations"] = new JsonObject { ["summary"] = told.Headline, ["description"] = told.Plain() },
            ["endsAt"] = ends.ToString("O"),
            ["generatorURL"] = told.Links is [var first, ..] ? first.Address : post.Board,
        })]);
        return post.Json(new Uri(address, "/api/v2/alerts"), alerts.Bytes(), cancel);
    }
}
