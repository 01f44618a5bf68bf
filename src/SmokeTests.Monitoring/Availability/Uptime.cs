namespace SmokeTests.Monitoring.Availability;

/// <summary>
/// Uptime, counted in time and not in runs, since a check runs more often while it fails.
/// <list type="number">
/// <item>What a run says holds from its beginning until the next run begins,</item>
/// <item>but no longer than its check may keep silent (three of its due times): after that there is no data.</item>
/// <item>A run that was broken, lost, skipped or blamed on another check says nothing: that time is unknown.</item>
/// <item>Maintenance is neither up nor down, whatever runs say in it.</item>
/// <item>Where several places look, the product is down while as many as the quorum, of those that know, say so.</item>
/// <item>Uptime is up / (up + down). Unknown time, maintenance and missing data dent it not, and mend it not.</item>
/// </list>
/// </summary>
internal static class Uptime
{
    /// <param name="seen">The runs, in the order of their times; those that began before <paramref name="from"/> may be among them.</param>
    /// <param name="expires">Until when a run that began then may speak.</param>
    /// <param name="quorum">Places that must agree; null: more than half of those that know.</param>
    public static TimeBreakdown Of(IReadOnlyList<Observation> seen, DateTimeOffset from, DateTimeOffset to,
        Func<DateTimeOffset, DateTimeOffset> expires, IReadOnlyList<Window> maintenance, int? quorum = null)
    {
        var account = default(TimeBreakdown);
        // Between two of these moments nothing changes.
        var moments = seen.SelectMany(o => new[] { o.At, expires(o.At) }).Concat(maintenance.SelectMany(w => new[] { w.From, w.To }))
            .Where(at => at > from && at < to).Append(from).Append(to).Distinct().Order().ToArray();
        foreach (var (begin, end) in moments.Zip(moments.Skip(1)))
        {
            var lasts = seen.Where(o => o.At <= begin).GroupBy(o => o.Place).Select(place => place.Last())
                .Where(o => begin < expires(o.At)).ToArray();
            var knowing = lasts.Where(o => o.Says != ObservedState.Silent).ToArray();
            var span = end - begin;
            account += maintenance.Any(w => w.Holds(begin)) ? new TimeBreakdown { Maintenance = span }
                : lasts.Length == 0 ? new TimeBreakdown { NoData = span }
                : knowing.Length == 0 ? new TimeBreakdown { Unknown = span }
                : knowing.Count(o => o.Says == ObservedState.Down) >= Math.Min(knowing.Length, quorum ?? knowing.Length / 2 + 1)
                ? new TimeBreakdown { Down = span }
                : new TimeBreakdown { Up = span };
        }
        return account;
    }

    /// <summary>The time between a check's last run and its next one.</summary>
    /// <param name="lasts">The last run of each place that looks.</param>
    /// <param name="quorum">Places that must agree; null: more than half of those that know.</param>
    public static TimeBreakdown Between(Check check, IReadOnlyCollection<Run> lasts, DateTimeOffset now,
        IReadOnlyList<Monitoring.Incidents.Maintenance> maintenance, string team, int? quorum = null)
    {
        var before = lasts.MaxBy(r => r.At)!;
        if (now <= before.At)
            return default;
        var windows = maintenance.Count == 0 ? []
            : maintenance.Where(m => m.On.Selects(check, check.Id, team)).SelectMany(m => m.Windows(before.At, now)).ToArray();
        if (windows.Length == 0 && lasts.Count == 1)
            return Alone(Observation.Of(before).Says, before.At, Expiry(check, before.At, now), now);
        return Of([.. lasts.OrderBy(r => r.At).Select(Observation.Of)], before.At, now, at => Expiry(check, at, now), windows, quorum);
    }

    /// <summary>What <see cref="Of"/> comes to for one run and no maintenance, as it is for nearly every run.</summary>
    private static TimeBreakdown Alone(ObservedState says, DateTimeOffset at, DateTimeOffset expires, DateTimeOffset now)
    {
        var (held, rest) = expires < now ? (expires - at, now - expires) : (now - at, TimeSpan.Zero);
        return says switch { ObservedState.Up => new TimeBreakdown { Up = held, NoData = rest }, ObservedState.Down =>
            new TimeBreakdown { Down = held, NoData = rest }, _ => new TimeBreakdown { Unknown = held, NoData = rest } };
    }

    /// <summary>Three due times on; looked up only as far as it matters.</summary>
    private static DateTimeOffset Expiry(Check check, DateTimeOffset at, DateTimeOffset now)
    {
        const int patience = 3;
        DateTimeOffset? due = at;
        for (var passed = 0; passed < patience && due is { } last && last < now; passed++)
            due = check.Schedule.After(last, check.Phase);
        return due is { } missed ? missed + check.Limit : DateTimeOffset.MaxValue;
    }
}
