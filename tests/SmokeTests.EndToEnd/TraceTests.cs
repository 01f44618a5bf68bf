using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SmokeTests.Testing;

namespace SmokeTests.EndToEnd;

/// <summary>
/// A run's trace is whole: the run, its steps, their requests, and what ASP.NET Core makes of these on the site. Nothing in it
/// names a parent that nobody exports.
/// </summary>
public sealed class TraceTests : IDisposable
{
    /// <summary>The clocks of two processes and a browser.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(50);

    private const string PathTag = "path";
    private const string StatusTag = "status";
    private readonly ConcurrentQueue<Activity> served = new();
    private readonly ActivityListener listener;

    public TraceTests()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = served.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
    }

    public void Dispose() => listener.Dispose();

    [Theory]
    [InlineData("Over http", "Passed", "/", "/moved", "/")]
    [InlineData("By the api", "Passed", "/data", "/data", "/data", "/data", "/data", "/data", "/data")]
    [InlineData("In a browser", "Passed", "/moved", "/", "/data")]
    [InlineData("That fails", "Failed", "/", "/broken")]
    public async Task Every_request_is_a_span_below_its_step_and_what_the_site_does_is_below_that(string check, string outcome,
        params string[] paths)
    {
        var (run, spans, trace, before) = await Ran(check, outcome);
        spans.Select(s => s.Id).Should().OnlyHaveUniqueItems();
        var ids = spans.ToDictionary(s => s.Id);
        var root = spans.Should().ContainSingle(s => s.Parent == "").Subject;
        root.Name.Should().Be($"Traced: {check}");
        root.Start.Should().BeAfter(before);
        root.Tags["run"].Should().Be(run);
        foreach (var span in spans.Where(s => s.Parent != ""))
        {
            ids.Should().ContainKey(span.Parent, "{0} has a parent that is there", span.Name);
            span.Start.Should().BeOnOrAfter(ids[span.Parent].Start - Tolerance, span.Name);
            span.End.Should().BeOnOrAfter(span.Start).And.BeOnOrBefore(root.End + Tolerance, span.Name);
        }
        var requests = spans.Where(s => s.Kind == SpanSeen.Client).ToArray();
        requests.Select(r => new Uri(r.Tags["url.full"]).AbsolutePath).Should().BeEquivalentTo(paths);
        requests.Should().OnlyContain(r => ids[r.Parent].Parent != "" && ids[r.Parent].Kind != SpanSeen.Client, "a step sends them");
        var there = served.Where(s => s.TraceId.ToHexString() == trace).ToArray();
        there.Should().HaveCount(paths.Length);
        foreach (var server in there)
        {
            var client = ids.Should().ContainKey(server.ParentSpanId.ToHexString()).WhoseValue;
            client.Kind.Should().Be(SpanSeen.Client);
            new Uri(client.Tags["url.full"]).AbsolutePath.Should().Be((string)server.GetTagItem(PathTag)!);
            client.Tags["http.response.status_code"].Should().Be($"{server.GetTagItem(StatusTag)}");
            var began = new DateTimeOffset(server.StartTimeUtc, TimeSpan.Zero);
            began.Should().BeOnOrAfter(client.Start - Tolerance).And.BeOnOrBefore(client.End + Tolerance);
        }
    }

    [Fact]
    public async Task Of_a_run_that_asks_without_end_the_first_requests_are_told_and_the_others_are_below_its_steps()
    {
        var (_, spans, trace, _) = await Ran("That asks without end", "Passed");
        var ids = spans.Select(s => s.Id).ToHashSet();
        spans.Count(s => s.Kind == SpanSeen.Client).Should().Be(500);
        var there = served.Where(s => s.TraceId.ToHexString() == trace).ToArray();
        there.Should().HaveCount(600).And.OnlyContain(s => ids.Contains(s.ParentSpanId.ToHexString()));
    }

    private async Task<(string Run, IReadOnlyList<SpanSeen> Spans, string Trace, DateTimeOffset Before)> Ran(string check, string outcome)
    {
        await using var collector = await OtlpReceiver.Start();
        await using var site = await TestSite.Answering(Answer);
        await using var runner = new Runner([Product.Specimen("Journeys"), "--every", "1h", "--filter", "class=Traced"],
            collector.Environment.Append(new("JOURNEYS_SITE", site.Address.ToString())).ToDictionary());
        await runner.Start();
        var before = DateTimeOffset.UtcNow - Tolerance;
        var id = (await runner.Checks()).Single(c => c.Name == check).Id;
        var run = JsonNode.Parse(await runner.RunNow(id))!;
        ((string?)run["outcome"]).Should().Be(outcome, runner.Output);
        var trace = (string)run["trace"]!;
        var (seen, steps) = (0, run["steps"]!.AsArray().Count);
        await runner.Until("its spans have arrived", () =>
        {
            var now = collector.Spans.Count(s => s.Trace == trace);
            var isAll = now > steps && now == seen && collector.Spans.Any(s => s.Trace == trace && s.Parent == "");
            seen = now;
            return Task.FromResult(isAll);
        });
        return ((string)run["id"]!, [.. collector.Spans.Where(s => s.Trace == trace)], trace, before);
    }

    private static async Task Answer(HttpContext context)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        await Page(context);
        Activity.Current?.SetTag(PathTag, context.Request.Path.Value).SetTag(StatusTag, context.Response.StatusCode);
    }

    private static Task Page(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/moved":
                context.Response.Redirect("/");
                return Task.CompletedTask;
            case "/data":
                return context.Response.WriteAsync("loaded");
            case "/broken":
                context.Response.StatusCode = 500;
                return Task.CompletedTask;
            default:
                return context.Response.WriteAsync("""
                    <title>A page</title><h1>a page</h1><p id="here"></p><link rel="icon" href="data:,">
                    <script>fetch('/data').then(a => a.text()).then(t => document.getElementById('here').textContent = t)</script>
                    """);
        }
    }
}
