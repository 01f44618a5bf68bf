using SmokeTests.Runner.Settings;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Running;

/// <summary>What a suite says of a check, with what the settings say of it.</summary>
internal static class FoundCheck
{
    public static Check Read(CheckFound found, string suite, string environment, TimeSpan? every, RunnerSettings settings)
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
        return new Check($"{found.Key}@{environment}", found.Key, suite, environment, found.Name, found.Group, found.Class, team)
        {
            Schedule = found.Explicit ? Schedule.ByHand : every is null ? schedule
                : Schedule.Parse($"{every.Value.TotalMilliseconds}ms", null, null).Schedule,
            Limit = Interval.TryParse(found.Within, out var within) ? within : Protocol.UsualLimit,
            DependsOn = found.DependsOn,
            File = found.File,
            Line = found.Line,
            Mistake = mistake,
            Pages = found.Pages,
            OwnedBecause = because,
            Locations = found.From,
            IsExplicit = found.Explicit,
            Collection = found.Collection,
            IsAlone = found.Alone,
        };
    }

    /// <summary>What is wrong with its locations. A satellite knows of no others.</summary>
    private static string? Nowhere(IReadOnlyList<string>? from, RunnerSettings settings) =>
        from is null || settings.Node.Head is not null ? null
        : from.FirstOrDefault(l => !settings.Locations.Contains(l)) is { } unknown
        ? $"there is no location '{unknown}'. "
            + $"There {(settings.Locations.Count == 0 ? "are none" : $"are: {string.Join(", ", settings.Locations)}")}. Give a "
            + $"runner the token access.tokens.{unknown} with the scope \"report\"."
        : from.Count == 0 && settings.Locations.Count == 0
        ? "there is no location. Give runners tokens with the scope \"report\", each called like its location, in access.tokens."
        : null;
}
