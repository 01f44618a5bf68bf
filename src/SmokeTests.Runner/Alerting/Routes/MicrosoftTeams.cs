using System.Text.Json.Nodes;
using SmokeTests.Runner.History;
using SmokeTests.Settings;

namespace SmokeTests.Runner.Alerting.Routes;

/// <summary>A channel of Microsoft Teams by a workflow's webhook: <c>"teams": "https://…"</c>. The message is an Adaptive Card.</summary>
internal sealed class MicrosoftTeams(Uri address) : IRoute
{
    public const string Key = "teams";

    /// <summary>A card may have some 28 kB.</summary>
    private const int MostFact = 2_000;

    public string Name => Key;

    public bool Pages => false;

    public static IRoute? Read(SettingsFile file, JsonObject team, string key) =>
        All.Address(file, team, key, Key, "is not the address of a workflow's webhook") is { } address ? new MicrosoftTeams(address) : null;

    public Task<Delivery> Send(Letter letter, Post post, CancellationToken cancel) => post.Json(address, Card(letter.Announcement).Bytes(), cancel);

    public Task<Delivery> Test(Post post, CancellationToken cancel) => post.Knock(address, cancel);

    private static JsonObject Card(Announcement told) => new()
    {
        ["type"] = "message",
        ["attachments"] = new JsonArray(new JsonObject
        {
            ["contentType"] = "application/vnd.microsoft.card.adaptive",
            ["content"] = new JsonObject
            {
                ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
                ["type"] = "AdaptiveCard",
                ["version"] = "1.4",
                ["body"] = new JsonArray(
                    new JsonObject { ["type"] = "TextBlock", ["text"] = Plain(told.Headline), ["weight"] = "Bolder", ["size"] = "Medium", ["wrap"] = true },
                    new JsonObject
                    {
                        ["type"] = "FactSet",
                        ["facts"] = new JsonArray([.. told.Facts.Take(10).Select(f => new JsonObject { ["title"] = f.Name, ["value"] = Plain(SlackMessage.Short(f.Text, MostFact)) })]),
                    }),
                ["actions"] = new JsonArray([.. told.Links.Select(l => new JsonObject { ["type"] = "Action.OpenUrl", ["title"] = l.Name, ["url"] = l.Address })]),
            },
        }),
    };

    /// <summary>A card reads a subset of Markdown: text that came from a page must form no link and mention nobody.</summary>
    private static string Plain(string text) => string.Concat(text.Select(c => c is '[' or ']' or '*' or '_' or '`' or '<' or '>' ? $"\\{c}" : $"{c}"));
}
