using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SmokeTests.Testing;

namespace SmokeTests.EndToEnd;

/// <summary>What programs ask of a runner: its API, its metrics, its traces.</summary>
public class ApiTests
{
    [Fact]
    public async Task The_api_is_what_its_description_says()
    {
        await using var runner = new Runner([Product.Specimen("Passing")]);
        await runner.Start();
        var document = JsonNode.Parse(await runner.Page("/api/openapi.json"))!;
        Approved.ShouldMatch(
            document.ToJsonString(new JsonSerializerOptions { WriteIndented = true,
                Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }), "openapi");
    }

    [Fact]
    public async Task Checks_are_filtered_and_come_in_pages_and_what_has_not_changed_is_not_sent_again()
    {
        await using var runner =
            new Runner([Product.Specimen("Many"), "--every", "1h"], new Dictionary<string, string> { ["MANY"] = "25" });
        await runner.Start();
        await runner.Until("all have run, and again to be sure", async () => (await runner.Checks()).All(c => c.OpenSince is not null));
        using var http = new HttpClient { BaseAddress = new Uri(runner.Address) };
        var seen = new List<string>();
        var pages = 0;
        for (string? next = "/api/checks?limit=10&team=load"; next is not null; pages++)
        {
            using var answer = await http.GetAsync(next);
            seen.AddRange((await answer.Content.ReadFromJsonAsync<CheckSeen[]>())!.Select(c => c.Id));
            next = answer.Headers.TryGetValues("Link", out var links) ? links.Single().Split('>')[0].TrimStart('<') : null;
        }
        (pages, seen.Distinct().Count()).Should().Be((3, 25));
        (await http.GetFromJsonAsync<CheckSeen[]>("/api/checks?q=row:%207)"))!.Should().ContainSingle();
        (await http.GetFromJsonAsync<CheckSeen[]>("/api/checks?colour=Green"))!.Should().BeEmpty("there is no site");
        (await http.GetFromJsonAsync<CheckSeen[]>("/api/checks?team=nobody"))!.Should().BeEmpty();
        (await http.GetAsync("/api/checks?colour=Blue")).StatusCode.Should().Be(HttpStatusCode.BadRequest);

        var address = $"/api/checks/{Uri.EscapeDataString(seen[0])}/runs";
        using var first = await http.GetAsync(address);
        using var again = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "If-None-Match", $"{first.Headers.ETag}" } } };
        (await http.SendAsync(again)).StatusCode.Should().Be(HttpStatusCode.NotModified);

        using var none = await http.GetAsync("/api/checks/none");
        (none.StatusCode, none.Content.Headers.ContentType!.MediaType).Should().Be((HttpStatusCode.NotFound, "application/problem+json"));
        using var nowhere = await http.GetAsync("/api/nowhere");
        (nowhere.StatusCode, nowhere.Content.Headers.ContentType!.MediaType).Should()
            .Be((HttpStatusCode.NotFound, "application/problem+json"));
    }

    [Theory]
    [InlineData("0")]                // it has missed something
    [InlineData("999999999")]        // what it has seen was of a runner before this one
    public async Task Who_comes_back_to_the_events_is_told_at_once_what_came_meanwhile(string last)
    {
        await using var runner = new Runner([Product.Specimen("Passing"), "--every", "1h"]);
        await runner.Start();
        await runner.Until("it has run", async () => (await runner.Checks()).All(c => c.Outcome is not null));
        using var http = new HttpClient { BaseAddress = new Uri(runner.Address) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/events") { Headers = { { "Last-Event-ID", last } } };
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var told = new List<string>();
        while (await lines.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)) is { Length: > 0 } line)
            told.Add(line);
        told.Should().Contain("event: changed").And.Contain(l => l.StartsWith("id: "));
    }

    [Fact]
    public async Task What_people_do_programs_can_do()
    {
        await using var shop = new Bookshop();
        await shop.Open();
        await using var runner = new Runner([Product.ShopChecks, "--every", "1s", "--filter", "A visitor finds a book"], shop.Environment);
        await runner.Start();
        await runner.Until("the check passes", async () => (await runner.Checks()).All(c => c.Outcome == "Passed"));
        await shop.Break("search-empty");
        await runner.Until("an incident is open", async () => (await runner.Checks()).All(c => c.OpenSince is not null));
        using var http = new HttpClient { BaseAddress = new Uri(runner.Address) };
        var incident = JsonNode.Parse(await runner.Page("/api/incidents"))![0]!["id"];
        (await http.PostAsJsonAsync($"/api/incidents/{incident}/acknowledge", new { why = "on it" })).StatusCode.Should()
            .Be(HttpStatusCode.NoContent);
        (await http.PostAsJsonAsync($"/api/incidents/{incident}/acknowledge", new { why = "on it" })).StatusCode.Should()
            .Be(HttpStatusCode.Conflict);
        var made = await http.PostAsJsonAsync("/api/silences", new { on = "team=storefront", @for = "2h", why = "moving house" });
        made.StatusCode.Should().Be(HttpStatusCode.Created);
        (await runner.Page("/api/silences")).Should().Contain("moving house");
        (await http.PostAsJsonAsync("/api/silences", new { on = "", @for = "soon", why = "x" })).StatusCode.Should()
            .Be(HttpStatusCode.BadRequest);
        var id = JsonNode.Parse(await made.Content.ReadAsStringAsync())!["id"];
        using var lift = new HttpRequestMessage(HttpMethod.Delete, $"/api/silences/{id}") { Content = JsonContent.Create(new { }) };
        (await http.SendAsync(lift)).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await runner.Page("/api/silences")).Should().Be("[]");
        var uptime = JsonNode.Parse(
            await runner.Page($"/api/checks/{Uri.EscapeDataString((await runner.Checks()).Single().Id)}/uptime"))!.AsArray();
        uptime.Select(u => (int)u!["days"]!).Should().Equal(1, 7, 30, 90, 365);
        await runner.Until("time down is counted",
            async () => (double)JsonNode.Parse(
                await runner.Page($"/api/checks/{Uri.EscapeDataString((await runner.Checks()).Single().Id)}/uptime"))![0]!["down"]! > 0);
    }

    [Fact]
    public async Task A_run_that_was_started_by_the_api_appears_with_its_trace_and_in_the_metrics()
    {
        var received = new ConcurrentQueue<byte[]>();
        await using var collector = await TestSite.Answering(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            if (context.Request.Path == "/v1/traces")
                received.Enqueue(body.ToArray());
            context.Response.ContentType = "application/x-protobuf";
        });
        await using var shop = new Bookshop();
        await shop.Open();
        await using var runner = new Runner([Product.ShopChecks, "--every", "1h", "--filter", "A visitor finds a book"],
            shop.Environment.Concat(new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address.ToString(), ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        }).ToDictionary());
        await runner.Start();
        var id = (await runner.Checks()).Single().Id;
        var run = JsonNode.Parse(await runner.RunNow(id))!;
        ((string?)run["outcome"]).Should().Be("Passed");
        var trace = Convert.FromHexString((string)run["trace"]!);
        await runner.Until("its span has arrived in the trace that its requests bore",
            () => Task.FromResult(received.Any(b => b.AsSpan().IndexOf(trace) >= 0)));
        var text = Encoding.UTF8.GetString(received.First(b => b.AsSpan().IndexOf(trace) >= 0));
        text.Should().ContainAll("Storefront: A visitor finds a book", "search for \"dune\"", (string)run["id"]!);

        var metrics = await runner.Page("/metrics");
        metrics.Should().MatchRegex(
            "smoketests_runs_total\\{[^}]*check=\"Storefront: A visitor finds a book\"[^}]*outcome=\"passed\"[^}]*\\} [1-9]")
            .And.MatchRegex("smoketests_check_up\\{[^}]*team=\"storefront\"[^}]*\\} 1").And.ContainAll(
                "smoketests_run_duration_seconds_bucket", "le=\"0.25\"", "smoketests_workers", "smoketests_outbox_age_seconds",
                "smoketests_history_queue")
            .And.MatchRegex("smoketests_step_duration_seconds_count\\{[^}]*failed=\"false\"[^}]*\\} [3-9]", "each step counts");
        (await runner.Page($"/checks/{Uri.EscapeDataString(id)}/badge.svg")).Should().Contain("A visitor finds a book: works");
    }
}
