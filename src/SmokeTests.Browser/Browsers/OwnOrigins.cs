using System.Text.Json;
using Microsoft.Playwright;
using SmokeTests.Worker;

namespace SmokeTests.Browsers;

/// <summary>
/// Adds the run's headers to pages and scripts' requests of the environment's own origins, and fails requests to blocked
/// third parties. Chromium itself sorts out which requests these are, so that all others pass untouched; and what is added
/// to one request does not travel on by a redirect.
/// </summary>
internal static class OwnOrigins
{
    public static async Task Mark(IBrowserContext context, IPage page, RunContext run)
    {
        var own = run.Courtesy.Own.Select(o => o.GetLeftPart(UriPartial.Authority) + "/*").Distinct();
        var patterns = own.SelectMany(pattern => new[] { "Document", "XHR", "Fetch" }.Select(type => new Dictionary<string, object> { ["urlPattern"] = pattern, ["resourceType"] = type }))
            .Concat(run.Settings.Block.Select(host => new Dictionary<string, object> { ["urlPattern"] = $"*://{host}/*" })).ToArray();
        try
        {
            var chrome = await context.NewCDPSessionAsync(page);
            chrome.Event("Fetch.requestPaused").OnEvent += async (_, paused) => await Go(chrome, page, run, paused!.Value);
            await chrome.SendAsync("Fetch.enable", new Dictionary<string, object> { ["patterns"] = patterns });
        }
        catch (PlaywrightException) when (page.IsClosed)
        {
            // A page that closes at once needs no marks.
        }
    }

    private static async Task Go(ICDPSession chrome, IPage page, RunContext run, JsonElement paused)
    {
        var id = paused.GetProperty("requestId").GetString()!;
        var request = paused.GetProperty("request");
        var address = new Uri(request.GetProperty("url").GetString()!);
        try
        {
            if (!run.Courtesy.Owns(address))
                await chrome.SendAsync("Fetch.failRequest", new Dictionary<string, object> { ["requestId"] = id, ["errorReason"] = "BlockedByClient" });
            else if (paused.GetProperty("resourceType").GetString() == "Document" || IsOfSameOrigin(page, address))
                await chrome.SendAsync("Fetch.continueRequest", new Dictionary<string, object> { ["requestId"] = id, ["headers"] = Headers(request, run, address) });
            else
                // Across origins a header that the other side does not know would need its leave first (CORS).
                await chrome.SendAsync("Fetch.continueRequest", new Dictionary<string, object> { ["requestId"] = id });
        }
        catch (PlaywrightException)
        {
            // The page, or the request, is gone.
        }
    }

    private static bool IsOfSameOrigin(IPage page, Uri address) =>
        Uri.TryCreate(page.Url, UriKind.Absolute, out var at) && at.GetLeftPart(UriPartial.Authority) == address.GetLeftPart(UriPartial.Authority);

    private static List<Dictionary<string, object>> Headers(JsonElement request, RunContext run, Uri address) =>
        [.. request.GetProperty("headers").EnumerateObject().Select(h => (h.Name, Value: h.Value.GetString()!)).Concat(run.Courtesy.For(address))
            .Select(h => new Dictionary<string, object> { ["name"] = h.Name, ["value"] = h.Value })];
}
