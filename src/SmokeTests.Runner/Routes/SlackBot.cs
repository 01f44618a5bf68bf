using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using SmokeTests.Runner.History;
using SmokeTests.Settings;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Routes;

/// <summary>
/// A bot of Slack (scope <c>chat:write</c>): <c>"slack": { "token": "${SLACK_TOKEN}", "channel": "C0123ABC" }</c>. An
/// incident is one message, edited as it goes on; what happens to it stands in its thread.
/// </summary>
internal sealed class SlackBot(string token, string channel, string? mention, Uri address, bool hasButtons = false) : IRoute
{
    private static readonly Uri Usual = new("https://slack.com/api/");

    public string Name => SlackWebhook.Key;

    public bool Pages => false;

    public TimeSpan Rest => SlackMessage.Rest;

    public static SlackBot? Read(SettingsFile file, JsonObject node, string key, string? mention)
    {
        file.OnlyKeys(node, key, "token", "channel", "address");
        var (token, channel) = (SettingTexts.Text(file, node, key, "token"), SettingTexts.Text(file, node, key, "channel"));
        if (node["token"] is null || node["channel"] is null)
            file.Mistake(key, "needs both: \"token\": \"${SLACK_TOKEN}\" and \"channel\": \"C0123ABC\"");
        var custom = node["address"] is null ? Usual : SettingTexts.Address(file, node, key, "address", "is no address");
        return token is null || channel is null || custom is null ? null
            : new SlackBot(token, channel, mention, custom, SlackButtons.AreOn(file));
    }

    public async Task<SendResult> Send(OutboxEntry letter, WebhookClient post, CancellationToken cancel)
    {
        var message = SlackMessage.From(letter, mention, hasButtons);
        if (post.Thread(letter) is not { } first)
            return await Call("chat.postMessage", message, null, post, cancel);
        // What goes on stands in the thread of the message that told it first; the end of it edits that one too.
        if (await Call("chat.postMessage", message, ("thread_ts", first), post, cancel) is not SendResult.Sent and var not)
            return not;
        return letter.Announcement.Kind == "resolved" ? await Call("chat.update", message, ("ts", first), post, cancel)
            : new SendResult.Sent(first);
    }

    public Task<SendResult> Test(WebhookClient post, CancellationToken cancel) =>
        post.Json(new Uri(address, "auth.test"), "{}"u8.ToArray(), cancel,
            request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token), Answered);

    private Task<SendResult> Call(string method, SlackMessage message, (string Name, string Value)? about, WebhookClient post,
        CancellationToken cancel)
    {
        var body = JsonSerializer.SerializeToNode(message, SlackJson.Default.SlackMessage)!.AsObject();
        body["channel"] = channel;
        if (about is { } which)
            body[which.Name] = which.Value;
        return post.Json(new Uri(address, method), body.Bytes(), cancel,
            request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token), Answered);
    }

    /// <summary>Slack says 200 whatever comes; what came of it stands in the body.</summary>
    private static SendResult Answered(string body)
    {
        try
        {
            using var answer = JsonDocument.Parse(body);
            if (answer.RootElement.ValueKind != JsonValueKind.Object)
                return TrueAnswer.Foreign(body, "a JSON object");
            if (answer.RootElement.TryGetProperty("ok", out var ok) && ok.ValueKind == JsonValueKind.True)
                return new SendResult.Sent(answer.RootElement.TryGetProperty("ts", out var ts) ? ts.GetString() : null);
            var error = answer.RootElement.TryGetProperty("error", out var why) ? why.GetString() ?? "no reason" : "no reason";
            return error is "ratelimited" or "internal_error" or "fatal_error" or "service_unavailable" or "request_timeout"
                ? new SendResult.Later(error) : new SendResult.Refused(error);
        }
        catch (JsonException)
        {
            return TrueAnswer.Foreign(body, "JSON");
        }
    }
}
