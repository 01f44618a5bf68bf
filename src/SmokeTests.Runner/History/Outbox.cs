using System.Data.Common;
using System.Text.Json;
using Dapper;

namespace SmokeTests.Runner.History;

/// <summary>
/// The messages that are to go out, each by its routes, and what became of them. A letter is claimed for a while by who
/// sends it, so that of several runners one does.
/// </summary>
/// <param name="me">Who claims. Where one runner alone has the history, it is the same after a restart, and goes on at once with
/// what it had claimed.</param>
internal sealed class Outbox(HistoryStore historyStore, string? me = null)
{
    /// <summary>The only runner of a history.</summary>
    public const string Alone = "alone";
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly Message Unreadable = new("opened", "A message of the history cannot be read", [], []);
    private readonly string me = me ?? Guid.NewGuid().ToString("N");

    /// <summary>The oldest waiting letter of each route of each team, where its time has come: claimed for this runner.</summary>
    public IReadOnlyList<OutboxEntry> Take(DateTimeOffset now, IReadOnlyCollection<(string Team, string Route)> busy)
    {
        var due = historyStore.Read(db => db.Query<Row>("""
            select d.id, d.notification, d.team, d.route, d.attempts, n.announcement, n.incidents, n.mentions, n.at, n.thread
            from deliveries d join notifications n on n.id = d.notification
            where d.id in (select min(id) from deliveries where state = 'Waiting' group by team, route)
              and d.next_at <= @now and (d.claimed_until is null or d.claimed_until <= @now or d.claimed_by = @me) order by d.id
            """, new { now = HistoryStore.Ms(now), me }).Select(r => r.Letter()).ToArray());
        return [.. due.Where(l => !busy.Contains((l.Team, l.Route)) && Claim(l, now))];
    }

    /// <summary>Keeps a claim while a receiver takes its time.</summary>
    public bool Claim(OutboxEntry letter, DateTimeOffset now) => historyStore.Perform((db, transaction) => db.Execute("""
        update deliveries set claimed_by = @me, claimed_until = @until
        where id = @Id and state = 'Waiting' and (claimed_until is null or claimed_until <= @now or claimed_by = @me)
        """, new { letter.Id, me, now = HistoryStore.Ms(now), until = HistoryStore.Ms(now + Lease) }, transaction) > 0);

    public void Mark(OutboxEntry letter, NotificationState state, DateTimeOffset at, string? error = null, string? receipt = null) =>
        historyStore.Write((db, transaction) =>
        db.Execute("update deliveries set state = @state, done_at = @at, error = @error, receipt = @receipt, attempts = attempts + 1 "
            + "where id = @Id",
            new { letter.Id, state = state.ToString(), at = HistoryStore.Ms(at), error, receipt }, transaction));

    /// <summary>Puts letters of one route together: they are told by the digest, and by nothing else.</summary>
    public void Merge(IReadOnlyList<OutboxEntry> merged, Message digest, DateTimeOffset at) => historyStore.Perform((db, transaction) =>
    {
        foreach (var letter in merged)
            db.Execute("update deliveries set state = 'Merged', done_at = @at where id = @Id and state = 'Waiting'",
                new { letter.Id, at = HistoryStore.Ms(at) }, transaction);
        return Add(merged[0].Team, [merged[0].Route], digest, [], false, at, db, transaction);
    });

    public void Postpone(OutboxEntry letter, DateTimeOffset until, string why) => historyStore.Write((db, transaction) =>
        db.Execute("update deliveries set next_at = @until, error = @why, attempts = attempts + 1, claimed_by = null, claimed_until "
            + "= null where id = @Id",
            new { letter.Id, until = HistoryStore.Ms(until), why }, transaction));

    /// <summary>Puts what was refused of a message back to be sent. False where nothing was.</summary>
    public bool Again(long notification, DateTimeOffset at) => historyStore.Write((db, transaction) =>
        db.Execute("update deliveries set state = 'Waiting', next_at = @at, done_at = null, error = null, attempts = 0, claimed_by = "
            + "null, claimed_until = null where notification = @notification and state = 'Refused'",
            new { notification, at = HistoryStore.Ms(at) }, transaction) > 0);

    /// <summary>A message that belongs to no incident.</summary>
    public long Post(string team, IReadOnlyList<string> routes, Message announcement, DateTimeOffset at) =>
        historyStore.Write((db, transaction) => Add(team, routes, announcement, [], false, at, db, transaction));

    public static long Add(string team, IReadOnlyList<string> routes, Message announcement, IReadOnlyList<IncidentProgress> stories,
        bool mentions, DateTimeOffset at, DbConnection db, DbTransaction transaction)
    {
        var id = db.ExecuteScalar<long>("""
            insert into notifications (team, check_id, kind, state, announcement, at, next_at, incidents, mentions, thread)
            values (@team, @check, @Kind, 'Waiting', @text, @at, @at, @incidents, @mentions, @thread) returning id
            """, new
        {
            team, check = stories.Count == 1 ? stories[0].Check : null, announcement.Kind,
            text = JsonSerializer.Serialize(announcement, HistoryJson.Default.Message),
            at = HistoryStore.Ms(at),
            incidents = JsonSerializer.Serialize(stories.Select(s => s.Id).ToArray(), HistoryJson.Default.Int64Array),
            mentions = mentions ? 1 : 0,
            thread = stories.Select(s => s.ToldIn).Distinct().ToArray() is [{ } first] ? first : (long?)null,
        }, transaction);
        foreach (var route in routes)
            db.Execute("insert into deliveries (notification, team, route, state, next_at) values (@id, @team, @route, 'Waiting', @at)",
                new { id, team, route, at = HistoryStore.Ms(at) }, transaction);
        return id;
    }

