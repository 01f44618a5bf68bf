using Cronos;

namespace SmokeTests.Monitoring.Checks;

/// <summary>
/// The moments that a cron expression names on the clock on the wall of a time zone. A time that the clock leaves out is the
/// moment after the gap. Of one that comes twice both count where the expression repeats itself within a day
/// (<c>*/20 * * * *</c>), and the first where it names its hours (<c>30 1 * * *</c>).
/// </summary>
/// <remarks>
/// The calendar is Cronos's, read as if no clock were ever set; the zone is read here. So cron, maintenance and openings go by
/// the same rules, which a test holds against a walk minute by minute.
/// </remarks>
/// <param name="text">The expression as it was written.</param>
/// <param name="expression">What Cronos reads in it.</param>
/// <param name="zone">Whose clock.</param>
internal sealed class CronTimes(string text, CronExpression expression, TimeZoneInfo zone)
{
    private const int FieldsAfterHours = 3;

    /// <summary>No clock is set by more: Apia left out a day.</summary>
    private static readonly TimeSpan Farthest = TimeSpan.FromHours(26);

    /// <summary>The ends of what a date can hold, with room for any time zone.</summary>
    private static readonly DateTimeOffset First = DateTimeOffset.MinValue.AddDays(3);
    private static readonly DateTimeOffset Last = DateTimeOffset.MaxValue.AddDays(-3);

    /// <summary>Whether it names more than single times of a day: seconds, minutes or hours are a range or have a step.</summary>
    private readonly bool repeats = text.Trim() is ['@', .. var macro] ? macro is "hourly" or "every_minute" or "every_second"
        : text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[..^FieldsAfterHours]
            .Any(f => f.AsSpan().IndexOfAny('*', '-', '/') >= 0);

    /// <summary>The zone's name.</summary>
    public TimeZoneInfo Zone => zone;

    /// <summary>The first moment after another; null where there is none.</summary>
    public DateTimeOffset? After(DateTimeOffset moment)
    {
        if (moment >= Last)
            return null;
        var (at, isIn) = ((moment < First ? First : moment).ToUniversalTime(), false);
        while (true)
        {
            // As long as nobody sets the clock, wall and moment go together.
            var offset = zone.GetUtcOffset(at);
            if (OnTheWall(at, offset, isIn) is not { } wall || Moment(wall, offset) is not { } next || next >= Last)
                return null;
            if (Change(at, next) is not { } change)
            {
                if (repeats || !IsSecond(wall, next))
                    return next;
                (at, isIn) = (next, false);
                continue;
            }
            if (wall < Wall(change, zone.GetUtcOffset(change)))
                return change;
            (at, isIn) = (change, true);
        }
    }

    /// <summary>Those between two moments, the first left out.</summary>
    public IEnumerable<DateTimeOffset> Between(DateTimeOffset from, DateTimeOffset to)
    {
        for (var next = After(from); next <= to; next = After(next.Value))
            yield return next.Value;
    }

    public override string ToString() => text;

    private DateTime? OnTheWall(DateTimeOffset at, TimeSpan offset, bool isIn) =>
        expression.GetNextOccurrence(DateTime.SpecifyKind(Wall(at, offset), DateTimeKind.Utc), isIn);

    private static DateTime Wall(DateTimeOffset at, TimeSpan offset) => DateTime.SpecifyKind(at.UtcDateTime + offset, DateTimeKind.Utc);

    private static DateTimeOffset? Moment(DateTime wall, TimeSpan offset) =>
        wall.Ticks - offset.Ticks is var ticks && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>When the clock is set first after a moment, until another; null where it is not.</summary>
    private DateTimeOffset? Change(DateTimeOffset after, DateTimeOffset until)
    {
        var offset = zone.GetUtcOffset(after);
        for (var from = after; from < until;)
        {
            var to = until - from > TimeSpan.FromDays(1) ? from.AddDays(1) : until;
            if (zone.GetUtcOffset(to) != offset)
                return Change(from, to, offset);
            from = to;
        }
        return null;
    }

    /// <summary>The second at which it is no longer the same.</summary>
    private DateTimeOffset Change(DateTimeOffset from, DateTimeOffset to, TimeSpan offset)
    {
        var (before, after) = (from.ToUnixTimeSeconds(), to.ToUnixTimeSeconds());
        if (zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(after)) == offset)
            return to;
        while (after - before > 1)
            if (before + (after - before) / 2 is var middle && zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(middle)) == offset)
                before = middle;
            else
                after = middle;
        return DateTimeOffset.FromUnixTimeSeconds(after);
    }

    /// <summary>Whether the wall has shown the same time before.</summary>
    private bool IsSecond(DateTime wall, DateTimeOffset moment) =>
        zone.GetUtcOffset(moment - Farthest) is var earlier && Moment(wall, earlier) is { } before
        && before < moment && zone.GetUtcOffset(before) == earlier;
}
