using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.Http.Features;
using SmokeTests.Runner.Access;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Nodes;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Scheduling;

namespace SmokeTests.Runner.Locations;

/// <summary>
/// What satellites report. It is committed before it is answered; whichever runner has the check then decides on it, in the
/// order of arrival, and takes it away once it is saved: a report that comes twice, or a runner that ends in between, changes nothing.
/// </summary>
internal sealed class Arrivals(Archive archive, Presence presence, TimeProvider time, ILogger<Arrivals> log) : IDisposable
{
    private const long MostBody = 32 * 1024 * 1024;
    private const int Batch = 500;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim bell = new(0, 1);
    private readonly HashSet<string> unknown = new(StringComparer.Ordinal);

    public static void Map(WebApplication app) =>
        app.MapPost("/api/reports", (HttpContext context, Arrivals arrivals) => arrivals.Take(context)).RequireAuthorization(Doorman.CanReport).ExcludeFromDescription();

    public void Dispose() => bell.Dispose();

    private async Task<IResult> Take(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MostBody;
        Parcel? parcel;
        try
        {
            parcel = await JsonSerializer.DeserializeAsync(context.Request.Body, ParcelJson.Default.Parcel, context.RequestAborted);
        }
        catch (JsonException e)
        {
            return Results.Problem($"That is no report: {e.Message}", statusCode: 400);
        }
        catch (BadHttpRequestException e)
        {
            return Results.Problem(e.Message, statusCode: e.StatusCode);
        }
        var (location, now) = (Doorman.NameOf(context.User), time.GetUtcNow());
        if (ReportRules.Mistake(parcel, now) is { } mistake)
        {
            log.LogWarning("A report of {Location} is refused: {Why}", location, mistake);
            return Results.Problem($"That is no report. {mistake}", statusCode: 400);
        }
        Keep(location, Parcel.Take(parcel!, location, now));
        return Results.NoContent();
    }

    private void Keep(string location, Parcel parcel)
    {
        archive.Write((db, transaction) =>
        {
            var ids = parcel.Runs.ToDictionary(r => r.Id, r => Archive.Ms(r.At));
            db.Execute("insert into arrivals (id, check_id, location, content) values (@Id, @Check, @location, @content) on conflict do nothing",
                parcel.Runs.Select(r => new { r.Id, r.Check, location, content = JsonSerializer.Serialize(r, ParcelJson.Default.Run) }), transaction);
            return db.Execute("insert into evidence (run, name, at, size, content) values (@Run, @name, @at, @size, @Content) on conflict do nothing",
                parcel.Enclosures.Where(e => ids.ContainsKey(e.Run)).Select(e => new { e.Run, name = Path.GetFileName(e.Name), at = ids[e.Run], size = (long)e.Content.Length, e.Content }), transaction);
        });
        if (parcel.Leaves)
            presence.Forget(location);
        else
            presence.Tell(location, "", parcel.About);
        if (bell.CurrentCount == 0)
            bell.Release();
    }

    /// <summary>Decides on what has arrived for the checks of this runner.</summary>
    public Task Run(Roster roster, Conductor conductor, Holdings holdings, CancellationToken stop) =>
        new Rounds(cancel => bell.WaitAsync(BetweenLooks, cancel), "What other locations have run cannot be read", log).Run(async () =>
        {
            while (await Settle(roster, conductor, holdings) && !stop.IsCancellationRequested)
                continue;
            return false;
        }, () => { }, stop);

    /// <summary>Whether more waits.</summary>
    private async Task<bool> Settle(Roster roster, Conductor conductor, Holdings holdings)
    {
        if (archive.Read(db => db.ExecuteScalar<long?>("select max(seq) from arrivals")) is null)
            return false;
        Clear();
        var all = archive.Read(db => db.Query<(long Seq, string Check, string Location, string Content)>("select seq, check_id, location, content from arrivals order by seq limit @Batch", new { Batch }).ToArray());
        var runs = all.Where(a => holdings.Has(Shards.Of(a.Check))).Select(a => (a.Seq, a.Check, a.Location, Run: Stored.Json(a.Content, ParcelJson.Default.Run))).ToArray();
        var here = runs.ToLookup(a => a.Run is not null && IsMeant(roster, a.Check, a.Location));
        foreach (var (_, check, location, _) in here[false].Where(a => unknown.Add($"{a.Location} {a.Check}")))
            log.LogWarning("{Location} reports runs of {Check}, which is no check {Where}: is its suite of another version? They are left out",
                location, check, roster.Checks.ContainsKey(check) ? "that runs from there" : "here");
        var lasts = here[true].GroupBy(a => (a.Check, a.Location)).Select(g => g.Max(a => a.Seq)).ToHashSet();
        var settling = here[true].Select(a => (a.Seq, Saved: conductor.Arrive(roster.Checks[a.Check], a.Run!, lasts.Contains(a.Seq)))).ToArray();
        await Task.WhenAll(settling.Select(s => s.Saved)).ContinueWith(_ => { }, TaskScheduler.Default);
        foreach (var (_, fault) in settling.Where(s => s.Saved.IsFaulted))
            log.LogError(fault.Exception, "A run of another location could not be decided on: it is left out");
        Refuse([.. here[false].Select(a => a.Seq), .. settling.Where(s => s.Saved.IsFaulted).Select(s => s.Seq)]);
        return here[true].Any() && Clear() > 0 && all.Length == Batch;
    }

    /// <summary>A token speaks for its own location alone: of a check that runs elsewhere it could hide an outage. An empty list means every location.</summary>
    private static bool IsMeant(Roster roster, string check, string location) =>
        roster.Checks.TryGetValue(check, out var known) && known.Locations is { } from && (from.Count == 0 || from.Contains(location));

    /// <summary>What is saved has arrived for good.</summary>
    private int Clear() => archive.Write((db, transaction) => db.Execute("delete from arrivals where exists (select 1 from runs where runs.id = arrivals.id)", transaction: transaction));

    private void Refuse(long[] refused)
    {
        if (refused.Length > 0)
            archive.Write((db, transaction) => db.Execute("delete from arrivals where seq = @Seq", refused.Select(seq => new { Seq = seq }), transaction));
    }
}
