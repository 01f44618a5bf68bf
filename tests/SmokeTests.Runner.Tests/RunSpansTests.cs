using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;
using SmokeTests.Recording;
using SmokeTests.Runner.Running;
using SmokeTests.Testing;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

/// <summary>Runs as traces, by the real exporter and a collector.</summary>
[Collection(AloneWithTelemetry.Name)]
public sealed class RunSpansTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly Check Check =
        new("Suite.Load.Check@here", "Suite.Load.Check", "Suite", "here", "Check", "Load", "Suite.Load", "load")
        {
            Schedule = Schedule.Usual,
            Limit = TimeSpan.FromSeconds(30),
        };

    [Fact]
    public async Task Spans_have_the_ids_that_the_requests_bore_and_their_own_times()
    {
        var trace = SpanIds.NewTrace();
        var run = new Run("r1", Check.Id, Noon, 500, Outcome.Passed,
            [Step("around", 0, 0, 300), Step("within", 1, 100, 100), Step("after", 0, 300, 100), Step("that goes on", 0, 400, -1)],
            null, null)
        {
            Trace = trace,
            Began = Noon.AddMilliseconds(20),
            Requests = [new(SpanIds.OfRequest(trace, 0), 1, "GET", "http://shop.example/", 110, 50, 200, null),
                new(SpanIds.OfRequest(trace, 1), -1, "POST", "http://shop.example/late", 450, 200, null, "refused")],
        };
        var spans = (await Exported(telemetry => telemetry.Ended(Check, run), 7)).ToDictionary(s => s.Name);
        spans.Values.Should().OnlyContain(s => s.Trace == trace);
        var root = spans["Load: Check"];
        (root.Id, root.Parent, root.Start, root.End).Should()
            .Be((SpanIds.OfRun(trace), "", Noon, Noon.AddMilliseconds(670)), "nothing ends after it");
        (spans["around"].Id, spans["around"].Parent, spans["around"].Start).Should()
            .Be((SpanIds.OfStep(trace, 0), root.Id, Noon.AddMilliseconds(20)));
        (spans["within"].Id, spans["within"].Parent, spans["within"].Start, spans["within"].End).Should()
            .Be((SpanIds.OfStep(trace, 1), SpanIds.OfStep(trace, 0), Noon.AddMilliseconds(120), Noon.AddMilliseconds(220)));
        spans["after"].Parent.Should().Be(root.Id);
        spans["that goes on"].End.Should().Be(Noon.AddMilliseconds(500));
        (spans["GET"].Parent, spans["GET"].Kind, spans["GET"].Tags["url.full"], spans["GET"].Tags["http.response.status_code"]).Should()
            .Be((SpanIds.OfStep(trace, 1), SpanSeen.Client, "http://shop.example/", "200"));
        (spans["POST"].Parent, spans["POST"].Status, spans["POST"].Tags["error.type"]).Should().Be((root.Id, SpanSeen.Error, "no_answer"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("no trace, but as many characters")]
    [InlineData("ABCDEF00000000000000000000000001")]
    public async Task A_run_whose_trace_is_none_is_exported_all_the_same(string? trace)
    {
        var run = new Run("r1", Check.Id, Noon, double.NaN, Outcome.Failed,
            [Step("odd", 7, double.NaN, double.PositiveInfinity), Step("odder", -3, 1e308, -5)], null, null)
        {
            Trace = trace,
            Began = DateTimeOffset.MaxValue,
            Requests = [new("id", 99, new string('X', 10_000), "no address", double.NaN, double.NaN, null, null)],
        };
        var spans = await Exported(telemetry => telemetry.Ended(Check, run), 3);
        spans.Select(s => s.Trace).Distinct().Should().ContainSingle().Which.Should().NotBe(trace);
        spans.Should().OnlyContain(s => s.Parent == "" || spans.Any(p => p.Id == s.Parent));
    }

    [Fact]
    public async Task Of_runs_that_end_all_at_once_no_span_is_dropped()
    {
        const int runs = 2_000;
        const int steps = 20;
        var all = Enumerable.Range(0, steps).Select(n => Step($"step {n}", 0, n, 1)).ToArray();
        var spans = await Exported(telemetry =>
        {
            for (var n = 0; n < runs; n++)
                telemetry.Ended(Check,
                    new Run($"r{n}", Check.Id, Noon, steps, Outcome.Passed, all, null, null) { Trace = SpanIds.NewTrace() });
        }, runs * (steps + 1));
        spans.Should().HaveCount(runs * (steps + 1));
        var ids = spans.Select(s => (s.Trace, s.Id)).ToHashSet();
        spans.Should().OnlyContain(s => s.Parent == "" || ids.Contains(new ValueTuple<string, string>(s.Trace, s.Parent)));
    }

    [Fact]
    public async Task A_failure_of_megabytes_makes_a_span_that_a_collector_takes()
    {
        var text = new string('é', 5_000_000);
        var run = new Run("r1", Check.Id, Noon, 5, Outcome.Failed, [Step(text, 0, 0, 5)],
            new Failure(text, text, null, null, null, null, null, null), null) { Trace = SpanIds.NewTrace() };
        var spans = await Exported(telemetry => telemetry.Ended(Check, run), 2);
        spans.Should().OnlyContain(s => s.Name.Length <= 300 && s.Tags.Values.All(v => v.Length < 3_000));
    }

    private static StepTaken Step(string name, int depth, double start, double ms) => new(name, depth, start, ms, null, null, false);

    private static async Task<IReadOnlyList<SpanSeen>> Exported(Action<Telemetry> act, int expected)
    {
        await using var collector = await OtlpReceiver.Start();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(
            new ConfigurationBuilder().AddInMemoryCollection(
                collector.Environment.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value))).Build());
        Telemetry.Add(services, exported: true);
        await using var provider = services.BuildServiceProvider();
        var tracer = provider.GetRequiredService<TracerProvider>();
        using var telemetry = new Telemetry();
        act(telemetry);
        tracer.ForceFlush(60_000).Should().BeTrue();
        // The last batch may be on its way still.
        for (var n = 0; collector.Spans.Count < expected && n < 600; n++)
            await Task.Delay(100, TestContext.Current.CancellationToken);
        collector.Spans.Count.Should().Be(expected);
        return collector.Spans;
    }
}
