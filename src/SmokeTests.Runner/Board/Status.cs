using System.Globalization;
using System.Xml.Linq;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Settings;

namespace SmokeTests.Runner.Board;

/// <summary>What the status page, its JSON, its badges and its feed tell.</summary>
internal sealed class Status(LiveSettings settings, BoardState board, SuiteRegistry suiteRegistry, Incidents incidents,
    RollupQueries rollups, TimeProvider time)
{
    private const int ShownDays = 90;
    private static readonly TimeSpan FreshSums = TimeSpan.FromMinutes(5);
    private readonly Lock gate = new();
    private (IReadOnlyDictionary<string, IReadOnlyDictionary<DateOnly, TimeBreakdown>> Days, long At)? past;

    public bool IsOn => settings.Now.Status is not null;

    public string Title => settings.Now.Status?.Title ?? "Status";

    public IReadOnlyList<GroupStatus> Groups()
    {
        var (tiles, now, days) = (board.Tiles(), board.Now, Past());
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        return [.. settings.Now.Status!.Groups.Select(group =>
        {
            var known = days.GetValueOrDefault(group.Name) ?? new Dictionary<DateOnly, TimeBreakdown>();
            var all = known.Values.Aggregate(default(TimeBreakdown), (sum, day) => sum + day);
            return new GroupStatus(group.Name, HealthOf([.. tiles.Where(t => group.On.Selects(t.Check, t.Check.Id, t.Team))], now),
                all.Uptime,
                [.. Enumerable.Range(0, ShownDays).Select(n => today.AddDays(n - ShownDays + 1))
                    .Select(day => (day, known.TryGetValue(day, out var account) ? account.Uptime : null))]);
        })];
    }

    /// <summary>Those of the last two weeks that the product was at fault for.</summary>
    public IReadOnlyList<PublicIncident> Recent() =>
        [.. incidents.Open().Concat(incidents.Past(500))
            .Where(i => i.Fault == Fault.Product && (i.ResolvedAt ?? board.Now) > board.Now.AddDays(-14))
        .Select(i => (Incident: i,
            Group: settings.Now.Status!.Groups.FirstOrDefault(g => g.On.Selects(suiteRegistry.Checks.GetValueOrDefault(i.Check), i.Check,
                i.Team)).Name)).Where(i => i.Group is not null)
        .Select(i => new PublicIncident(i.Incident.Id, i.Group, i.Incident.OpenedAt, i.Incident.ResolvedAt,
            [.. incidents.Notes(i.Incident.Id).Select(n => new PublicNote(n.At, n.Text))]))
        .OrderByDescending(i => i.Began)];

    public static string Word(Health health) => health switch
    {
        Health.Down => "down", Health.Disrupted => "partly disrupted", Health.Slow => "slow", Health.Maintenance =>
        "under maintenance", Health.Unknown => "not known at the moment", _ => "works",
    };

    public static Colour ColourOf(Health health) =>
        health switch { Health.Down or Health.Disrupted => Colour.Red, Health.Slow => Colour.Yellow, Health.Works => Colour.Green, _ =>
            Colour.Grey };

    /// <summary>An Atom feed (RFC 4287): an entry for each incident, renewed by each note and by its end.</summary>
    public string Feed(string address)
    {
        XNamespace atom = "http://www.w3.org/2005/Atom";
        var entries = Recent();
        return new XDocument(new XElement(atom + "feed",
            new XElement(atom + "title", Texts.Xml(Title)), new XElement(atom + "id", $"{address}/status"),
            new XElement(atom + "updated", Written(entries.Select(Changed).DefaultIfEmpty(DateTimeOffset.UnixEpoch).Max())),
            new XElement(atom + "link", new XAttribute("rel", "self"), new XAttribute("href", $"{address}/status/feed.atom")),
            new XElement(atom + "author", new XElement(atom + "name", Texts.Xml(Title))),
            entries.Select(i => new XElement(atom + "entry",
                new XElement(atom + "title", Texts.Xml($"{i.Group}: {(i.Ended is null ? "disrupted" : "disrupted, over")}")),
                new XElement(atom + "id", $"{address}/status#{i.Id}"), new XElement(atom + "updated", Written(Changed(i))),
                new XElement(atom + "link", new XAttribute("href", $"{address}/status#incident-{i.Id}")),
                new XElement(atom + "content",
                    Texts.Xml(($"From {Written(i.Began)}{(i.Ended is { } ended ? $" to {Written(ended)}" : "")}. "
                        + string.Join(' ', i.Notes.Select(n => n.Text))).Trim())))))).ToString();

        static string Written(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        static DateTimeOffset Changed(PublicIncident incident) =>
            incident.Notes.Select(n => n.At).Append(incident.Ended ?? incident.Began).Max();
    }

    public static void Map(WebApplication app)
    {
        var map = app.MapGroup("").AllowAnonymous().ExcludeFromDescription().AddEndpointFilter(OnlyWhereOn);
        map.MapGet("/status.json",
            (Status status) => Results.Ok(new { title = status.Title, groups = status.Groups().Select(Told),
                incidents = status.Recent() }));
        map.MapGet("/status/feed.atom",
            (Status status, HttpContext context) => Results.Text(status.Feed($"{context.Request.Scheme}://{context.Request.Host}"),
                "application/atom+xml; charset=utf-8"));
        map.MapGet("/status/{group}.svg",
            (string group, Status status) => status.Group(group) is { } found
                ? Results.Text(Badge.Of(found.Name, Word(found.Health), ColourOf(found.Health)), Badge.Type) : Results.NotFound());
        map.MapGet("/status/{group}.json",
            (string group, Status status) => status.Group(group) is { } found ? Results.Ok(Told(found)) : Results.NotFound());
    }

    private static object Told(GroupStatus group) => new { group.Name, group.Health, group.Uptime90 };

    private GroupStatus? Group(string name) => Groups().FirstOrDefault(g => g.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static ValueTask<object?> OnlyWhereOn(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.RequestServices.GetRequiredService<Status>().IsOn ? next(context) : new(Results.NotFound());

    private Health HealthOf(IReadOnlyList<Tile> all, DateTimeOffset now)
    {
        var tiles = BoardFormat.Watched(all);
        // Until it is resolved, not until it passes once.
        var broken = tiles.Count(t => t.Incident is { Fault: Fault.Product });
        return tiles.Count == 0 || tiles.All(t => t.Colour == Colour.Grey) ? Health.Unknown
            : tiles.All(t => settings.Now.Maintenance.Any(m => m.IsOn(now) && m.On.Selects(t.Check, t.Check.Id, t.Team)))
            ? Health.Maintenance
            : broken == tiles.Count ? Health.Down
            : broken > 0 ? Health.Disrupted
            : tiles.Any(t => t.Last is { Outcome: Worker.Outcome.Slow }) ? Health.Slow
            : Health.Works;
    }

    private IReadOnlyDictionary<string, IReadOnlyDictionary<DateOnly, TimeBreakdown>> Past()
    {
        lock (gate)
        {
            if (past is not { } known || time.GetElapsedTime(known.At) > FreshSums)
                past = (settings.Now.Status!.Groups.ToDictionary(g => g.Name,
                    g => rollups.Days([.. suiteRegistry.Checks.Values.Where(c => g.On.Selects(c, c.Id, settings.Now.TeamOf(c.Team).Name))
                        .Select(c => c.Id)], board.Now.AddDays(-ShownDays))), time.GetTimestamp());
            return past!.Value.Days;
        }
    }
}
