using SmokeTests.Runner.Alerting;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Scheduling;
using SmokeTests.Runner.Settings;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Board;

/// <summary>The four colours, each with a word and a sign of its own: worst first.</summary>
public enum Colour
{
    Red,
    Yellow,
    Grey,
    Green,
}

/// <summary>A check as it stands now.</summary>
/// <param name="SilentUntil">Nothing is told of it until then.</param>
internal sealed record Tile(Check Check, string Team, Run? Last, OpenIncident? Incident, Colour Colour, string Word, double? Uptime, DateTimeOffset? Next, bool Running, DateTimeOffset? SilentUntil);

/// <summary>What every page and the API ask: the checks as they stand.</summary>
internal sealed class BoardState(Roster roster, Archive archive, Incidents incidents, Silences silences, Scribe scribe, Timetable timetable, Conductor conductor, RunnerSettings settings, TimeProvider time)
{
    public IReadOnlyList<string> Mistakes => [.. roster.Mistakes, .. roster.Unrouted(settings)];

    public DateTimeOffset Now => time.GetUtcNow();

    public IReadOnlyList<Tile> Tiles()
    {
        var now = Looking();
        return [.. roster.Checks.Values.Select(c => Of(c, now)).OrderBy(t => t.Colour).ThenBy(t => t.Check.FullName, StringComparer.Ordinal)];
    }

    public Tile? Tile(string check) => roster.Checks.TryGetValue(check, out var found) ? Of(found, Looking()) : null;

    public bool IsCheck(string check) => roster.Checks.ContainsKey(check);

    public string NameOf(string check) => roster.Checks.TryGetValue(check, out var found) ? found.FullName : check;

    private Look Looking() => new(incidents.Open().ToLookup(i => i.Check), archive.Since(Now.AddDays(-1)), [.. silences.Ahead(Now).Where(s => s.IsOn(Now))]);

    private Tile Of(Check check, Look look)
    {
        var last = scribe.Last(check.Id);
        var (incident, team, silent) = (look.Open[check.Id].FirstOrDefault(), settings.TeamOf(check.Team).Name, SilentUntil(check, look));
        var (colour, word) = Stand(last, incident);
        return new Tile(check, team, last, incident, colour, word + Besides(incident, silent),
            look.Today.GetValueOrDefault(check.Id)?.Uptime, timetable.Due(check.Id), conductor.IsRunning(check.Id), silent);
    }

    private DateTimeOffset? SilentUntil(Check check, Look look)
    {
        var (now, team) = (Now, settings.TeamOf(check.Team).Name);
        return look.Silent.Where(s => s.Scope.Holds(check, check.Id, team)).Select(s => s.Ends)
            .Concat(settings.Maintenance.Where(m => m.IsOn(now) && m.Scope.Holds(check, check.Id, team)).Select(m => m.EndOf(now)))
            .Select(end => (DateTimeOffset?)end).Max();
    }

    private static string Besides(OpenIncident? incident, DateTimeOffset? silent) =>
        (incident?.AcknowledgedBy is { } by ? $", {by} has it" : "") + (silent is { } until ? $", silent until {until.UtcDateTime.ToString("MM-dd HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture)}" : "");

    private (Colour, string) Stand(Run? last, OpenIncident? incident) => last switch
    {
        null => (Colour.Grey, "not run yet"),
        { BlamedOn: { } blamed } => (Colour.Grey, $"waits for \"{NameOf(blamed)}\""),
        { Outcome: Outcome.Failed } => (Colour.Red, incident is null ? "failed once, trying again" : "broken"),
        { Outcome: Outcome.Broken } => (Colour.Grey, "cannot be checked"),
        { Outcome: Outcome.Lost } => (Colour.Grey, "lost with its worker, trying again"),
        { Outcome: Outcome.Skipped } => (Colour.Grey, "skipped"),
        _ when incident is { Fault: Fault.Product } => (Colour.Yellow, "recovering"),
        _ when incident is { Fault: Fault.Debt } => (Colour.Yellow, "left something behind"),
        { Outcome: Outcome.Slow } => (Colour.Yellow, "slow"),
        _ => (Colour.Green, "works"),
    };

    /// <summary>What is asked once for all tiles of a page.</summary>
    private sealed record Look(ILookup<string, OpenIncident> Open, IReadOnlyDictionary<string, Tally> Today, IReadOnlyList<Silence> Silent);
}

/// <summary>How the engine does: what the API tells of it.</summary>
internal sealed class EngineState(Roster roster, Conductor conductor, Scribe scribe, Punctuality punctuality, Workers.Limits limits)
{
    public object Now() => new
    {
        checks = roster.Checks.Count,
        inFlight = conductor.InFlight,
        lateness = punctuality.LastMinute(),
        allowed = limits.Machine.Limit,
        waitingToBeWritten = scribe.Queue,
        leftOut = scribe.LeftOut,
        trouble = scribe.Trouble,
    };
}
