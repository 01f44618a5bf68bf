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
internal sealed record Tile(Check Check, string Team, Run? Last, OpenIncident? Incident, Colour Colour, string Word, double? Uptime, DateTimeOffset? Next, bool Running);

/// <summary>What every page and the API ask: the checks as they stand.</summary>
internal sealed class BoardState(Roster roster, Archive archive, Incidents incidents, Scribe scribe, Timetable timetable, Conductor conductor, RunnerSettings settings, TimeProvider time)
{
    public IReadOnlyList<string> Mistakes => [.. roster.Mistakes, .. roster.Unrouted(settings)];

    public DateTimeOffset Now => time.GetUtcNow();

    public IReadOnlyList<Tile> Tiles()
    {
        var open = incidents.Open();
        var today = archive.Since(Now.AddDays(-1));
        return [.. roster.Checks.Values.Select(c => Of(c, open, today)).OrderBy(t => t.Colour).ThenBy(t => t.Check.FullName, StringComparer.Ordinal)];
    }

    public Tile? Tile(string check) => roster.Checks.TryGetValue(check, out var found) ? Of(found, incidents.Open(), archive.Since(Now.AddDays(-1))) : null;

    public string NameOf(string check) => roster.Checks.TryGetValue(check, out var found) ? found.FullName : check;

    private Tile Of(Check check, IReadOnlyList<OpenIncident> open, IReadOnlyDictionary<string, Tally> today)
    {
        var last = scribe.Last(check.Id);
        var incident = open.FirstOrDefault(i => i.Check == check.Id);
        var (colour, word) = Stand(last, incident);
        return new Tile(check, settings.TeamOf(check.Team).Name, last, incident, colour, word,
            today.GetValueOrDefault(check.Id)?.Uptime, timetable.Due(check.Id), conductor.IsRunning(check.Id));
    }

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
