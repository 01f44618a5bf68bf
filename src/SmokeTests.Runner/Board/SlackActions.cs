using System.Text.Json;
using System.Text.Json.Nodes;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.Routes;
using SmokeTests.Runner.Settings;

namespace SmokeTests.Runner.Board;

/// <summary>What Slack asks when somebody presses a button below a message.</summary>
internal static class SlackActions
{
    private const int MostBody = 256 * 1024;

    /// <summary>Slack wants an answer within three seconds: what was done is told afterwards, where the message stands.</summary>
    public static async Task<IResult> Take(HttpContext context, RunnerSettings settings, OperatorActions acts, WebhookClient post,
        ILogger<OperatorActions> log)
    {
        if (settings.SlackSecret is null)
            return Results.NotFound();
        if (await Body(context) is not { } body
            || !SlackButtons.IsSigned(body, $"{context.Request.Headers["X-Slack-Request-Timestamp"]}",
                $"{context.Request.Headers["X-Slack-Signature"]}", settings.SlackSecret, post.Now))
            return Results.Text("Slack has not signed this, or too long ago.", statusCode: 401);
        if (Pressed.Read(body) is not { } pressed)
            return Results.Text("No button of ours.", statusCode: 400);
        var done = acts.Do(pressed.Incidents, pressed.Act, pressed.By, "in Slack");
        if (done is not null && pressed.Answer is { } address)
            _ = Answer(address, $"{done} by {pressed.By}", post, log);
        return done is null ? Results.Text("No button of ours.", statusCode: 400) : Results.Ok();
    }

    private static async Task Answer(Uri address, string text, WebhookClient post, ILogger log)
    {
        var said = new JsonObject { ["replace_original"] = false, ["response_type"] = "in_channel", ["text"] = $"✓ {text}" };
        if (await post.Json(address, said.Bytes(), CancellationToken.None) is not SendResult.Sent and var not)
            log.LogWarning("Slack did not take the answer to a button ({Why}); what it asked for is done", not);
    }

    private static async Task<byte[]?> Body(HttpContext context)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is var read and > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > MostBody)
                return null;
        }
        return body.ToArray();
    }

    /// <param name="Answer">Where Slack takes what is to be said to it.</param>
    private sealed record Pressed(IReadOnlySet<long> Incidents, string Act, string By, Uri? Answer)
    {
        public static Pressed? Read(byte[] body)
        {
            try
            {
                var form = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(System.Text.Encoding.UTF8.GetString(body));
                if (JsonNode.Parse($"{form.GetValueOrDefault("payload")}") is not { } payload || (string?)payload["type"] != "block_actions"
                    || payload["actions"]?[0] is not { } action)
                    return null;
                var ids = ((string?)action["value"] ?? "").Split('-').Select(i => long.TryParse(i, out var id) ? id : 0).ToHashSet();
                var by = (string?)payload["user"]?["name"] ?? (string?)payload["user"]?["username"] ?? (string?)payload["user"]?["id"]
                    ?? "somebody";
                return new Pressed(ids, (string?)action["action_id"] ?? "", Texts.Name(by, OperatorActions.MostName),
                    WebAddress.Of((string?)payload["response_url"]) is { } address ? new Uri(address) : null);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
            {
                return null;
            }
        }
    }
}
