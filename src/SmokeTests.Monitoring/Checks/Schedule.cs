namespace SmokeTests.Monitoring.Checks;

/// <summary>When a check is due.</summary>
internal abstract record Schedule
{
    public static readonly Schedule Usual = new Periodic(TimeSpan.FromMinutes(5));

    /// <summary>Never: it runs when somebody asks for it.</summary>
    public static readonly Schedule ByHand = new Never();

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>The next due time after <paramref name="now"/>; null when there is none.</summary>
    /// <param name="now">In UTC.</param>
    /// <param name="phase">A stable number of the check: checks of one interval are spread over it, and restarts keep their place.</param>
    public abstract DateTimeOffset? After(DateTimeOffset now, uint phase);

    /// <summary>The same, but only in a calendar's hours: what is due outside of them is due when they begin again.</summary>
    public Schedule Within(Calendar calendar) => new During(this, calendar);

    /// <summary>How many times it was due between two moments, both left out: no more than a thousand are counted.</summary>
    public int Between(DateTimeOffset from, DateTimeOffset to, uint phase)
    {
        var count = 0;
        for (var due = After(from, phase); due < to && count < 1000; due = After(due.Value, phase))
            count++;
        return count;
    }

    /// <summary>Reads what a suite's attributes say; a mistake is a sentence for whoever wrote the check.</summary>
    public static (Schedule Schedule, string? Mistake) Parse(string? every, string? cron, string? zone)
    {
        if (every is not null)
            return Interval.TryParse(every, out var interval) && interval >= Shortest
                ? (new Periodic(interval), null)
                : (Usual, $"'{every}' is not an interval. {Interval.Advice}, at least 1s; or use [Cron]");
        return cron is null ? (Usual, null) : ParseCron(cron, zone ?? "UTC");
    }

    private static (Schedule, string?) ParseCron(string text, string zone)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found))
            return (Usual, $"'{zone}' is not a time zone. Write an IANA name such as Europe/Paris");
        return CronText.TryParse(text, out var cron, out var mistake)
            ? (new Cron(new CronTimes(text, cron, found)), null)
            : (Usual, $"'{text}' is not a cron expression: {mistake}");
    }

    private sealed record Periodic(TimeSpan Every) : Schedule
    {
        public override DateTimeOffset? After(DateTimeOffset now, uint phase)
        {
            var offset = phase * (long)TimeSpan.TicksPerMillisecond % Every.Ticks;
            var slots = (now.UtcTicks - offset) / Every.Ticks + 1;
            // After the last day of the calendar nothing is due.
            return slots * Every.Ticks + offset is var ticks && ticks <= DateTimeOffset.MaxValue.UtcTicks
                ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
        }

        public override string ToString() => $"every {Interval.Write(Every)}";
    }

    private sealed record Cron(CronTimes Times) : Schedule
    {
        public override DateTimeOffset? After(DateTimeOffset now, uint phase) => Times.After(now);

        public override string ToString() => Times.Zone == TimeZoneInfo.Utc ? $"{Times}" : $"{Times} {Times.Zone.Id}";
    }

    private sealed record Never : Schedule
    {
        public override DateTimeOffset? After(DateTimeOffset now, uint phase) => null;

        public override string ToString() => "only by hand";
    }

    private sealed record During(Schedule Usually, Calendar Calendar) : Schedule
    {
        /// <summary>Where the calendar opens, checks are spread over the first seconds, as they are over their interval.</summary>
        private static readonly TimeSpan Spread = TimeSpan.FromSeconds(10);

        public override DateTimeOffset? After(DateTimeOffset now, uint phase)
        {
            if (Usually.After(now, phase) is not { } due)
                return null;
            if (Calendar.IsOpen(due))
                return due;
            return Calendar.NextOpen(due) + phase % 1000 / 1000.0 * Spread;
        }

        public override string ToString() => $"{Usually}, in its hours";
    }
}
