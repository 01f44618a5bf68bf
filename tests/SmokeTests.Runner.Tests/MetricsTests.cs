using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Exporter;
using SmokeTests.Runner.Running;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

/// <summary>/metrics by the real exporter: as many checks as a runner bears, none without its series.</summary>
[Collection(AloneWithTelemetry.Name)]
public sealed class MetricsTests : IAsyncDisposable
{
    private const int Checks = 10_000;
    private const string Overflow = "otel_metric_overflow";
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Locations = ["here", "there", "elsewhere"];

    private readonly WebApplication app;
    private readonly Telemetry telemetry = new();

    public MetricsTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        Telemetry.Add(builder.Services, exported: false);
        builder.Services.Configure<PrometheusAspNetCoreOptions>(o => o.ScrapeResponseCacheDurationMilliseconds = 0);
        app = builder.Build();
        app.MapPrometheusScrapingEndpoint("/metrics");
    }

    public async ValueTask DisposeAsync()
    {
        telemetry.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task Each_of_ten_thousand_checks_has_its_series_from_each_of_three_locations()
    {
        var checks = Enumerable.Range(0, Checks).Select(n => Check(n, "v1")).ToArray();
        telemetry.Watch(() => checks, c => [.. Locations.Select(l => Run(c, Outcome.Passed, l))]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        foreach (var check in checks)
            foreach (var location in Locations)
                foreach (var outcome in new[] { Outcome.Passed, Outcome.Failed })
                    telemetry.Ended(check, Run(check, outcome, location));
        var (before, began) = (Environment.WorkingSet, Stopwatch.GetTimestamp());
        var lines = await Scrape();
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{lines.Sum(l => (long)l.Length):N0} characters in {Stopwatch.GetElapsedTime(began).TotalMilliseconds:N0} "
                + $"ms, {(Environment.WorkingSet - before) >> 20} MB more");
        lines.Should().NotContain(l => l.Contains(Overflow));
        Of(lines, "smoketests_check_up").Should().HaveCount(Checks * Locations.Length).And.OnlyHaveUniqueItems();
        Of(lines, "smoketests_check_duration_seconds").Should().HaveCount(Checks * Locations.Length);
        Of(lines, "smoketests_runs_total").Should().HaveCount(Checks * Locations.Length * 2);
        Of(lines, "smoketests_check_up").Should()
            .Contain(l => l.Contains("check=\"Load: Check 9999\"") && l.Contains("location=\"elsewhere\""));
    }

    [Fact]
    public async Task Checks_of_later_versions_find_room_as_well()
    {
        var checks = Array.Empty<Check>();
        telemetry.Watch(() => checks, c => [Run(c, Outcome.Failed, null)]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        IReadOnlyList<string> lines = [];
        for (var version = 0; version < 10; version++)
        {
            checks = [.. Enumerable.Range(0, Checks).Select(n => Check(n, $"v{version}"))];
            foreach (var check in checks)
                telemetry.Ended(check, Run(check, Outcome.Failed, null));
            lines = await Scrape();
        }
        lines.Should().NotContain(l => l.Contains(Overflow));
        Of(lines, "smoketests_check_up").Count(l => l.Contains("@v9\"")).Should().Be(Checks);
    }

    [Fact]
    public async Task Checks_of_one_name_in_two_namespaces_have_two_series()
    {
        Check[] checks = [Check(1, "v1"), Check(1, "v1") with { Id = "Other.Load.Check_1@v1" }];
        telemetry.Watch(() => checks, c => [Run(c, Outcome.Passed, null)]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        Of(await Scrape(), "smoketests_check_up").Should().HaveCount(2);
    }

    private async Task<IReadOnlyList<string>> Scrape()
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var http = new HttpClient();
        return (await http.GetStringAsync($"{address}/metrics", TestContext.Current.CancellationToken)).Split('\n');
    }

    private static string[] Of(IEnumerable<string> lines, string metric) =>
        [.. lines.Where(l => l.StartsWith(metric + "{", StringComparison.Ordinal))];

    private static Check Check(int n, string environment) =>
        new($"Suite.Load.Check_{n}@{environment}", $"Suite.Load.Check_{n}", "Suite", environment,
        $"Check {n}", "Load", "Suite.Load", "load") { Schedule = Schedule.Usual, Limit = TimeSpan.FromSeconds(30) };

    private static Run Run(Check check, Outcome outcome, string? location) =>
        new("r", check.Id, Noon, 12, outcome, [], null, null) { Location = location };
}
