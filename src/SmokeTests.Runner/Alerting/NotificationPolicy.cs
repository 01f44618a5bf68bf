namespace SmokeTests.Runner.Alerting;

/// <summary>What is told of an incident, or done without a word.</summary>
internal enum NotificationAction
{
    /// <summary>Tell that it has opened.</summary>
    Open,

    /// <summary>Say again that it is open.</summary>
    Remind,

    /// <summary>Say that its check flaps, and that it therefore stays open.</summary>
    Flap,

    /// <summary>Page: nobody has acknowledged it in time.</summary>
    Page,

    /// <summary>Tell the pager that somebody has acknowledged it.</summary>
    Acknowledge,

    /// <summary>Tell that it is resolved.</summary>
    Resolve,

    /// <summary>Remember that a silence fell on it, so that it is told again when that ends.</summary>
    Hush,

    /// <summary>It came and went without being told: nothing is left to tell.</summary>
    Drop,
}

/// <summary>An incident as far as it has been told.</summary>
internal sealed record IncidentProgress(long Id, string Check, Fault Fault, string Team, DateTimeOffset OpenedAt)
{
    /// <summary>One each second for thirty years.</summary>
    public const int MostReminders = 1_000_000_000;

    /// <summary>It is paged at once: its check bears <c>[Pages]</c>.</summary>
    public bool Pages { get; init; }

    /// <summary>Its check has never passed: that is told once, quietly.</summary>
    public bool IsNew { get; init; }

    public bool Flaps { get; init; }

    public bool FlapsTold { get; init; }

    /// <summary>A silence has been on it since it was told.</summary>
    public bool Hushed { get; init; }

    public DateTimeOffset? ResolvedAt { get; init; }

    public DateTimeOffset? ToldAt { get; init; }

    public int Reminders { get; init; }

    public DateTimeOffset? PagedAt { get; init; }

    public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>The pager knows that it is acknowledged.</summary>
    public bool AcknowledgementTold { get; init; }

    /// <summary>The message that told it first.</summary>
    public long? ToldIn { get; init; }

    /// <summary>The words of its opening, and of what came after.</summary>
    public required Message Opened { get; init; }

    public Message? Flapping { get; init; }

    public Message? Resolved { get; init; }

    /// <summary>Everything is told.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The story once that is done.</summary>
    /// <param name="toldIn">The message that tells it.</param>
    public IncidentProgress After(NotificationAction act, AlertPolicy policy, DateTimeOffset now, long? toldIn = null) => act switch
    {
        NotificationAction.Open => this with { ToldAt = now, ToldIn = toldIn },
        // Reminders that fell due while nobody could be told are one.
        NotificationAction.Remind => this with { Reminders = NotificationPolicy.RemindersBy(policy, now - ToldAt!.Value), Hushed = false },
        NotificationAction.Flap => this with { FlapsTold = true },
        NotificationAction.Page => this with { PagedAt = now, Hushed = false },
        NotificationAction.Acknowledge => this with { AcknowledgementTold = true },
        NotificationAction.Hush => this with { Hushed = true },
        _ => this with { ClosedAt = now },
    };
}

/// <summary>
/// What is to be told of an incident now: a pure function of how far it has been told, its policy, silences and time. What
/// is told is written down together with the message, so that the next look goes on from there, after a restart as well.
/// </summary>
internal static class NotificationPolicy
{
    /// <summary>Nothing lasts longer: nine million days.</summary>
    private const double MostTicks = 9e6 * TimeSpan.TicksPerDay;

    /// <param name="isSilent">A silence or a maintenance window is on it now.</param>
    /// <param name="hasPager">Its team has a route that pages.</param>
    public static NotificationAction? Next(IncidentProgress story, AlertPolicy policy, bool isSilent, bool hasPager, DateTimeOffset now)
    {
        if (story.ResolvedAt is not null)
            return story.ToldAt is null ? NotificationAction.Drop : isSilent ? null : NotificationAction.Resolve;
        if (isSilent)
            return story.ToldAt is not null && !story.Hushed ? NotificationAction.Hush : null;
        if (story.ToldAt is not { } told)
            return NotificationAction.Open;
        if (story.Flaps && !story.FlapsTold)
            return NotificationAction.Flap;
        if (story.AcknowledgedAt is not null)
            return story.PagedAt is not null && !story.AcknowledgementTold ? NotificationAction.Acknowledge : null;
        if (story.IsNew)
            return null;
        if (hasPager && story.PagedAt is null
            && (story.Pages || story.Fault != Fault.Location && policy.PageAfter is { } after && now - told >= after))
            return NotificationAction.Page;
        return story.Hushed || ReminderAfter(policy, story.Reminders) is { } wait && now - told >= wait ? NotificationAction.Remind : null;
    }

    /// <summary>How long after it was told the next reminder is due: 1 h, 4 h, then each day after that, by default.</summary>
    public static TimeSpan? ReminderAfter(AlertPolicy policy, int reminders) => policy.Remind switch
    {
        [] => null,
        var times when reminders < times.Count - 1 => times[reminders],
        var times => TimeSpan.FromTicks((long)Math.Min(Before(times).Ticks + times[^1].Ticks * (reminders - times.Count + 2.0), MostTicks)),
    };

    /// <summary>Reminders that are due by then.</summary>
    public static int RemindersBy(AlertPolicy policy, TimeSpan sinceTold)
    {
        if (policy.Remind is not { Count: > 0 } times)
            return 0;
        var count = times.SkipLast(1).TakeWhile(t => t <= sinceTold).Count();
        // Those that come again and again are counted at once: an incident of a history may be as old as it likes.
        return count < times.Count - 1 ? count
            : (int)Math.Clamp(Math.Floor(count + (sinceTold - Before(times)) / times[^1]), count, IncidentProgress.MostReminders);
    }

    private static TimeSpan Before(IReadOnlyList<TimeSpan> times) => times.Count > 1 ? times[^2] : TimeSpan.Zero;
}
