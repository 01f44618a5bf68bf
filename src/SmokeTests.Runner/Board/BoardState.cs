using System.Data.Common;
using Microsoft.AspNetCore.OutputCaching;
using SmokeTests.Runner.Notifications;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Locations;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Settings;
using SmokeTests.Worker;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Board;

/// <summary>What every page and the API ask: the checks as they stand.</summary>
internal sealed class BoardState(RunnerParts runner, HistoryStore historyStore, AlertingServices alerting, LiveSettings settings,
    IOutputCacheStore shared, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan FreshSums = TimeSpan.FromSeconds(30);
    private readonly Lock gate = new();
    private (Picture Picture, long At)? seen;
    private readonly Lock summing = new();
    private volatile IReadOnlyDictionary<string, TimeBreakdown>? today;
    private Facts known = new([], Array.Empty<IncidentView>().ToLookup(i => i.Check), new Dictionary<string, TimeBreakdown>(), []);
    private Task<IReadOnlyDictionary<string, TimeBreakdown>> rollups = Task.Run(() => historyStore.Since(time.GetUtcNow().AddDays(-1)));
    private long summed = time.GetTimestamp();

    public IReadOnlyList<string> Mistakes =>
        [.. settings.Mistakes, .. runner.SuiteRegistry.Mistakes, .. runner.SuiteRegistry.Unrouted(settings.Now)];

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>All checks, the worst first.</summary>
    public IReadOnlyList<Tile> Tiles() => Look().Tiles;

    /// <summary>The incidents that are open, the oldest first.</summary>
    public IReadOnlyList<IncidentView> Open() => Look().Open;

    /// <summary>A check of <see cref="Tiles"/>.</summary>
    public Tile? Seen(string check) => Look().ById.GetValueOrDefault(check);

    /// <summary>An incident of <see cref="Open"/>.</summary>
    public IncidentView? Incident(long id) => Look().Incidents.GetValueOrDefault(id);

    /// <summary>Somebody has changed something, and wants to see it.</summary>
    public void Forget()
    {
        lock (gate)
            seen = null;
        _ = shared.EvictByTagAsync(SharedPage.Name, CancellationToken.None).AsTask();
    }

    public Tile? Tile(string check) => runner.SuiteRegistry.Checks.TryGetValue(check, out var found) ? Of(found, Looking()) : null;

    public bool IsCheck(string check) => runner.SuiteRegistry.Checks.ContainsKey(check);

    public string NameOf(string check) => runner.SuiteRegistry.Checks.TryGetValue(check, out var found) ? found.FullName : check;

    /// <summary>The last day's sums change slowly and cost the most: made beforehand, and nobody waits for newer ones.</summary>
    private IReadOnlyDictionary<string, TimeBreakdown> Today()
    {
        Task<IReadOnlyDictionary<string, TimeBreakdown>> latest;
        lock (summing)
        {
            if (rollups.IsCompletedSuccessfully)
                today = rollups.Result;
            if (rollups.IsCompleted && (today is null || time.GetElapsedTime(summed) > FreshSums))
                (rollups, summed) = (Task.Run(() => historyStore.Since(Now.AddDays(-1))), time.GetTimestamp());
            latest = rollups;
        }
        return today ?? latest.GetAwaiter().GetResult();
    }

    /// <summary>Looked up anew a few times a second, however many ask.</summary>
    private Picture Look()
    {
        lock (gate)
        {
            if (seen is not { } last || time.GetElapsedTime(last.At) > Fresh)
            {
                var now = Looking();
                Tile[] tiles = [.. runner.SuiteRegistry.Checks.Values.Select(c => Of(c, now)).OrderBy(t => t.Colour)
                    .ThenBy(t => t.Check.FullName, StringComparer.Ordinal)];
                seen = (new Picture(tiles, tiles.ToDictionary(t => t.Check.Id), now.All, now.All.ToDictionary(i => i.Id)),
                    time.GetTimestamp());
            }
            return seen!.Value.Picture;
        }
    }

    /// <summary>While the history does not answer, what was known last.</summary>
    private Facts Looking()
    {
        try
        {
            var open = alerting.Incidents.Open();
            return known = new Facts(open, open.ToLookup(i => i.Check), Today(), [.. alerting.Silences.Ahead(Now).Where(s => s.IsOn(Now))]);
        }
        catch (DbException e) when (DatabaseFault.MayPass(e))
        {
            return known;
        }
    }

    private Tile Of(Check check, Facts look)
    {
        var last = runner.HistoryWriter.Last(check.Id);
        LocationView[] sights =
            [.. LocationView.Of(check, check.Locations is null ? [] : runner.HistoryWriter.Views(check.Id), settings.Now.PolicyOf(check))
                .OrderBy(s => s.Location, StringComparer.Ordinal)];
        string[] apart = [.. sights.Where(s => s.IsApart).Select(s => s.Location)];
        // What most see is how it is, whoever looked last.
        if (apart.Length > 0)
            last = sights.Where(s => !s.IsBad).MaxBy(s => s.Last.At)!.Last;
        var (incident, team, silent) =
            (look.Open[check.Id].OrderBy(i => i.Fault).FirstOrDefault(), settings.Now.TeamOf(check.Team).Name, SilentUntil(check, look));
        var (colour, word) = check.IsExplicit ? ByHand(last) : Stand(last, incident);
        if (apart.Length > 0 && colour is (Colour.Green or Colour.Yellow))
            (colour, word) = (Colour.Yellow, $"broken from {string.Join(", ", apart)} only");
        return new Tile(check, team, last, incident, colour, word + Besides(incident, silent))
        {
            Uptime = look.Today.GetValueOrDefault(check.Id).Uptime,
            Next = runner.DueQueue.Due(check.Id) ?? check.Schedule.After(Now, check.Phase),
            Running = runner.RunScheduler.IsRunning(check.Id),
            SilentUntil = silent,
            Sights = sights,
            WaitsFor = runner.RunScheduler.WaitsFor(check),
        };
    }

    private DateTimeOffset? SilentUntil(Check check, Facts look)
    {
        var (now, team) = (Now, settings.Now.TeamOf(check.Team).Name);
        return look.Silent.Where(s => s.On.Selects(check, check.Id, team)).Select(s => s.Ends)
            .Concat(settings.Now.Maintenance.Where(m => m.IsOn(now) && m.On.Selects(check, check.Id, team)).Select(m => m.EndOf(now)))
            .Select(end => (DateTimeOffset?)end).Max();
    }

    private static string Besides(IncidentView? incident, DateTimeOffset? silent) =>
        (incident?.AcknowledgedBy is { } by ? $", {by} has it" : "")
        + (silent is { } until
            ? $", silent until {until.UtcDateTime.ToString("MM-dd HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture)}" : "");

    /// <summary>What only runs when somebody asks for it alarms nobody.</summary>
    private static (Colour, string) ByHand(Run? last) => last?.Outcome switch
    {
        null => (Colour.Grey, "runs only by hand"),
        Outcome.Passed or Outcome.Slow => (Colour.Green, "worked when it was run by hand"),
        Outcome.Failed => (Colour.Grey, "failed when it was run by hand"),
        _ => (Colour.Grey, "could not be checked when it was run by hand"),
    };

    private (Colour, string) Stand(Run? last, IncidentView? incident) => last switch
    {
        null => (Colour.Grey, "not run yet"),
        { BlamedOn: { } blamed } => (Colour.Grey, $"waits for \"{NameOf(blamed)}\""),
        { Outcome: Outcome.Failed } => (Colour.Red, incident is null ? "failed once, trying again" : "broken"),
        { Outcome: Outcome.Broken } => (Colour.Grey, "cannot be checked"),
        { Outcome: Outcome.Lost } => (Colour.Grey, "lost with its worker, trying again"),
        { Outcome: Outcome.Skipped } => (Colour.Grey, "skipped"),
        _ when incident is { Fault: Fault.Product } => (Colour.Yellow, "recovering"),
        _ when incident is { Fault: Fault.Budget } => (Colour.Yellow, "spends its error budget too fast"),
        _ when incident is { Fault: Fault.Location } => (Colour.Yellow, "was broken from one location only"),
        _ when incident is { Fault: Fault.Debt } => (Colour.Yellow, "left something behind"),
        { Outcome: Outcome.Slow } => (Colour.Yellow, "slow"),
        _ => (Colour.Green, "works"),
    };

    /// <summary>How it all stands at a moment.</summary>
    private sealed record Picture(IReadOnlyList<Tile> Tiles, IReadOnlyDictionary<string, Tile> ById, IReadOnlyList<IncidentView> Open,
        IReadOnlyDictionary<long, IncidentView> Incidents);

    /// <summary>What is asked once for all tiles.</summary>
    private sealed record Facts(IReadOnlyList<IncidentView> All, ILookup<string, IncidentView> Open,
        IReadOnlyDictionary<string, TimeBreakdown> Today, IReadOnlyList<Silence> Silent);
}
