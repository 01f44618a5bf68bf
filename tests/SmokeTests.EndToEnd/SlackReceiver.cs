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
        var posted = new Posted(context.Request.Path.Value!.Trim('/'), Header(json), json);
        offered.Enqueue(posted);
        if (Answer is { } answer)
        {
            await answer(context);
            return;
        }
        if (context.Request.ContentType != "application/json" || posted.Header.Length is 0 or > 150)
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync("invalid_payload");
            return;
        }
        taken.Enqueue(posted);
        await context.Response.WriteAsync("ok");
    }

    private static string Header(string json)
    {
        using var message = JsonDocument.Parse(json);
        return message.RootElement.GetProperty("text").GetString() is { Length: > 0 }
            ? message.RootElement.GetProperty("blocks").EnumerateArray().First(b => b.GetProperty("type").GetString() == "header").GetProperty("text").GetProperty("text").GetString() ?? ""
            : "";
    }
}
