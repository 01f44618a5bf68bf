using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SmokeTests.Testing;

namespace SmokeTests.EndToEnd;

/// <summary>What arrived: to which team's webhook, and the message's header.</summary>
public sealed record Posted(string Team, string Header, string Json);

/// <summary>A receiver that is as strict as Slack in what it takes, and answers as the test says.</summary>
public sealed class SlackReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, DateTimeOffset> last = new();
    private readonly ConcurrentQueue<Posted> taken = new();
    private readonly ConcurrentQueue<Posted> offered = new();
    private TestSite? site;

    public IReadOnlyList<Posted> Taken => [.. taken];

    /// <summary>Every attempt, also those that were not taken.</summary>
    public IReadOnlyList<Posted> Offered => [.. offered];

    /// <summary>The next answers; "ok" when null.</summary>
    public Func<HttpContext, Task>? Answer { get; set; }

    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["SLACK_STOREFRONT"] = $"{site!.Address}storefront",
        ["SLACK_ACCOUNTS"] = $"{site.Address}accounts",
    };

    public string For(string team) => $"{site!.Address}{team}";

    public async Task Open() => site = await TestSite.Answering(Take);

    public ValueTask DisposeAsync() => site?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task Take(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var json = await reader.ReadToEndAsync();
        if (json == "{}")
        {
            context.Response.StatusCode = Answer is null ? 400 : 404;
            await context.Response.WriteAsync(Answer is null ? "no_text" : "no_service");
            return;
        }
        var posted = new Posted(context.Request.Path.Value!.Trim('/'), Header(json), json);
        offered.Enqueue(posted);
        if (Answer is { } answer)
        {
            await answer(context);
            return;
        }
        if (context.Request.ContentType != "application/json" || Wrong(json) is not null)
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync(Wrong(json) ?? "invalid_payload");
            return;
        }
        var now = DateTimeOffset.UtcNow;
        if (last.TryGetValue(posted.Team, out var before) && now - before < Apart)
        {
            (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (429, "1");
            return;
        }
        last[posted.Team] = now;
        taken.Enqueue(posted);
        await context.Response.WriteAsync("ok");
    }

    /// <summary>What Slack would refuse a message for, by its documented limits.</summary>
    private static string? Wrong(string json)
    {
        using var message = JsonDocument.Parse(json);
        var root = message.RootElement;
        if (!root.TryGetProperty("text", out var text) || text.GetString() is not { Length: > 0 and <= 4_000 })
            return "no_text";
        var blocks = root.GetProperty("blocks").EnumerateArray().ToArray();
        if (blocks.Length is 0 or > 50 || !blocks.All(IsFine))
            return "invalid_blocks";
        return root.GetProperty("blocks").GetRawText().Length > 13_000 ? "msg_blocks_too_long" : null;
    }

    private static bool IsFine(JsonElement block) => block.GetProperty("type").GetString() switch
    {
        "header" => Text(block, "plain_text") is { Length: > 0 and <= 150 },
        "section" => Text(block, "mrkdwn") is { Length: > 0 and <= 3_000 },
        "actions" => block.GetProperty("elements").EnumerateArray().ToArray() is { Length: > 0 and <= 25 } buttons
            && buttons.All(b => Text(b, "plain_text") is { Length: > 0 and <= 75 }
            && b.GetProperty("action_id").GetString() is { Length: > 0 and <= 255 }
            && b.GetProperty("value").GetString() is { Length: > 0 and <= 2_000 }),
        "context" => block.GetProperty("elements").EnumerateArray().ToArray() is { Length: > 0 and <= 10 } elements
            && elements.All(e => e.GetProperty("text").GetString() is { Length: > 0 and <= 3_000 }),
        _ => false,
    };

    private static string? Text(JsonElement block, string type) =>
        block.GetProperty("text") is var text && text.GetProperty("type").GetString() == type ? text.GetProperty("text").GetString() : null;

    private static string Header(string json)
    {
        using var message = JsonDocument.Parse(json);
        return message.RootElement.GetProperty("text").GetString() is { Length: > 0 }
            ? message.RootElement.GetProperty("blocks").EnumerateArray().First(b => b.GetProperty("type").GetString() == "header")
            .GetProperty("text").GetProperty("text").GetString() ?? ""
            : "";
    }
}
