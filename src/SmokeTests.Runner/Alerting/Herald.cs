using SmokeTests.Runner.History;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Settings;
using LastTimes = System.Collections.Generic.IReadOnlyDictionary<(string Team, string Kind), System.DateTimeOffset>;

namespace SmokeTests.Runner.Alerting;

/// <summary>
/// Turns what has been decided into messages: looks at every incident that is not told to its end, asks <see cref="Telling"/>,
/// puts together what belongs together, and writes message and progress down in one transaction. Nothing is kept in memory:
/// a restart at any point goes on where the history stands.
/// </summary>
/// <remarks>An incident that cannot be told holds up no other: it is held back, and tried again.</remarks>
internal sealed class Herald(
    Incidents incidents, Silences silences, Deploys deploys, Signing signing, Func<string, Check?> checks, LiveSettings settings,
    Action told, string board, TimeProvider time, ILogger<Herald> log) : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(5);

    /// <summary>After an outage each runner brings what it has told meanwhile.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    /// <summary>Characters of the numbers of the incidents in a link.</summary>
    private const int MostNumbers = 1_000;
    private long? awaySince;
    private readonly SemaphoreSlim bell = new(0);

    /// <summary>Whether an incident is told here.</summary>
    public Func<Story, bool> Tells { get; init; } = _ => true;

    /// <summary>What cannot be told now.</summary>
    public UntoldIncidents Held { get; } = new(time, log);

    /// <summary>Something has been decided.</summary>
    public void Ring() => bell.Release();

    public void Dispose() => bell.Dispose();

    public Task Run(CancellationToken stop) => Rounds.AtOnce(Next, "What is to be told cannot be written down", log).Run(async () =>
    {
        try
        {
            await Settle(stop);
            while (Look())
                told();
        }
        catch (System.Data.Common.DbException e) when (Dialect.MayPass(e))
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
        var (last, silent) = (incidents.LastTold(), silences.Ahead(now).Where(s => s.IsOn(now)).ToArray());
        var sent = false;
        // One message for a team, unless it wants one for each incident.
        foreach (var group in untold.Select(s => Next(s, silent, now)).OfType<Step>().GroupBy(a => (a.Act, a.Story.Team, a.Alone)))
            foreach (var bulletin in Composed(group.Key.Act, group.Key.Team, [.. group.Select(a => a.Story)], last, now))
                sent |= Tell(bulletin, last, now);
        return sent;
    }

    /// <summary>What may be told here now.</summary>
    private Story[] Untold()
    {
        var all = incidents.Untold();
        Held.Keep(all.Select(s => s.Id).ToHashSet());
        return [.. all.Where(s => Held.IsDue(s.Id) && Tells(s))];
    }

    /// <summary>What is to be done about an incident; null where that is nothing, or cannot be said.</summary>
    private Step? Next(Story story, IReadOnlyList<Silence> silent, DateTimeOffset now)
    {
        try
        {
            var hasPager = settings.Now.PagersOf(story.Team, now).Length > 0;
            return Telling.Next(story, PolicyOf(story), IsSilent(story, silent, now), hasPager, now) is { } act
                ? new Step(story, act, settings.Now.PolicyOfTeam(story.Team).Group is null ? story.Id : 0) : null;
        }
        catch (Exception e) when (OneByOne.IsOfOne(e))
        {
            Hold(story, e);
            return null;
        }
    }

    /// <summary>The messages of what belongs together, without what would spoil them.</summary>
    private IReadOnlyList<Bulletin> Composed(Act act, string team, IReadOnlyList<Story> stories, LastTimes last, DateTimeOffset now)
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
    private bool Tell(Bulletin bulletin, LastTimes last, DateTimeOffset now)
    {
        try
        {
            incidents.Tell(bulletin, settings.Now.PolicyOfTeam(bulletin.Team), now);
            Held.Release(bulletin.Stories.Select(s => s.Id));
            return bulletin.Announcement is not null;
        }
        catch (Exception e) when (OneByOne.IsOfOne(e))
        {
            if (bulletin.Stories is not [var one])
                return bulletin.Stories.SelectMany(s => Composed(bulletin.Act, bulletin.Team, [s], last, now)).ToArray()
                    .Aggregate(false, (sent, alone) => Tell(alone, last, now) || sent);
            Hold(one, e);
            return false;
        }
    }

    private void Hold(Story story, Exception why) => Held.Hold(story.Id, $"{story.Check} ({story.Team})", why);

    private IEnumerable<Bulletin> Bulletins(Act act, string team, IReadOnlyList<Story> stories, LastTimes last, DateTimeOffset now)
    {
        var channels = settings.Now.ChannelsOf(team, stories.Any(s => s.Pages || s.PagedAt is not null || act == Act.Page), now);
        var pagers = settings.Now.PagersOf(team, now);
        switch (act)
        {
            case Act.Drop or Act.Hush:
                return [new Bulletin(act, team, stories, null, [], false)];
            case Act.Open or Act.Resolve when IsTooSoon(act, team, last, now):
                // What comes within the time of a group goes together into the next message.
                return [];
            case Act.Open:
                return [new Bulletin(act, team, stories, Wording.Together(stories, "opened", s => s.Opened, team, board), channels, stories.Any(s => s.Pages))];
            case Act.Remind:
                return [new Bulletin(act, team, stories, Wording.Together(stories, "reminder", s => Wording.Still(s, now), team, board), channels, false)];
            case Act.Resolve:
                // To every place that has heard of it, and to no other.
                return stories.GroupBy(s => string.Join('\n', incidents.Heard(s.Id))).Select(places => new Bulletin(act, team, [.. places],
                    Wording.Together([.. places], "resolved", s => s.Resolved ?? Wording.Over(s, now), team, board), places.Key.Split('\n', StringSplitOptions.RemoveEmptyEntries), false));
            case Act.Flap:
                return stories.Select(s => new Bulletin(act, team, [s], s.Flapping, channels, false));
            case Act.Page:
                return stories.Select(s => new Bulletin(act, team, [s], Wording.Paged(s, now), [.. s.Pages ? [] : channels, .. pagers], true));
            default:
                return stories.Select(s => new Bulletin(act, team, [s], Wording.Taken(s), [.. incidents.Heard(s.Id).Where(heard => settings.Now.RoutesOf(team).Any(r => r.Pages && r.Name == heard))], false));
        }
    }

    /// <summary>With the deploy before it, and the link that lets its readers act.</summary>
    private Bulletin Dressed(Bulletin bulletin)
    {
        if (bulletin.Announcement is not { } told || bulletin.Act is Act.Resolve or Act.Acknowledge)
            return bulletin;
        var ids = string.Join('-', bulletin.Stories.Select(s => s.Id));
        // An address of thousands of numbers neither fits into a message nor is taken by a server: then people choose on the board.
        var take = ids.Length <= MostNumbers ? new Link("Take it", $"{board}/act/{ids}/{signing.Sign($"act {ids}")}") : new Link("Take them", $"{board}/incidents");
        var deploy = bulletin.Act == Act.Open ? DeployBefore(bulletin.Stories) : null;
        return bulletin with
        {
            Announcement = told with
            {
                Facts = [.. told.Facts, .. deploy is null ? Array.Empty<Fact>() : [Wording.After(deploy, bulletin.Stories.Min(s => s.OpenedAt))]],
                Links = [.. told.Links, .. deploy?.Url is { } url ? new[] { new Link("Deploy", url) } : [], take],
            },
        };
    }

    /// <summary>The last deploy before the first of them that concerns any of them.</summary>
    private Deploy? DeployBefore(IReadOnlyList<Story> stories)
    {
        var opened = stories.Min(s => s.OpenedAt);
        return deploys.Between(opened - Deploys.Window, opened).FirstOrDefault(d => stories.Any(s => d.On.Selects(checks(s.Check), s.Check, s.Team)));
    }

    private bool IsTooSoon(Act act, string team, LastTimes last, DateTimeOffset now) =>
        last.TryGetValue((team, act == Act.Open ? "opened" : "resolved"), out var at) && now - at < settings.Now.PolicyOfTeam(team).Group && now >= at;

    private Policy PolicyOf(Story story) => checks(story.Check) is { } check ? settings.Now.PolicyOf(check) : settings.Now.PolicyOfTeam(story.Team);

    private bool IsSilent(Story story, IReadOnlyList<Silence> silent, DateTimeOffset now)
    {
        var check = checks(story.Check);
        return silent.Any(s => s.On.Selects(check, story.Check, story.Team)) || settings.Now.Maintenance.Any(m => m.IsOn(now) && m.On.Selects(check, story.Check, story.Team));
    }

    /// <param name="Act">What is to be done.</param>
    /// <param name="Alone">Another number for each incident that is told by itself.</param>
    private sealed record Step(Story Story, Act Act, long Alone);
}
