using System.Data.Common;
using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.Http.Features;
using SmokeTests.Runner.Access;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Cluster;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Settings;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Locations;

/// <summary>
/// What satellites report. It is committed before it is answered; whichever runner has the check then decides on it, in the
/// order of arrival, and takes it away once it is saved: a report that comes twice, or a runner that ends in between, changes nothing.
/// </summary>
internal sealed class ReportReceiver(HistoryStore historyStore, NodeRegistry nodeRegistry, TimeProvider time, ILogger<ReportReceiver> log)
    : IDisposable
{
    private const long MostBody = 32 * 1024 * 1024;
    private const int Batch = 500;
    private const int Part = 100;
    private const int MostSaid = 5;

    /// <summary>Of so many checks it is said that they are none.</summary>
    private const int MostUnknown = 1_000;

    /// <summary>Which checks of a report are refused, in the answer.</summary>
    public const string RefusedChecks = "checks";
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly string Ids = string.Join(", ", Enumerable.Range(0, Part).Select(n => $"@id{n}"));
    private static readonly string Known = $"""
        select runs.id, checks.id, location from runs join checks on checks.key = check_key where runs.id in ({Ids})
        union all select id, check_id, location from arrivals where id in ({Ids})
        """;

    private readonly SemaphoreSlim bell = new(0, 1);
    private readonly HashSet<string> unknown = new(StringComparer.Ordinal);

    public static void Map(WebApplication app) =>
        app.MapPost("/api/reports",
            (HttpContext context, ReportReceiver reportReceiver, SuiteRegistry suiteRegistry, RunnerSettings settings) =>
            reportReceiver.Take(context, suiteRegistry, settings.Retention.Runs)).RequireAuthorization(AccessSetup.CanReport)
            .ExcludeFromDescription();

    public void Dispose() => bell.Dispose();

    /// <param name="kept">How long runs are kept here.</param>
    private async Task<IResult> Take(HttpContext context, SuiteRegistry suiteRegistry, TimeSpan kept)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MostBody;
        LocationReport? locationReport;
        try
        {
            locationReport = await JsonSerializer.DeserializeAsync(context.Request.Body, LocationReportJson.Default.LocationReport,
                context.RequestAborted);
        }
        catch (JsonException e)
        {
            return Results.Problem($"That is no report: {e.Message}", statusCode: 400);
        }
        catch (BadHttpRequestException e)
        {
            return Results.Problem(e.Message, statusCode: e.StatusCode);
        }
        var (location, now) = (AccessSetup.NameOf(context.User), time.GetUtcNow());
        if (ReportRules.Mistake(locationReport, now, kept) is { } mistake)
            return Refuse(location, mistake);
        var strange = locationReport!.Runs.Select(r => r.Check).Distinct().Where(c => !IsMeant(suiteRegistry, c, location)).ToArray();
        if (strange.Length > 0)
            return RefuseChecks(location, strange, suiteRegistry);
        return Keep(location, LocationReport.Take(locationReport, location, now)) is { } taken
            ? Refuse(location, $"Run {taken} is another's.") : Results.NoContent();
    }

    private IResult Refuse(string location, string mistake)
    {
        log.LogWarning("A report of {Location} is refused: {Why}", location, mistake);
        return Results.Problem($"That is no report. {mistake}", statusCode: StatusCodes.Status400BadRequest);
    }

    /// <summary>Says which checks it cannot report, so that it reports all others. It is said here once of each.</summary>
    private IResult RefuseChecks(string location, string[] checks, SuiteRegistry suiteRegistry)
    {
        var reasons = checks.Select(c =>
            (Check: c, Why: suiteRegistry.Checks.ContainsKey(c) ? $"{c} is no check that runs from {location}" : $"{c} is no check here"))
            .ToArray();
        foreach (var (check, why) in reasons.Where(r => IsNews($"{location} {r.Check}")))
            log.LogWarning("{Location} reports runs of {Check}, which is refused: {Why}. Is its suite of another version?", location,
                check, why);
        var more = reasons.Length > MostSaid ? $", and {reasons.Length - MostSaid} more are not" : "";
        return Results.Problem($"{string.Join(", ", reasons.Take(MostSaid).Select(r => r.Why))}{more}. Report the runs of the others.",
            statusCode: StatusCodes.Status400BadRequest, extensions: new Dictionary<string, object?> { [RefusedChecks] = checks });
    }

    private bool IsNews(string what)
    {
        lock (unknown)
            return unknown.Count < MostUnknown && unknown.Add(what);
    }

    /// <summary>The id of a run that is not its own, in which case nothing is kept; null where all are.</summary>
    private string? Keep(string location, LocationReport locationReport)
    {
        var taken = historyStore.Write((db, transaction) =>
        {
            if (TakenBy(location, locationReport.Runs, db, transaction) is { } other)
                return other;
            var ids = locationReport.Runs.ToDictionary(r => r.Id, r => HistoryStore.Ms(r.At));
            db.Execute("insert into arrivals (id, check_id, location, content) values (@Id, @Check, @location, @content) on conflict "
                + "do nothing",
                locationReport.Runs.Select(r => new { r.Id, r.Check, location,
                    content = JsonSerializer.Serialize(r, LocationReportJson.Default.Run) }), transaction);
            db.Execute("insert into evidence (run, name, at, size, content) values (@Run, @Name, @at, @size, @Content) on conflict "
                + "do nothing",
                locationReport.Enclosures.Select(e => new { e.Run, e.Name, at = ids[e.Run], size = (long)e.Content.Length, e.Content }),
                transaction);
            return null;
        });
        if (taken is not null)
            return taken;
        if (locationReport.Leaves)
            nodeRegistry.Forget(location);
        else
            nodeRegistry.Publish(location, "", locationReport.About);
        if (bell.CurrentCount == 0)
            bell.Release();
        return null;
    }

    /// <summary>A run of that id that was of another location or check.</summary>
    private static string? TakenBy(string location, IReadOnlyList<Run> runs, DbConnection db, DbTransaction transaction)
    {
        foreach (var part in runs.Chunk(Part))
        {
            // As many each time: one statement for all.
            var ids = new DynamicParameters();
            for (var n = 0; n < Part; n++)
                ids.Add($"id{n}", part[Math.Min(n, part.Length - 1)].Id);
            var known = db.Query<(string Id, string Check, string? Location)>(Known, ids, transaction);
            if (known.FirstOrDefault(k => k.Location != location || part.First(r => r.Id == k.Id).Check != k.Check) is { Id: { } other })
                return other;
        }
        return null;
    }

    /// <summary>Decides on what has arrived for the checks of this runner.</summary>
    public Task Run(SuiteRegistry suiteRegistry, RunScheduler runScheduler, ShardOwnership ownership, CancellationToken stop) =>
        new PollingLoop(cancel => bell.WaitAsync(BetweenLooks, cancel), "What other locations have run cannot be read", log).Run(async () =>
        {
            while (await Settle(suiteRegistry, runScheduler, ownership) && !stop.IsCancellationRequested)
                continue;
            return false;
        }, () => { }, stop);

    /// <summary>Whether more waits.</summary>
    private async Task<bool> Settle(SuiteRegistry suiteRegistry, RunScheduler runScheduler, ShardOwnership ownership)
    {
        if (historyStore.Read(db => db.ExecuteScalar<long?>("select max(seq) from arrivals")) is null)
            return false;
        Clear();
        var all = historyStore.Read(
            db => db.Query<(long Seq, string Check, string Location, string Content)>(
                "select seq, check_id, location, content from arrivals order by seq limit @Batch", new { Batch }).ToArray());
        var runs = all.Where(a => ownership.Owns(Shards.Of(a.Check)))
            .Select(a => (a.Seq, a.Check, a.Location, Run: Stored.Json(a.Content, LocationReportJson.Default.Run))).ToArray();
        var here = runs.ToLookup(a => a.Run is not null && IsMeant(suiteRegistry, a.Check, a.Location));
        foreach (var (_, check, location, _) in here[false].Where(a => IsNews($"{a.Location} {a.Check}")))
            log.LogWarning("{Location} reports runs of {Check}, which is no check {Where}: is its suite of another version? They are "
                + "left out",
                location, check, suiteRegistry.Checks.ContainsKey(check) ? "that runs from there" : "here");
        var lasts = here[true].GroupBy(a => (a.Check, a.Location)).Select(g => g.Max(a => a.Seq)).ToHashSet();
        var settling = here[true]
            .Select(a => (a.Seq, Saved: runScheduler.RecordReported(suiteRegistry.Checks[a.Check], a.Run!, lasts.Contains(a.Seq))))
            .ToArray();
        await Task.WhenAll(settling.Select(s => s.Saved)).ContinueWith(_ => { }, TaskScheduler.Default);
        foreach (var (_, fault) in settling.Where(s => s.Saved.IsFaulted))
            log.LogError(fault.Exception, "A run of another location could not be decided on: it is left out");
        Refuse([.. here[false].Select(a => a.Seq), .. settling.Where(s => s.Saved.IsFaulted).Select(s => s.Seq)]);
        return here[true].Any() && Clear() > 0 && all.Length == Batch;
    }

    /// <summary>
    /// A token speaks for its own location alone: of a check that runs elsewhere it could hide an outage. An empty list means
    /// every location.
    /// </summary>
    private static bool IsMeant(SuiteRegistry suiteRegistry, string check, string location) =>
        suiteRegistry.Checks.TryGetValue(check, out var known) && known.Locations is { } from
        && (from.Count == 0 || from.Contains(location));

    /// <summary>What is saved has arrived for good.</summary>
    private int Clear() =>
        historyStore.Write((db, transaction) =>
            db.Execute("delete from arrivals where exists (select 1 from runs where runs.id = arrivals.id)", transaction: transaction));

    private void Refuse(long[] refused)
    {
        if (refused.Length > 0)
            historyStore.Write((db, transaction) => db.Execute("delete from arrivals where seq = @Seq",
                refused.Select(seq => new { Seq = seq }), transaction));
    }
}