    public IReadOnlyList<RouteResult> DeliveriesOf(long notification) => historyStore.Read(db =>
        db.Query<(string Route, string State, string? Error)>(
            "select route, state, error from deliveries where notification = @notification order by id", new { notification })
            .Select(d => new RouteResult(d.Route, Stored.Word(d.State, NotificationState.Waiting), d.Error)).ToArray());

    /// <summary>What the receiver said of a message that it has taken, where later ones refer to it.</summary>
    public string? Receipt(long notification, string route) => historyStore.Read(db =>
        db.ExecuteScalar<string?>("select receipt from deliveries where notification = @notification and route = @route",
            new { notification, route }));

    /// <summary>Since when the oldest message has waited; null where none does.</summary>
    public DateTimeOffset? OldestWaiting() =>
        historyStore.Read(db =>
            HistoryStore.At(db.ExecuteScalar<long?>(
                "select min(n.at) from deliveries d join notifications n on n.id = d.notification where d.state = 'Waiting'")));

    /// <summary>The routes whose oldest message has waited since before then and was tried in vain.</summary>
    public IReadOnlyList<StuckRoute> Stuck(DateTimeOffset before) => historyStore.Read(db =>
        db.Query<(string Team, string Route, long Count, long Since, string? Why)>("""
        select d.team, d.route, count(*), min(n.at), max(d.error) from deliveries d join notifications n on n.id = d.notification
        where d.state = 'Waiting' group by d.team, d.route having min(n.at) < @before and max(d.attempts) > 0 order by d.team, d.route
        """, new { before = HistoryStore.Ms(before) })
        .Select(s => new StuckRoute(s.Team, s.Route, (int)s.Count, HistoryStore.At(s.Since), s.Why ?? "it was not tried yet")).ToArray());

    /// <summary>What has waited for a route, oldest first.</summary>
    public IReadOnlyList<OutboxEntry> Waiting(string team, string route) => historyStore.Read(db => db.Query<Row>("""
        select d.id, d.notification, d.team, d.route, d.attempts, n.announcement, n.incidents, n.mentions, n.at, n.thread
        from deliveries d join notifications n on n.id = d.notification
        where d.state = 'Waiting' and d.team = @team and d.route = @route order by d.id
        """, new { team, route }).Select(r => r.Letter()).ToArray());

    /// <summary>Messages, the last first.</summary>
    public IReadOnlyList<Notification> Notifications(int most = 200) => Read("", new { most });

    /// <summary>What was told of an incident, the first first.</summary>
    public IReadOnlyList<Notification> Of(long incident) =>
        [.. Read("where n.id >= (select told_in from incidents where id = @incident) and (n.incidents = @only or n.incidents like "
            + "@first or n.incidents like @last or n.incidents like @between)",
        new { most = 200, incident, only = $"[{incident}]", first = $"[{incident},%", last = $"%,{incident}]",
            between = $"%,{incident},%" }).Reverse()];

    private Notification[] Read(string which, object parameters) => historyStore.Read(db =>
        db.Query<(long Id, string Team, string? Check, string Kind, string Announcement, long At, string? States, string? Error)>($"""
        select n.id, n.team, n.check_id, n.kind, n.announcement, n.at,
          (select min(case state when 'Refused' then '0' when 'Waiting' then '1' when 'Sent' then '2' when 'Shown' then '3' else '4' end)
            from deliveries where notification = n.id),
          (select max(error) from deliveries where notification = n.id and state in ('Waiting', 'Refused'))
        from notifications n {which} order by n.id desc limit @most
        """, parameters).Select(n => (Row: n, Told: Json.Announcement(n.Announcement) ?? Unreadable))
        .Select(n => new Notification(n.Row.Id, n.Row.Team, n.Row.Check, n.Row.Kind, State(n.Row.States), n.Told.Headline, n.Told.Plain(),
            HistoryStore.At(n.Row.At)) { Error = n.Row.Error }).ToArray());

    private static NotificationState State(string? worst) => worst switch
    {
        "0" => NotificationState.Refused,
        "1" => NotificationState.Waiting,
        "2" => NotificationState.Sent,
        "4" => NotificationState.Merged,
        _ => NotificationState.Shown,
    };

    private sealed record Row(long Id, long Notification, string Team, string Route, long Attempts, string Announcement, string Incidents,
        long Mentions, long At, long? Thread)
    {
        public OutboxEntry Letter() => new(Id, Notification, Team, Route, (int)Attempts, Json.Announcement(Announcement) ?? Unreadable,
            Stored.Json(Incidents, HistoryJson.Default.Int64Array) ?? [], Mentions != 0, HistoryStore.At(At)) { First = Thread };
    }
}
