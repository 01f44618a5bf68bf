using System.Diagnostics;
using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SmokeTests.Runner.History;

namespace SmokeTests.Runner.Running;

/// <summary>
/// What the runner tells of itself: metrics for Prometheus at <c>/metrics</c>, and metrics and traces by OTLP where
/// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, as OpenTelemetry's documentation says. A run is a span, its steps are spans
/// within it, all in the trace whose id its requests carried.
/// </summary>
internal sealed class Telemetry : IDisposable
{
    public const string Name = "SmokeTests";
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly ActivitySource Source = new(Name);

    /// <summary>From a page that is served at once to a journey that takes a minute: the usual buckets are made for milliseconds.</summary>
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] };

    /// <summary>The id of the trace that this thread is about to begin: that of a run is known before its span is.</summary>
    [ThreadStatic]
    private static ActivityTraceId? wanted;

    private readonly Meter meter = new(Name);
    private readonly Counter<long> runs;
    private readonly Histogram<double> durations;
    private readonly Histogram<double> steps;
    private readonly Histogram<double> lateness;

    static Telemetry() => Activity.TraceIdGenerator = () => wanted ?? ActivityTraceId.CreateRandom();

    public Telemetry()
    {
        runs = meter.CreateCounter<long>("smoketests.runs", "{run}", "Runs that have ended, by check and outcome.");
        durations = meter.CreateHistogram("smoketests.run.duration", "s", "How long runs took.", advice: Seconds);
        steps = meter.CreateHistogram("smoketests.step.duration", "s", "How long the steps of runs took, by whether they failed.", advice: Seconds);
        lateness = meter.CreateHistogram("smoketests.run.lateness", "s", "How long after their due times runs began.", advice: Seconds);
    }

    public static void Add(IServiceCollection services)
    {
        var version = typeof(Telemetry).Assembly.GetName().Version?.ToString(3);
        var telemetry = services.AddOpenTelemetry().ConfigureResource(r => r.AddService("smoketests", serviceVersion: version));
        telemetry.WithMetrics(m =>
        {
            m.AddMeter(Name).AddPrometheusExporter();
            if (IsExported)
                m.AddOtlpExporter();
        });
        if (IsExported)
            telemetry.WithTracing(t => t.AddSource(Name).AddOtlpExporter());
    }

    /// <summary>What is looked up when somebody asks.</summary>
    public void Watch(Roster roster, Conductor conductor, Scribe scribe, Outbox outbox, Incidents incidents, TimeProvider time)
    {
        meter.CreateObservableGauge("smoketests.check.up", () => Lasts().Where(c => c.Last.Outcome is Worker.Outcome.Passed or Worker.Outcome.Slow or Worker.Outcome.Failed)
            .Select(c => new Measurement<int>(c.Last.Outcome == Worker.Outcome.Failed ? 0 : 1, Tags(c.Check))), null, "1 where the check's last run was good, 0 where it failed; absent where it could not tell.");
        meter.CreateObservableGauge("smoketests.check.duration", () => Lasts().Select(c => new Measurement<double>(c.Last.Ms / 1000, Tags(c.Check))), "s", "How long the check's last run took.");
        meter.CreateObservableGauge("smoketests.runs.in_flight", () => conductor.InFlight, "{run}", "Runs that are going on.");
        meter.CreateObservableGauge("smoketests.history.queue", () => scribe.Queue, "{run}", "Runs that wait to be written.");
        meter.CreateObservableGauge("smoketests.workers", () => roster.Workers.Count(), "{process}", "Worker processes.");
        meter.CreateObservableGauge("smoketests.incidents.open", () => incidents.Open().GroupBy(i => i.Team).Select(g => new Measurement<int>(g.Count(), new KeyValuePair<string, object?>("team", g.Key))), "{incident}", "Incidents that are open.");
        meter.CreateObservableGauge("smoketests.outbox.age", () => outbox.OldestWaiting() is { } oldest ? (time.GetUtcNow() - oldest).TotalSeconds : 0, "s", "How long the oldest message has waited for its receiver.");

        IEnumerable<(Check Check, Run Last)> Lasts() => roster.Checks.Values.Select(c => (c, scribe.LastKnown(c.Id))).Where(c => c.Item2 is not null).Select(c => (c.c, c.Item2!));
    }

    public void Ended(Check check, Run run)
    {
        runs.Add(1, [.. Tags(check), new("outcome", run.Outcome.ToString().ToLowerInvariant())]);
        KeyValuePair<string, object?>[] few = [new("team", check.Team), new("environment", check.Environment), new("suite", check.Suite)];
        durations.Record(run.Ms / 1000, few);
        foreach (var step in run.Steps)
            steps.Record(step.Ms / 1000, [.. few, new("failed", step.Failed)]);
        if (run.Late is { } late)
            lateness.Record(late.TotalSeconds, few);
        if (Source.HasListeners())
            Trace(check, run);
    }

    public void Dispose() => meter.Dispose();

    private static bool IsExported => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Endpoint));

    private static KeyValuePair<string, object?>[] Tags(Check check) => [new("check", check.FullName), new("team", check.Team), new("environment", check.Environment), new("suite", check.Suite)];

    /// <summary>After the fact: what a run and its steps were is known when it has ended.</summary>
    private static void Trace(Check check, Run run)
    {
        (Activity.Current, wanted) = (null, run.Trace is { Length: 32 } trace ? ActivityTraceId.CreateFromString(trace) : null);
        using var span = Source.StartActivity(check.FullName, ActivityKind.Internal, default(ActivityContext), Tags(check), startTime: run.At);
        wanted = null;
        if (span is null)
            return;
        span.SetTag("run", run.Id).SetTag("outcome", run.Outcome.ToString().ToLowerInvariant());
        if (run.Failure is { } failure)
            span.SetStatus(ActivityStatusCode.Error, failure.Summary);
        foreach (var step in run.Steps)
            using (var part = Source.StartActivity(step.Name, ActivityKind.Client, span.Context, startTime: run.At.AddMilliseconds(step.StartMs)))
            {
                part?.SetTag("url.full", step.Page).SetTag("http.response.status_code", step.Status).SetStatus(step.Failed ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
                part?.SetEndTime(run.At.AddMilliseconds(step.StartMs + step.Ms).UtcDateTime);
            }
        span.SetEndTime(run.At.AddMilliseconds(run.Ms).UtcDateTime);
    }
}
