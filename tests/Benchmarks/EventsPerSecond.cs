using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using SmokeTests.Recording;
using SmokeTests.Runner.History;
using SmokeTests.Worker;

namespace Benchmarks;

/// <summary>
/// Runs that the history saves, decides on and reports in a second, by its one writer, on both databases: with two steps
/// each, 4,000 in flight. PostgreSQL is the one that SMOKETESTS_POSTGRES names; the build program starts it.
/// </summary>
internal static class EventsPerSecond
{
    private const int Checks = 4_000;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    public static async Task<Figure[]> Measure()
    {
        var folder = Directory.CreateTempSubdirectory("bench-history-").FullName;
        var figures = new List<Figure> { new("events-per-second-sqlite", await On(Dialect.For(Path.Combine(folder, "smoke.db"))), "runs/s",
            "higher") };
        if (Environment.GetEnvironmentVariable("SMOKETESTS_POSTGRES") is { Length: > 0 } server)
        {
            var name = $"bench_{Guid.NewGuid():N}";
            await using var source = NpgsqlDataSource.Create(server);
            await using (var make = source.CreateCommand($"create database {name}"))
                await make.ExecuteNonQueryAsync();
            figures.Add(new("events-per-second-postgresql",
                await On(Dialect.For(new NpgsqlConnectionStringBuilder(server) { Database = name }.ToString())), "runs/s", "higher"));
        }
        return [.. figures];
    }

    private static async Task<double> On(Dialect dialect)
    {
        using var historyStore = new HistoryStore(dialect);
        var checks = Enumerable.Range(0, Checks)
            .Select(n => new Check($"c{n}", "k", "s", "local", "n", "g", "cl", "team")
            {
                Schedule = Schedule.Usual,
                Limit = TimeSpan.FromSeconds(1),
            }).ToArray();
        historyStore.RegisterChecks(checks);
        var historyWriter = new HistoryWriter(historyStore, null, TimeProvider.System, NullLogger<HistoryWriter>.Instance);
        var writing = historyWriter.Run();
        var saved = 0L;
        using var stop = new CancellationTokenSource();
        var policy = new AlertPolicy();
        StepTaken[] steps = [new("open /page", 0, 0, 3, "http://127.0.0.1/page", 200, false),
            new("see \"works\"", 0, 3, 1, null, null, false)];
        var loads = checks.Select(async check =>
        {
            while (!stop.IsCancellationRequested)
            {
                var now = TimeProvider.System.GetUtcNow();
                await historyWriter.Save(new Run(Run.NewId(now), check.Id, now, 4, Outcome.Passed, steps, null, null),
                    standing => (AlertRules.Decide(standing, policy), []));
                Interlocked.Increment(ref saved);
            }
        }).ToArray();
        await Task.Delay(WarmUp);
        var (before, began) = (Interlocked.Read(ref saved), Stopwatch.GetTimestamp());
        await Task.Delay(Window);
        var rate = (Interlocked.Read(ref saved) - before) / Stopwatch.GetElapsedTime(began).TotalSeconds;
        await stop.CancelAsync();
        await Task.WhenAll(loads);
        historyWriter.Close();
        await writing;
        return Math.Round(rate);
    }
}
