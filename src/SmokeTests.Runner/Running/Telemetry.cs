using System.Diagnostics;
using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Running;

/// <summary>
/// What the runner tells of itself: metrics for Prometheus at <c>/metrics</c>, and metrics and traces by OTLP where
/// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, as OpenTelemetry's documentation says (<see cref="RunSpans"/>).
/// </summary>
internal sealed class Telemetry : IDisposable
{
    public const string Name = "SmokeTests";

    /// <summary>
    /// Series of an instrument that has some for each check: 10,000 checks at three locations, with every outcome, and as many
    /// again that have been there since the start. OpenTelemetry's own limit is 2,000; what is above a limit is one series for
    /// all, on which no rule of an alert manager can go.
    /// </summary>
    public const int MostSeries = 500_000;

    private const string Up = "smoketests.check.up";
    private const string Duration = "smoketests.check.duration";
    private const string Runs = "smoketests.runs";

    /// <summary>
    /// Spans that wait to be exported: those of 10,000 runs that end within some seconds. OpenTelemetry's own limit is 2,048;
    /// what is above is dropped.
    /// </summary>
    private const int MostWaiting = 200_000;
    private const string QueueVariable = "OTEL_BSP_MAX_QUEUE_SIZE";

    private static readonly ActivitySource Source = new(Name);

    /// <summary>From a page that is served at once to a journey that takes a minute: the usual buckets are made for milliseconds.</summary>
    private static readonly InstrumentAdvice<double> Seconds =
        new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] };

    private readonly Meter meter = new(Name);
    private readonly Counter<long> runs;
    private readonly Histogram<double> durations;
    private readonly Histogram<double> steps;
    private readonly Histogram<double> lateness;

    public Telemetry()
    {
        runs = meter.CreateCounter<long>(Runs, "{run}", "Runs that have ended, by check and outcome.");
        durations = meter.CreateHistogram("smoketests.run.duration", "s", "How long runs took.", advice: Seconds);
        steps = meter.CreateHistogram("smoketests.step.duration", "s", "How long the steps of runs took, by whether they failed.",
            advice: Seconds);
        lateness = meter.CreateHistogram("smoketests.run.lateness", "s", "How long after their due times runs began.", advice: Seconds);
    }

    public static void Add(IServiceCollection services) => Add(services, OtlpExport.IsOn);

    /// <param name="services">What the exporters read their variables from.</param>
    /// <param name="exported">Whether metrics and traces go out by OTLP as well.</param>
    public static void Add(IServiceCollection services, bool exported)
    {
        var version = typeof(Telemetry).Assembly.GetName().Version?.ToString(3);
        var telemetry = services.AddOpenTelemetry().ConfigureResource(r => r.AddService("smoketests", serviceVersion: version));
        telemetry.WithMetrics(m =>
        {
            m.AddMeter(Name).AddPrometheusExporter();
            m.AddView(i => i.Meter.Name == Name && i.Name is Up or Duration or Runs
                ? new MetricStreamConfiguration { CardinalityLimit = MostSeries } : null);
            if (exported)
                m.AddOtlpExporter();
        });
        if (exported)
            telemetry.WithTracing(t => t.AddSource(Name).AddOtlpExporter(o =>
            {
                if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(QueueVariable)))
                    o.BatchExportProcessorOptions.MaxQueueSize = MostWaiting;
            }));
    }

    /// <summary>What is looked up when somebody asks.</summary>
    public void Watch(SuiteRegistry suiteRegistry, RunScheduler runScheduler, HistoryWriter historyWriter, Outbox outbox,
        Incidents incidents, TimeProvider time)
    {
        Watch(() => suiteRegistry.Checks.Values,
            c => c.Locations is not null && historyWriter.KnownViews(c.Id) is { Count: > 0 } views ? views
                : historyWriter.LastKnown(c.Id) is { } last ? [last] : []);
        meter.CreateObservableGauge("smoketests.runs.in_flight", () => runScheduler.InFlight, "{run}", "Runs that are going on.");
        meter.CreateObservableGauge("smoketests.history.queue", () => historyWriter.Queue, "{run}", "Runs that wait to be written.");
        meter.CreateObservableGauge("smoketests.workers", () => suiteRegistry.Workers.Count(), "{process}", "Worker processes.");
        meter.CreateObservableGauge("smoketests.incidents.open",
            () => incidents.Open().GroupBy(i => i.Team)
                .Select(g => new Measurement<int>(g.Count(), new KeyValuePair<string, object?>("team", g.Key))), "{incident}",
                "Incidents that are open.");
        meter.CreateObservableGauge("smoketests.outbox.age",
            () => outbox.OldestWaiting() is { } oldest ? (time.GetUtcNow() - oldest).TotalSeconds : 0, "s",
            "How long the oldest message has waited for its receiver.");
    }

    /// <summary>The series of checks.</summary>
    /// <param name="checks">All of them.</param>
    /// <param name="lasts">A check's last run, from each location that it runs from.</param>
    public void Watch(Func<IEnumerable<Check>> checks, Func<Check, IReadOnlyCollection<Run>> lasts)
    {
        meter.CreateObservableGauge(Up,
            () => Lasts().Where(c => c.Last.Outcome is Worker.Outcome.Passed or Worker.Outcome.Slow or Worker.Outcome.Failed)
            .Select(c => new Measurement<int>(c.Last.Outcome == Worker.Outcome.Failed ? 0 : 1, Tags(c.Check, c.Last))), null,
            "1 where the check's last run was good, 0 where it failed; absent where it could not tell.");
        meter.CreateObservableGauge(Duration, () => Lasts().Select(c => new Measurement<double>(c.Last.Ms / 1000, Tags(c.Check, c.Last))),
            "s", "How long the check's last run took.");

        IEnumerable<(Check Check, Run Last)> Lasts() => checks().SelectMany(lasts, (check, last) => (check, last));
    }

    public void Ended(Check check, Run run)
    {
        runs.Add(1, [.. Tags(check, run), new("outcome", run.Outcome.ToString().ToLowerInvariant())]);
        KeyValuePair<string, object?>[] few = [new("team", check.Team), new("environment", check.Environment), new("suite", check.Suite)];
        durations.Record(run.Ms / 1000, few);
        foreach (var step in run.Steps.Where(s => s.Ms >= 0))
            steps.Record(step.Ms / 1000, [.. few, new("failed", step.Failed)]);
        if (run.Late is { } late)
            lateness.Record(late.TotalSeconds, few);
        if (Source.HasListeners())
            RunSpans.Write(Source, check, run, Tags(check, run));
    }

    public void Dispose() => meter.Dispose();

    /// <summary>The location stands there where the check has some.</summary>
    private static KeyValuePair<string, object?>[] Tags(Check check, Run run) =>
    [
        new("check", check.FullName), new("id", check.Id), new("team", check.Team), new("environment", check.Environment),
        new("suite", check.Suite),
        .. run.Location is { } location ? [new("location", location)] : Array.Empty<KeyValuePair<string, object?>>(),
    ];
}
