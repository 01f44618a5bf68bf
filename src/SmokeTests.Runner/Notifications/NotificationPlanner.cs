using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.Settings;
using LastTimes = System.Collections.Generic.IReadOnlyDictionary<(string Team, string Kind), System.DateTimeOffset>;

namespace SmokeTests.Runner.Notifications;

/// <summary>
/// Turns what has been decided into messages: looks at every incident that is not told to its end, asks <see cref="NotificationPolicy"/>,
/// puts together what belongs together, and writes message and progress down in one transaction. Nothing is kept in memory:
/// a restart at any point goes on where the history stands.
/// </summary>
/// <remarks>An incident that cannot be told holds up no other: it is held back, and tried again.</remarks>
/// <param name="history">Where incidents and messages are kept.</param>
/// <param name="checks">A check by its id, while a suite has it.</param>
/// <param name="options">What everything that tells works with.</param>
/// <param name="told">Called when there is something to deliver.</param>
internal sealed class NotificationPlanner(AlertingHistory history, Func<string, Check?> checks, AlertingOptions options, Action told)
    : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(5);

    /// <summary>After an outage each runner brings what it has told meanwhile.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    /// <summary>Characters of the numbers of the incidents in a link.</summary>
    private const int MostNumbers = 1_000;

    private readonly Incidents incidents = history.Incidents;
    private readonly LiveSettings settings = options.Settings;
    private readonly TimeProvider time = options.Time;
    private readonly ILogger log = options.Log.CreateLogger<NotificationPlanner>();
    private long? awaySince;
    private readonly SemaphoreSlim bell = new(0);

    /// <summary>Whether an incident is told here.</summary>
    public Func<IncidentProgress, bool> Tells { get; init; } = _ => true;

    /// <summary>What cannot be told now.</summary>
    public UntoldIncidents Held { get; } = new(options.Time, options.Log.CreateLogger<NotificationPlanner>());

    /// <summary>Something has been decided.</summary>
    public void Signal() => bell.Release();

    public void Dispose() => bell.Dispose();

    public Task Run(CancellationToken stop) => PollingLoop.AtOnce(Next, "What is to be told cannot be written down", log).Run(async () =>
    {
        try
        {
            await Settle(stop);
            while (Look())
                told();
        }
        catch (System.Data.Common.DbException e) when (DatabaseFault.MayPass(e))
        {
            awaySince ??= time.GetTimestamp();
            throw;
        }
        return false;
    }, () => { }, stop);

    private async Task Next(CancellationToken stop)
    {
        await bell.WaitAsync(BetweenLooks, time, stop);
        // All that rang meanwhile is seen by the next look.
        while (bell.CurrentCount > 0)
            await bell.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task Settle(CancellationToken stop)
    {
        if (awaySince is not { } since)
            return;
        _ = incidents.Untold();
        if (time.GetElapsedTime(since) > Outage)
            await Task.Delay(Rest, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        awaySince = null;
    }

    /// <summary>Does all that is to be done now; whether there is a message to send.</summary>
    public bool Look()
    {
        var now = time.GetUtcNow();
        var untold = Untold();
        if (untold.Length == 0)
            return false;
        var (last, silent) = (incidents.LastTold(), history.Silences.Ahead(now).Where(s => s.IsOn(now)).ToArray());
        var sent = false;
        // One message for a team, unless it wants one for each incident.
        foreach (var group in untold.Select(s => Next(s, silent, now)).OfType<Step>().GroupBy(a => (a.Act, a.Story.Team, a.Alone)))
            foreach (var planned in Composed(group.Key.Act, group.Key.Team, [.. group.Select(a => a.Story)], last, now))
                sent |= Tell(planned, last, now);
        return sent;
    }

    /// <summary>What may be told here now.</summary>
    private IncidentProgress[] Untold()
    {
        var all = incidents.Untold();
        Held.Keep(all.Select(s => s.Id).ToHashSet());
        return [.. all.Where(s => Held.IsDue(s.Id) && Tells(s))];
    }

    /// <summary>What is to be done about an incident; null where that is nothing, or cannot be said.</summary>
    private Step? Next(IncidentProgress story, IReadOnlyList<Silence> silent, DateTimeOffset now)
    {
        try
        {
            var hasPager = settings.Now.PagersOf(story.Team, now).Length > 0;
            return NotificationPolicy.Next(story, PolicyOf(story), IsSilent(story, silent, now), hasPager, now) is { } act
                ? new Step(story, act, settings.Now.PolicyOfTeam(story.Team).Group is null ? story.Id : 0) : null;
        }
        catch (Exception e) when (OneByOne.IsOfOne(e))
        {
            Hold(story, e);
            return null;
        }
    }

    /// <summary>The messages of what belongs together, without what would spoil them.</summary>
    private IReadOnlyList<PlannedNotification> Composed(NotificationAction act, string team, IReadOnlyList<IncidentProgress> stories,
        LastTimes last, DateTimeOffset now)
    {
        try
        {
            return [.. Bulletins(act, team, stories, last, now).Select(Dressed)];
        }
        catch (Exception e) when (OneByOne.IsOfOne(e))
        {
            if (stories is [var one])
            {
                Hold(one, e);
                return [];
            }
            // Each by itself: who cannot be told is held back there.
            var each = stories.Select(s => (Story: s, Bulletins: Composed(act, team, [s], last, now))).ToArray();
            var good = each.Where(s => Held.IsDue(s.Story.Id)).ToArray();
            return good.Length < stories.Count ? Composed(act, team, [.. good.Select(s => s.Story)], last, now)
                : [.. each.SelectMany(s => s.Bulletins)];
        }
    }

    /// <summary>Writes a message down with what it does; where that fails, each of its incidents is told by itself.</summary>
    /// <returns>Whether there is something to send.</returns>
    private bool Tell(PlannedNotification planned, LastTimes last, DateTimeOffset now)
    {
        try
        {
            incidents.Tell(planned, settings.Now.PolicyOfTeam(planned.Team), now);
            Held.Release(planned.Stories.Select(s => s.Id));
            return planned.Announcement is not null;
        }
        catch (Exception e) when (OneByOne.IsOfOne(e))
        {
            if (planned.Stories is not [var one])
                return planned.Stories.SelectMany(s => Composed(planned.Act, planned.Team, [s], last, now)).ToArray()
                    .Aggregate(false, (sent, alone) => Tell(alone, last, now) || sent);
            Hold(one, e);
            return false;
        }
    }

    private void Hold(IncidentProgress story, Exception why) => Held.Hold(story.Id, $"{story.Check} ({story.Team})", why);

    private IEnumerable<PlannedNotification> Bulletins(NotificationAction act, string team, IReadOnlyList<IncidentProgress> stories,
        LastTimes last, DateTimeOffset now)
    {
        var channels = settings.Now.ChannelsOf(team,
            stories.Any(s => s.Pages || s.PagedAt is not null || act == NotificationAction.Page), now);
        var pagers = settings.Now.PagersOf(team, now);
        switch (act)
        {
            case NotificationAction.Drop or NotificationAction.Hush:
                return [new PlannedNotification(act, team, stories, null, [], false)];
            case NotificationAction.Open or NotificationAction.Resolve when IsTooSoon(act, team, last, now):
                // What comes within the time of a group goes together into the next message.
                return [];
            case NotificationAction.Open:
                return [new PlannedNotification(act, team, stories,
                    MessageTemplates.Together(stories, "opened", s => s.Opened, team, options.Board), channels, stories.Any(s => s.Pages))];
            case NotificationAction.Remind:
                return [new PlannedNotification(act, team, stories,
                    MessageTemplates.Together(stories, "reminder", s => MessageTemplates.Still(s, now),
                        team, options.Board), channels, false)];
            case NotificationAction.Resolve:
                // To every place that has heard of it, and to no other.
                return stories.GroupBy(s => string.Join('\n', incidents.Heard(s.Id)))
                    .Select(places => new PlannedNotification(act, team, [.. places],
                    MessageTemplates.Together([.. places], "resolved", s => s.Resolved ?? MessageTemplates.Over(s, now),
                        team, options.Board),
                    places.Key.Split('\n', StringSplitOptions.RemoveEmptyEntries), false));
            case NotificationAction.Flap:
                return stories.Select(s => new PlannedNotification(act, team, [s], s.Flapping, channels, false));
            case NotificationAction.Page:
                return stories.Select(s => new PlannedNotification(act, team, [s], MessageTemplates.Paged(s, now),
                    [.. s.Pages ? [] : channels, .. pagers], true));
            default:
                return stories.Select(s => new PlannedNotification(act, team, [s], MessageTemplates.Taken(s),
                    [.. incidents.Heard(s.Id).Where(heard => settings.Now.RoutesOf(team).Any(r => r.Pages && r.Name == heard))], false));
        }
    }

    /// <summary>With the deploy before it, and the link that lets its readers act.</summary>
    private PlannedNotification Dressed(PlannedNotification planned)
    {
        if (planned.Announcement is not { } told || planned.Act is NotificationAction.Resolve or NotificationAction.Acknowledge)
            return planned;
        var ids = string.Join('-', planned.Stories.Select(s => s.Id));
        // An address of thousands of numbers neither fits into a message nor is taken by a server: then people choose on the board.
        var take = ids.Length <= MostNumbers ? new Link("Acknowledge", $"{options.Board}/act/{ids}/{history.LinkSigner.Sign($"act {ids}")}")
            : new Link("Acknowledge", $"{options.Board}/incidents");
        var deploy = planned.Act == NotificationAction.Open ? DeployBefore(planned.Stories) : null;
        return planned with
        {
            Announcement = told with
            {
                Facts = [.. told.Facts,
                    .. deploy is null ? Array.Empty<Fact>() : [MessageTemplates.After(deploy, planned.Stories.Min(s => s.OpenedAt))]],
                Links = [.. told.Links, .. deploy?.Url is { } url ? new[] { new Link("Deploy", url) } : [], take],
            },
        };
    }

    /// <summary>The last deploy before the first of them that concerns any of them.</summary>
    private Deploy? DeployBefore(IReadOnlyList<IncidentProgress> stories)
    {
        var opened = stories.Min(s => s.OpenedAt);
        return history.Deploys.Between(opened - Deploys.Window, opened)
            .FirstOrDefault(d => stories.Any(s => d.On.Selects(checks(s.Check), s.Check, s.Team)));
    }

    private bool IsTooSoon(NotificationAction act, string team, LastTimes last, DateTimeOffset now) =>
        last.TryGetValue((team, act == NotificationAction.Open ? "opened" : "resolved"), out var at)
        && now - at < settings.Now.PolicyOfTeam(team).Group && now >= at;

    private AlertPolicy PolicyOf(IncidentProgress story) =>
        checks(story.Check) is { } check ? settings.Now.PolicyOf(check) : settings.Now.PolicyOfTeam(story.Team);

    private bool IsSilent(IncidentProgress story, IReadOnlyList<Silence> silent, DateTimeOffset now)
    {
        var check = checks(story.Check);
        return silent.Any(s => s.On.Selects(check, story.Check, story.Team))
            || settings.Now.Maintenance.Any(m => m.IsOn(now) && m.On.Selects(check, story.Check, story.Team));
    }

    /// <param name="Act">What is to be done.</param>
    /// <param name="Alone">Another number for each incident that is told by itself.</param>
    private sealed record Step(IncidentProgress Story, NotificationAction Act, long Alone);
}
