using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using SmokeTests.Browsers;
using SmokeTests.Content;
using SmokeTests.Testing;

namespace SmokeTests.Tests.Differential;

/// <summary>Reads documents over HTTP and in Chromium, many at once.</summary>
internal sealed class Readers : IAsyncDisposable
{
    /// <summary>Each document stands in a frame as large as a tab of the other driver.</summary>
    private const string Batch = """
        async ({ documents, look }) => Promise.all(documents.map(async text => {
          const frame = document.createElement('iframe');
          frame.width = 1280; frame.height = 800;
          frame.src = URL.createObjectURL(new Blob([text], { type: 'text/html; charset=utf-8' }));
          const loaded = new Promise(done => frame.onload = done);
          document.body.append(frame);
          await loaded;
          const seen = frame.contentWindow.eval('(' + look + ')')();
          URL.revokeObjectURL(frame.src);
          frame.remove();
          return [seen.title, seen.text];
        }))
        """;

    private readonly ConcurrentDictionary<int, string> documents;
    private readonly TestSite site;
    private readonly Drive browser;
    private readonly BrowserPage page;
    private int count;

    private Readers(ConcurrentDictionary<int, string> documents, TestSite site, Drive browser, BrowserPage page) =>
        (this.documents, this.site, this.browser, this.page) = (documents, site, browser, page);

    public static async Task<Readers> Start()
    {
        var documents = new ConcurrentDictionary<int, string>();
        var site = await TestSite.Answering(context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.WriteAsync(
                documents.GetValueOrDefault(int.TryParse(context.Request.Path.Value![1..], CultureInfo.InvariantCulture, out var number)
                    ? number : 0, "<!doctype html><p>here"));
        });
        var browser = Drive.On(site.Address, Driver.Browser, e => e with { StepLimit = TimeSpan.FromMinutes(2) });
        return new Readers(documents, site, browser, (BrowserPage)await browser.Open("/"));
    }

    public async Task<(Reading Http, Reading Browser)[]> Read(IReadOnlyList<string> texts)
    {
        var browsing = page.Playwright.EvaluateAsync<string[][]>(Batch, new { documents = texts, look = Scripts.Look });
        var overHttp = await Task.WhenAll(texts.Select(Http));
        var inBrowser = await browsing;
        return [.. overHttp.Zip(inBrowser, (http, seen) => (http, new Reading(seen[0], Fold(seen[1]))))];
    }

    public async Task<(Reading Http, Reading Browser)> Read(string text) => (await Read([text]))[0];

    private async Task<Reading> Http(string text)
    {
        var number = Interlocked.Increment(ref count);
        documents[number] = text;
        await using var drive = Drive.On(site.Address, Driver.Http);
        var read = (HttpPage)await drive.Open($"/{number}");
        documents.TryRemove(number, out _);
        return new Reading(read.Title, Fold(read.Text));
    }

    private static string Fold(string text) => TidyText.Of(text).Replace('\n', ' ');

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        await site.DisposeAsync();
    }
}
