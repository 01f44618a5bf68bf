using SmokeTests.Runner.Scheduling;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Running;

/// <summary>A check in one environment, as the runner knows it.</summary>
/// <param name="Id">Unique and stable across restarts, builds and folders.</param>
/// <param name="Limit">The time that a run may take.</param>
/// <param name="Mistake">What is wrong with its attributes; such a check is not run but shown, as broken.</param>
internal sealed record Check(string Id, string Key, string Suite, string Environment, string Name, string Group, string Class, string? Team,
    Schedule Schedule, TimeSpan Limit, IReadOnlyList<string> DependsOn, string? File, int? Line, string? Mistake, bool Pages = false)
{
    /// <summary>The locations that it runs from; empty for every one, null for whichever.</summary>
    public IReadOnlyList<string>? Locations { get; init; }

    /// <summary>How it is known whose it is; null where it is not.</summary>
    public string? OwnedBecause { get; init; }

    /// <summary>It is never due: it runs when somebody asks for it.</summary>
    public bool IsExplicit { get; init; }

    /// <summary>Checks of its suite that name the same one never overlap it; null for none.</summary>
    public string? Collection { get; init; }

    /// <summary>Nothing else of its suite goes on while it does.</summary>
    public bool IsAlone { get; init; }

    public string FullName => $"{Group}: {Name}";

    /// <summary>A number that spreads checks over their interval, the same after every restart.</summary>
    public uint Phase { get; } = Shards.Number(Id);

    /// <summary>Which of the shards of all checks this one is in: the same on every node.</summary>
    public int Shard => Shards.Of(Id);

    public static Check From(CheckFound found, string suite, string environment, TimeSpan? every, Settings.RunnerSettings settings)
    {
        var (schedule, wrongSchedule) = Schedule.Parse(found.Every, found.Cron, found.Zone);
        if (found.During is { } during)
        {
            if (settings.Calendars.GetValueOrDefault(during) is { } calendar)
                schedule = schedule.Within(calendar);
            else
                wrongSchedule ??= $"there is no calendar '{during}' in the settings. Add calendars.{during}";
        }
        var wrongLimit = new[] { found.Within, found.Budget }.FirstOrDefault(t => t is not null && !Interval.TryParse(t, out _));
        var mistake = wrongSchedule is not null ? $"schedule of \"{found.Group}.{found.Name}\": {wrongSchedule}."
            : wrongLimit is not null ? $"limit of \"{found.Group}.{found.Name}\": '{wrongLimit}' is not a time. {Interval.Advice}."
            : Nowhere(found.From, settings) is { } nowhere ? $"location of \"{found.Group}.{found.Name}\": {nowhere}"
            : null;
        var (team, because) = settings.Owner(found.Team, found.Owners ?? []);
        return new Check($"{found.Key}@{environment}", found.Key, suite, environment, found.Name, found.Group, found.Class, team,
            found.Explicit ? Schedule.ByHand : every is null ? schedule
                : Schedule.Parse($"{every.Value.TotalMilliseconds}ms", null, null).Schedule,
            Interval.TryParse(found.Within, out var within) ? within : Protocol.UsualLimit, found.DependsOn, found.File, found.Line,
            mistake, found.Pages)
        {
            OwnedBecause = because,
            Locations = found.From,
            IsExplicit = found.Explicit,
            Collection = found.Collection,
            IsAlone = found.Alone,
        };
    }

    /// <summary>What is wrong with its locations. A satellite knows of no others.</summary>
    private static string? Nowhere(IReadOnlyList<string>? from, Settings.RunnerSettings settings) =>
        from is null || settings.Node.Head is not null ? null
        : from.FirstOrDefault(l => !settings.Locations.Contains(l)) is { } unknown
        ? $"there is no location '{unknown}'. "
            + $"There {(settings.Locations.Count == 0 ? "are none" : $"are: {string.Join(", ", settings.Locations)}")}. Give a "
            + $"runner the token access.tokens.{unknown} with the scope \"report\"."
        : from.Count == 0 && settings.Locations.Count == 0
        ? "there is no location. Give runners tokens with the scope \"report\", each called like its location, in access.tokens."
        : null;
}
