using System.Text.Json;
using Microsoft.Playwright;
using SmokeTests.Recording;
using SmokeTests.Runs;

namespace SmokeTests.Browsers;

/// <summary>
/// Adds the run's headers to pages and scripts' requests of the environment's own origins, and fails requests to blocked
/// third parties. Chromium itself sorts out which requests these are, so that all others pass untouched; and what is added
/// to one request does not travel on by a redirect.
/// </summary>
internal static class OwnOrigins
{
    /// <summary>Null where the page has gone again.</summary>
    public static async Task<ICDPSession?> Mark(IBrowserContext context, IPage page, RunContext run, Handlers handlers,
        PageRequests requests)
    {
        var own = run.RequestHeaders.Own.Select(o => o.GetLeftPart(UriPartial.Authority) + "/*").Distinct();
        var patterns = own.SelectMany(pattern => new[] { "Document", "XHR",
            "Fetch" }.Select(type => new Dictionary<string, object> { ["urlPattern"] = pattern, ["resourceType"] = type }))
            .Concat(run.Settings.Block.Select(host => new Dictionary<string, object> { ["urlPattern"] = $"*://{host}/*" })).ToArray();
        try
        {
            var chrome = await context.NewCDPSessionAsync(page);
            chrome.Event("Fetch.requestPaused").OnEvent += (_, paused) =>
                handlers.Handle(() => Go(chrome, page, run, requests, paused!.Value));
            // Page.enable lets it tell of windows that are about to open. Both are sent at once, for one round trip.
            await Task.WhenAll(chrome.SendAsync("Page.enable"),
                chrome.SendAsync("Fetch.enable", new Dictionary<string, object> { ["patterns"] = patterns }));
            return chrome;
        }
        catch (PlaywrightException) when (page.IsClosed)
        {
            // A page that closes at once needs no marks.
            return null;
        }
    }

    private static async Task Go(ICDPSession chrome, IPage page, RunContext run, PageRequests requests, JsonElement paused)
    {
        var id = paused.GetProperty("requestId").GetString()!;
        var request = paused.GetProperty("request");
        var address = new Uri(request.GetProperty("url").GetString()!);
        try
        {
            if (!run.RequestHeaders.Owns(address))
                await chrome.SendAsync("Fetch.failRequest",
                    new Dictionary<string, object> { ["requestId"] = id, ["errorReason"] = "BlockedByClient" });
            else if (paused.GetProperty("resourceType").GetString() == "Document" || IsOfSameOrigin(page, address))
                await chrome.SendAsync("Fetch.continueRequest",
                    new Dictionary<string, object> { ["requestId"] = id, ["headers"] = Headers(request, run, requests, address) });
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
        Uri.TryCreate(page.Url, UriKind.Absolute, out var at)
        && at.GetLeftPart(UriPartial.Authority) == address.GetLeftPart(UriPartial.Authority);

    private static List<Dictionary<string, object>> Headers(JsonElement request, RunContext run, PageRequests requests, Uri address)
    {
        // Chromium adds the cookies by itself: what it tells of them here has lost the bytes that are no UTF-8.
        var headers = request.GetProperty("headers").EnumerateObject()
            .Where(h => !h.Name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
            .Select(h => (h.Name, Value: h.Value.GetString()!)).Concat(run.RequestHeaders.For(address)).ToList();
        // A site that follows its visitors' requests itself has its own trace.
        if (!run.Recorder.Spans.AreUntold && !headers.Exists(h => h.Name.Equals(SpanIds.Header, StringComparison.OrdinalIgnoreCase)))
        {
            var method = request.GetProperty("method").GetString()!;
            var sent = run.Recorder.PageSends(method, address);
            headers.Add((SpanIds.Header, sent.TraceParent));
            if (run.Recorder.Spans.AreExported)
                requests.Goes(method, address, sent);
        }
        return [.. headers.Select(h => new Dictionary<string, object> { ["name"] = h.Name, ["value"] = h.Value })];
    }
}
