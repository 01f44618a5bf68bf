using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SmokeTests.Testing;

namespace SmokeTests.EndToEnd;

/// <summary>A team's webhook: what it was told of which incident.</summary>
internal sealed class TeamWebhook : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Kind, long Incident)> told = new();
    private readonly Func<HttpContext, Task<bool>> takes;
    private TestSite? site;

    private TeamWebhook(Func<HttpContext, Task<bool>> takes) => this.takes = takes;

    public string Address => site!.Address.ToString();

    public IReadOnlyCollection<(string Kind, long Incident)> Told => told;

    /// <param name="takes">Whether a message is taken; where it is not, it has been answered.</param>
    public static async Task<TeamWebhook> Open(Func<HttpContext, Task<bool>>? takes = null)
    {
        var webhook = new TeamWebhook(takes ?? (_ => Task.FromResult(true)));
        webhook.site = await TestSite.Answering(webhook.Receive);
        return webhook;
    }

    /// <summary>Whether so many incidents have been told of.</summary>
    public bool Has(string kind, int incidents) => told.Where(t => t.Kind == kind).Select(t => t.Incident).Distinct().Count() == incidents;

    public ValueTask DisposeAsync() => site!.DisposeAsync();

    private async Task Receive(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        if (!await takes(context))
            return;
        foreach (var incident in body.RootElement.GetProperty("incidents").EnumerateArray())
            told.Enqueue((body.RootElement.GetProperty("kind").GetString()!, incident.GetInt64()));
        await context.Response.WriteAsync("thanks");
    }
}
