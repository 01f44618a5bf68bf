using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using SmokeTests.Recording;
using SmokeTests.Runner.Cluster;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Locations;
using SmokeTests.Runner.Settings;
using SmokeTests.Testing;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

/// <summary>What a satellite reports, and what stands between it and its head.</summary>
public sealed class ReportSenderTests : IDisposable
{
    private const int Megabyte = 1024 * 1024;
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private readonly string folder = Directory.CreateTempSubdirectory("smoke-courier-").FullName;

    [Fact]
    public async Task What_the_head_says_is_no_check_of_this_location_is_left_out_and_nothing_else()
    {
        var (arrived, asked) = (new ConcurrentQueue<string>(), 0);
        await using var head = await TestSite.Answering(async context =>
        {
            Interlocked.Increment(ref asked);
            var locationReport = await JsonSerializer.DeserializeAsync(context.Request.Body, LocationReportJson.Default.LocationReport);
            if (locationReport!.Runs.Any(r => r.Check == "new"))
            {
                await Results.Problem("new is no check here.", statusCode: 400,
                    extensions: new Dictionary<string, object?> { ["checks"] = new[] { "new" } }).ExecuteAsync(context);
                return;
            }
            foreach (var run in locationReport.Runs)
                arrived.Enqueue(run.Id);
            context.Response.StatusCode = 204;
        });
        using var historyStore = new HistoryStore(Dialect.For(Path.Combine(folder, "smoke.db")));
        Check Of(string id) =>
            new(id, "k", "s", "local", "n", "g", "cl", "storefront")
            {
                Schedule = Schedule.Usual,
                Limit = TimeSpan.FromSeconds(1),
                Locations = ["oslo"],
            };
        var (known, fresh) = (Of("known"), Of("new"));
        historyStore.RegisterChecks([known, fresh]);
        Run[] runs = [.. Enumerable.Range(0, 60)
            .Select(n => Monitoring.Checks.Run.Without(n % 3 == 0 ? fresh : known, Noon.AddSeconds(n), Outcome.Passed, "")
                with { Location = "oslo" })];
        historyStore.Save([.. runs.Select(r => new HistoryEntry(r, false, []))]);
        using var http = new HttpClient();
        var reportSender = new ReportSender(historyStore, new EvidenceStore(Path.Combine(folder, "evidence"), TimeProvider.System),
            new NodeSettings(Location: "oslo", Head: new Head(head.Address, "secret")), http,
            () => new NodeStatus("1", Noon, "http://oslo", [], 0, 1, 0, 0, new Lateness(0, 0, 0, 0, 0, 0, 0), 0), TimeProvider.System,
            NullLogger<ReportSender>.Instance);

        await reportSender.SendLast();

        arrived.Should().Equal(runs.Where(r => r.Check == "known").Select(r => r.Id), "no run of another check is lost");
        asked.Should().Be(2, "which check it is was said, and was not looked for run by run");
    }

    [Theory]
    //          what a request may have     evidence that arrives
    [InlineData(30 * Megabyte, 3)]
    [InlineData(Megabyte, 1)]               // as proxies have it that nobody has told otherwise
    [InlineData(100_000, 0)]
    public async Task What_a_proxy_does_not_let_through_is_sent_in_smaller_parts_without_what_does_not_fit(long most, int evidence)
    {
        var (arrived, files) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        await using var head = await TestSite.Answering(async context =>
        {
            if (context.Request.ContentLength > most)
            {
                context.Response.StatusCode = 413;
                return;
            }
            var locationReport = await JsonSerializer.DeserializeAsync(context.Request.Body, LocationReportJson.Default.LocationReport);
            foreach (var run in locationReport!.Runs)
                arrived.Enqueue(run.Id);
            foreach (var file in locationReport.Enclosures)
                files.Enqueue($"{file.Run}/{file.Name}");
            context.Response.StatusCode = 204;
        });
        using var historyStore = new HistoryStore(Dialect.For(Path.Combine(folder, "smoke.db")));
        var evidenceStore = new EvidenceStore(Path.Combine(folder, "evidence"), TimeProvider.System);
        var check = new Check("c", "k", "s", "local", "n", "g", "cl", "storefront")
        {
            Schedule = Schedule.Usual,
            Limit = TimeSpan.FromSeconds(1),
            Locations = ["oslo"],
        };
        historyStore.RegisterChecks([check]);
        Run[] runs = [.. Enumerable.Range(0, 300)
            .Select(n => Run(check, evidenceStore, n, size: n switch { 7 => 700_000, 120 => 2 * Megabyte, 130 => 3 * Megabyte, _ => 0 }))];
        historyStore.Save([.. runs.Select(r => new HistoryEntry(r, false, []))]);
        using var http = new HttpClient();
        var reportSender = new ReportSender(historyStore, evidenceStore,
            new NodeSettings(Location: "oslo", Head: new Head(head.Address, "secret")), http,
            () => new NodeStatus("1", Noon, "http://oslo", [], 0, 1, 0, 0, new Lateness(0, 0, 0, 0, 0, 0, 0), 0), TimeProvider.System,
            NullLogger<ReportSender>.Instance);

        await reportSender.SendLast();

        arrived.Should().Equal(runs.Select(r => r.Id), "every run arrives once, in its order");
        files.Should().HaveCount(evidence);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static Run Run(Check check, EvidenceStore evidenceStore, int number, int size)
    {
        var at = Noon.AddSeconds(number);
        var run = Monitoring.Checks.Run.Without(check, at, size > 0 ? Outcome.Failed : Outcome.Passed, "Sorry")
            with { Id = Monitoring.Checks.Run.NewId(at), Location = "oslo", Output = new string('x', 500) };
        if (size == 0)
            return run;
        Directory.CreateDirectory(evidenceStore.FolderOf(run.Id));
        File.WriteAllBytes(Path.Combine(evidenceStore.FolderOf(run.Id), "screenshot.png"), new byte[size]);
        return run with { Evidence = [new EvidenceFile("screenshot.png", size)] };
    }
}
