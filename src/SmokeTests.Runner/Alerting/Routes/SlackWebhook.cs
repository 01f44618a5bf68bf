using System.Text.Json;
using System.Text.Json.Nodes;
using SmokeTests.Runner.History;
using SmokeTests.Settings;

namespace SmokeTests.Runner.Alerting.Routes;

/// <summary>An incoming webhook of Slack: <c>"slack": "https://hooks.slack.com/services/…"</c>. Its address fixes the channel.</summary>
internal sealed class SlackWebhook(Uri address, string? mention) : IRoute
{
    public const string Key = "slack";

    public string Name => Key;

    public bool Pages => false;

    public TimeSpan Rest => SlackMessage.Rest;

    public static IRoute? Read(SettingsFile file, JsonObject team, string key)
    {
        if (team[Key] is JsonObject bot)
            return SlackBot.Read(file, bot, SettingsFile.Join(key, Key), SlackMessage.Mention(file, team, key));
        if (All.Text(file, team, key, Key) is OnTheBoard.Word)
            return null;
        return All.Address(file, team, key, Key, $"is neither the address of an incoming webhook nor \"{OnTheBoard.Word}\"") is { } address
            ? new SlackWebhook(address, SlackMessage.Mention(file, team, key)) : null;
    }

    public Task<Delivery> Send(Letter letter, Post post, CancellationToken cancel) =>
        post.Json(address, JsonSerializer.SerializeToUtf8Bytes(SlackMessage.From(letter.Announcement, letter.Mentions ? mention : null), AlertJson.Default.SlackMessage), cancel);
}
