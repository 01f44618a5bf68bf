using SmokeTests.Recording;
using SmokeTests.Runner.Cluster;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Locations;

/// <summary>
/// What a location's report must be like, as a whole: who has its token can say anything. What is not so is refused with the
/// reason, and nothing of it is kept.
/// </summary>
internal static class ReportRules
{
    private const int MostRuns = 10_000;
    private const int MostFiles = 10_000;
    private const int MostItems = 10_000;
    private const int MostName = 1_000;
    private const int MostFileName = 200;
    private const int MostNumber = 10_000_000;

    /// <summary>A clock that is further off says nothing of when a run was.</summary>
    private static readonly TimeSpan MostApart = TimeSpan.FromDays(1);

    /// <summary>What a location has kept while the head was away; more where the history keeps runs for longer.</summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(100);
    private static readonly TimeSpan Soonest = TimeSpan.FromMinutes(1);

    /// <summary>What is wrong with it, as a sentence; null where nothing is.</summary>
    /// <param name="locationReport">As it came, which may lack any part.</param>
    /// <param name="now">By this runner's clock.</param>
    /// <param name="kept">How long runs are kept here.</param>
    public static string? Mistake(LocationReport? locationReport, DateTimeOffset now, TimeSpan kept = default)
    {
        var oldest = kept > Oldest ? kept : Oldest;
        if (locationReport is not { About: { Lateness: not null, Suites: not null, Board: not null, Version: not null }, Runs: not null,
            Enclosures: not null })
            return "It needs \"about\", \"sent\", \"runs\" and \"enclosures\".";
        if ((now - locationReport.Sent).Duration() > MostApart)
            return $"\"sent\" is {locationReport.Sent:u}, and it is {now:u} here: set the location's clock.";
        return locationReport.Runs.Count > MostRuns ? $"It has {locationReport.Runs.Count} runs: {MostRuns} at most."
            : locationReport.Enclosures.Count > MostFiles ? $"It has {locationReport.Enclosures.Count} files: {MostFiles} at most."
            : MistakeOf(locationReport.About, now)
            ?? locationReport.Runs.Select((run, n) => MistakeOf(run, locationReport.Sent, oldest) is { } mistake ? $"runs[{n}]: {mistake}"
                : null).FirstOrDefault(m => m is not null)
            ?? (locationReport.Runs.GroupBy(r => r.Id).FirstOrDefault(g => g.Count() > 1) is { } twice
                ? $"Two runs have the id {twice.Key}." : null)
            ?? MistakeOf(locationReport.Enclosures, locationReport.Runs.ToDictionary(r => r.Id));
    }

    private static string? MistakeOf(NodeStatus about, DateTimeOffset now) =>
        about.Since > now + MostApart || about.Since.Year < 2000 ? "about.since is no time at which it can have started."
        : about.Board.Length > 0 && (about.Board.Length > MostName || WebAddress.Of(about.Board) is null)
        ? "about.board is no address of a board."
        : !Texts.IsText(about.Version, MostFileName) ? "about.version is no version."
        : about.Suites.Count > MostItems || about.Suites.Any(s => !Texts.IsName(s, MostName)) ? "about.suites are no names."
        : new[] { about.Shards, about.Checks, about.InFlight, about.Queue, about.Lateness.Runs,
            about.Lateness.Missed }.Any(n => n is < 0 or > MostNumber)
            ? "about has a number that cannot be."
        : !double.IsFinite(about.Load) || about.Lateness != about.Lateness.Held() ? "about has a number that cannot be." : null;

    /// <param name="run">One of the report's.</param>
    /// <param name="sent">When the report was sent, by the same clock as its times.</param>
    /// <param name="oldest">How long before that it may have been.</param>
    private static string? MistakeOf(Run? run, DateTimeOffset sent, TimeSpan oldest) =>
        run is null ? "it is null."
        : !IsId(run.Id) ? $"\"id\" is not {Monitoring.Checks.Run.IdLength} hexadecimal digits."
        : !Texts.IsName(run.Check, MostName) ? "\"check\" is no name of a check."
        : run.At > sent + Soonest || run.At < sent - oldest ? $"\"at\" is {run.At:u}, and the report was sent at {sent:u}."
        : !Enum.IsDefined(run.Outcome) ? "\"outcome\" is none that is known."
        : !IsSpan(run.Ms) ? "\"ms\" cannot be."
        : run.Late is { } late && !IsSpan(late.TotalMilliseconds) ? "\"late\" cannot be."
        : run.BlamedOn is not null && !Texts.IsName(run.BlamedOn, MostName) ? "\"blamedOn\" is no name of a check."
        : run.Trace is not null && !SpanIds.IsTrace(run.Trace) ? "\"trace\" is no trace id."
        : run.Steps?.Count > MostItems
        || run.Steps?.Any(s => s?.Name is null || !IsSpan(s.Ms, least: -1) || !IsSpan(s.StartMs) || s.Depth is < 0 or > 100) == true
        ? "a step has a name or number that cannot be."
        : run.Measures?.Count > MostItems || run.Measures?.Any(m => m?.Name is null || !double.IsFinite(m.Value)) == true
        ? "a measure has a name or number that cannot be."
        : run.Evidence?.Count > MostItems || run.Evidence?.Any(e => !IsFileName(e?.Name)) == true
        ? "\"evidence\" has a name that no file has."
        : run.Failure is { } failure && (failure.Message is null || failure.Summary is null) ? "\"failure\" lacks its message."
        : null;

    private static string? MistakeOf(IReadOnlyList<EvidenceAttachment> files, Dictionary<string, Run> runs) =>
        files.Select((file, n) => MistakeOf(file, runs) is { } mistake ? $"enclosures[{n}]: {mistake}" : null)
        .FirstOrDefault(m => m is not null);

    /// <summary>A file is of a run that comes along: of another's nobody may add anything.</summary>
    private static string? MistakeOf(EvidenceAttachment? file, Dictionary<string, Run> runs) =>
        file is not { Content: not null } ? "it has no content."
        : !IsId(file.Run) ? "\"run\" is no id of a run."
        : !IsFileName(file.Name) ? "\"name\" is no name of a file."
        : !runs.TryGetValue(file.Run, out var run) ? $"{file.Run} is no run of this report."
        : run.Evidence?.Any(e => e.Name == file.Name) != true ? $"{file.Name} is not among the evidence of its run." : null;

    private static bool IsSpan(double ms, double least = 0) => ms >= least && ms <= Numbers.LongestMs;

    private static bool IsFileName(string? name) =>
        Texts.IsName(name, MostFileName) && name is not ("." or "..") && !name!.AsSpan().ContainsAny('/', '\\', ':');

    /// <summary>As <see cref="Run.NewId"/> makes them: they become names of folders.</summary>
    private static bool IsId(string? id) =>
        id is { Length: Monitoring.Checks.Run.IdLength } && id.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f');
}
