using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SmokeTests.Runner.History;
using SmokeTests.Settings;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Routes;

/// <summary>A channel of Microsoft Teams by a workflow's webhook: <c>"teams": "https://…"</c>. The message is an Adaptive Card.</summary>
internal sealed class MicrosoftTeams(Uri address) : IRoute
{
    public const string Key = "teams";

    /// <summary>A message may have 28 KB, whatever letters it is written in; Teams adds some of its own.</summary>
    public const int MostBytes = 26 * 1024;

    /// <summary>What is not ASCII stands as it is: escaped it would take up to three times the room.</summary>
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int MostFact = 2_000;
    private const int MostFacts = 10;
    private const int MostHeadline = 500;
    private const int MostLinks = 4;

    public string Name => Key;

    public bool Pages => false;

    public static IRoute? Read(SettingsFile file, JsonObject team, string key) =>
        SettingTexts.Address(file, team, key, Key, "is not the address of a workflow's webhook") is { } address
        ? new MicrosoftTeams(address) : null;

    public Task<SendResult> Send(OutboxEntry letter, WebhookClient post, CancellationToken cancel) =>
        post.Json(address, Fitting(letter.Announcement), cancel);

    public Task<SendResult> Test(WebhookClient post, CancellationToken cancel) => post.Knock(address, cancel);

    /// <summary>The longer the texts in bytes, the fewer characters of them.</summary>
    public static byte[] Fitting(Message told)
    {
        for (var most = MostFact; ; most = most * 3 / 4)
            if (Encoding.UTF8.GetBytes(Card(told, most).ToJsonString(Readable)) is var card && card.Length <= MostBytes)
                return card;
    }

    private static JsonObject Card(Message told, int mostFact) => new()
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
                    new JsonObject { ["type"] = "TextBlock", ["text"] = Plain(MessageText.Short(told.Headline, MostHeadline)),
                        ["weight"] = "Bolder", ["size"] = "Medium", ["wrap"] = true },
                    new JsonObject
                    {
                        ["type"] = "FactSet",
                        ["facts"] = new JsonArray([.. told.Facts.Take(MostFacts)
                            .Select(f => new JsonObject { ["title"] = f.Name, ["value"] = Plain(MessageText.Short(f.Text, mostFact)) })]),
                    }),
                ["actions"] = new JsonArray([.. told.Links.Take(MostLinks)
                    .Select(l => new JsonObject { ["type"] = "Action.OpenUrl", ["title"] = l.Name, ["url"] = l.Address })]),
            },
        }),
    };

    /// <summary>A card reads a subset of Markdown: text that came from a page must form no link and mention nobody.</summary>
    private static string Plain(string text) =>
        string.Concat(text.Select(c => c is '[' or ']' or '*' or '_' or '`' or '<' or '>' ? $"\\{c}" : $"{c}"));
}
