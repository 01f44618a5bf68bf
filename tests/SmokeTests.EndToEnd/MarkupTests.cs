using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;

namespace SmokeTests.EndToEnd;

/// <summary>
/// Markup in names of checks, messages, titles of pages and bodies of answers is text on the board, and is never run from there.
/// The table is the specimen's.
/// </summary>
public class MarkupTests
{
    /// <summary>What the board itself never has: that its policy would not run it is no excuse.</summary>
    private const string Foreign =
        "() => [...document.querySelectorAll('script:not([src]), iframe, [onerror], [onload], a[href^=\"javascript:\" i]')].map(e => "
            + "e.outerHTML)";

    [Fact]
    public async Task What_a_check_or_its_site_says_is_text_on_every_page_and_no_file_of_it_is_a_page()
    {
        await using var site = await Testing.TestSite.Answering(async context =>
        {
            var said = context.Request.Query["say"].ToString();
            context.Response.ContentType = "text/html; charset=utf-8";
            await context.Response.WriteAsync(
                $"<!doctype html><title>{WebUtility.HtmlEncode(said)}</title><main><p>{WebUtility.HtmlEncode(said)}</p>{said}</main>");
        });
        await using var runner =
            new Runner([Product.Specimen("Hostile"), "--every", "20s"],
                new Dictionary<string, string> { ["HOSTILE_SITE"] = site.Address.ToString(),
                    ["SMOKETESTS__status__groups__All"] = "team=hostile" });
        await runner.Start();
        await runner.Until("every check is told of",
            async () => (await runner.Checks()) is { Length: 10 } all && all.All(c => c.OpenSince is not null));
        await runner.OutboxIsEmpty();
        var checks = await runner.Checks();
        var incidents = JsonDocument.Parse(await runner.Page("/api/incidents")).RootElement.EnumerateArray()
            .Where(i => checks.Any(c => c.Id == i.GetProperty("check").GetString()))
            .Select(i => $"/incidents/{i.GetProperty("id").GetInt64()}").ToArray();
        incidents.Should().HaveCount(10);

        using var playwright = await Playwright.CreateAsync();
        await using var browser =
            await playwright.Chromium.LaunchAsync(new() { ExecutablePath = BoardTests.Chromium(), Args = BoardTests.Flags() });
        var board = await browser.NewPageAsync();
        var ran = new List<string>();
        board.Dialog += (_, dialog) =>
        {
            ran.Add($"{board.Url}: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        foreach (var path in new[] { "/", "/wall", "/teams/hostile", "/incidents", "/notifications", "/silences", "/settings",
            "/status" }.Concat(incidents))
            await Look(path);
        foreach (var check in checks)
        {
            var markup = check.Name[(check.Name.IndexOf('"') + 1)..check.Name.LastIndexOf('"')]
                .Replace("\\\"", "\"", StringComparison.Ordinal);
            (await Look($"/checks/{Uri.EscapeDataString(check.Id)}")).Should().Contain(markup, "it is shown as it is");
            (await Look($"/runs/{check.Run}")).Should().Contain($"what is not there: {markup}");
            var files = await board.EvaluateAsync<string[]>(
                "() => [...new Set([...document.querySelectorAll('a[href*=\"/evidence/\"]')].map(a => a.getAttribute('href')))]");
            files.Should().Contain(f => f.EndsWith(".html", StringComparison.Ordinal));
            using var http = new HttpClient { BaseAddress = new Uri(runner.Address) };
            foreach (var file in files)
                await IsNoPage(http, file, markup);
            await IsNoPage(http, $"/checks/{Uri.EscapeDataString(check.Id)}/badge.svg", null);
        }
        ran.Should().BeEmpty();

        async Task<string> Look(string path)
        {
            await board.GotoAsync(runner.Address + path, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
            (await board.EvaluateAsync<string[]>(Foreign)).Should().BeEmpty(path);
            return await board.EvaluateAsync<string>("() => document.body.textContent");
        }
    }

    /// <param name="markup">What it must hold where it was a page, so that there is something to be afraid of.</param>
    private static async Task IsNoPage(HttpClient http, string file, string? markup)
    {
        using var answer = await http.GetAsync(file);
        answer.StatusCode.Should().Be(HttpStatusCode.OK, file);
        answer.Headers.GetValues("X-Content-Type-Options").Should().Equal(["nosniff"], file);
        answer.Content.Headers.ContentType!.MediaType.Should().NotContain("html", file);
        var text = await answer.Content.ReadAsStringAsync();
        if (file.EndsWith(".html", StringComparison.Ordinal))
            text.Should().Contain(markup, file);
        if (answer.Content.Headers.ContentType.MediaType!.Contains("xml", StringComparison.Ordinal))
            XDocument.Parse(text).Descendants().Select(e => e.Name.LocalName).Should().BeSubsetOf(["svg", "rect", "g", "text"], file);
    }
}
