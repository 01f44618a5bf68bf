using System.Text.Json;
using System.Text.Json.Nodes;
using SmokeTests.Runner.History;
using SmokeTests.Settings;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Routes;

/// <summary>An incoming webhook of Slack: <c>"slack": "https://hooks.slack.com/services/…"</c>. Its address fixes the channel.</summary>
internal sealed class SlackWebhook(Uri address, string? mention, bool hasButtons = false) : IRoute
{
    public const string Key = "slack";

    public string Name => Key;

    public bool Pages => false;

    public TimeSpan Rest => SlackMessage.Rest;

    public static IRoute? Read(SettingsFile file, JsonObject team, string key)
    {
        if (team[Key] is JsonObject bot)
            return SlackBot.Read(file, bot, SettingsFile.Join(key, Key), SlackMessage.Mention(file, team, key));
        if (SettingTexts.Text(file, team, key, Key) is OnTheBoard.Word)
            return null;
        return SettingTexts.Address(file, team, key, Key,
            $"is neither the address of an incoming webhook nor \"{OnTheBoard.Word}\"") is { } address
            ? new SlackWebhook(address, SlackMessage.Mention(file, team, key), SlackButtons.AreOn(file)) : null;
    }

    public Task<SendResult> Send(OutboxEntry letter, WebhookClient post, CancellationToken cancel) =>
        post.Json(address, JsonSerializer.SerializeToUtf8Bytes(SlackMessage.From(letter, mention, hasButtons),
            SlackJson.Default.SlackMessage), cancel, judge: TrueAnswer.Ok);

    /// <summary>A message without anything in it: a webhook that lives refuses it for that, a dead one for being dead.</summary>
    public async Task<SendResult> Test(WebhookClient post, CancellationToken cancel) =>
        await post.Json(address, "{}"u8.ToArray(), cancel) is { } delivery and not SendResult.Refused { Why: "no_text" or "invalid_payload"
            or "missing_text_or_fallback_or_attachments" } ? delivery : new SendResult.Sent();
}
