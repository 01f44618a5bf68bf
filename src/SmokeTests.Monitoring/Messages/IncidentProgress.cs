namespace SmokeTests.Monitoring.Messages;

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
