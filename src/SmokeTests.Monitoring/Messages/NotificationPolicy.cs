namespace SmokeTests.Monitoring.Messages;

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
