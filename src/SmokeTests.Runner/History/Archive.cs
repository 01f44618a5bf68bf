using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.Json;
using Dapper;
using SmokeTests.Runner.Alerting;
using SmokeTests.Runner.Running;
using SmokeTests.Worker;

namespace SmokeTests.Runner.History;

/// <summary>What became of a message to a team.</summary>
internal enum NotificationState
{
    /// <summary>In the outbox.</summary>
    Waiting,

    /// <summary>The receiver has taken it.</summary>
    Sent,

    /// <summary>Its team has no channel: the board and the console have shown it.</summary>
    Shown,

    /// <summary>The receiver will never take it until a setting is mended.</summary>
    Refused,
}

/// <summary>A message that waits in the outbox.</summary>
internal sealed record Letter(long Id, string Team, int Attempts, Announcement Announcement);

/// <summary>A message, as the board and the API show it.</summary>
internal sealed record Notification(long Id, string Team, string? Check, string Kind, NotificationState State, string Headline, string Text, DateTimeOffset At, string? Error);

/// <summary>
/// The history, in SQLite or PostgreSQL. A run, the decision that it caused and the messages that tell it are committed
/// together: what was told is never lost, and what was lost was never told.
/// </summary>
internal sealed class Archive : IDisposable
{
    private readonly Dialect dialect;
    private readonly Lock writing = new();
    private readonly ConcurrentDictionary<string, long> keys = new(StringComparer.Ordinal);

    /// <exception cref="DbException">It cannot be opened.</exception>
    /// <exception cref="HistoryException">It cannot be brought to this version.</exception>
    public Archive(Dialect dialect)
    {
        this.dialect = dialect;
        dialect.Migrate();
    }

    public void Know(IReadOnlyCollection<Check> checks)
    {
        Write((db, transaction) => db.Execute("""
            insert into checks (id, environment, name, grp, team) values (@Id, @Environment, @Name, @Group, @Team)
            on conflict (id) do update set environment = excluded.environment, name = excluded.name, grp = excluded.grp, team = excluded.team
            """, checks.Select(c => new { c.Id, c.Environment, c.Name, c.Group, c.Team }), transaction));
        foreach (var (id, key) in Read(db => db.Query<(string, long)>("select id, key from checks")))
            keys[id] = key;
    }

    /// <summary>Saves runs with what was decided and is to be told because of them: all or nothing.</summary>
    public void Save(IReadOnlyCollection<Entry> entries) => Write((db, transaction) =>
    {
        dialect.Insert([.. entries.Select(e => RunRow.Of(e.Run, keys[e.Run.Check]))], db, transaction);
        foreach (var (run, first, decided) in entries.Where(e => e.FirstPass || e.Decided.Count > 0))
        {
            if (first)
                db.Execute("update checks set passed_at = @at where id = @Check and passed_at is null", new { run.Check, at = Ms(run.At) }, transaction);
            foreach (var one in decided)
                Save(run, one, db, transaction);
        }
        return true;
    });

    public Standing Standing(string check) => Read(db =>
    {
        var recent = db.Query<(string Outcome, long At)>("""
            select outcome, at from runs where check_key = @key and blamed_on is null and outcome not in ('Skipped', 'Lost')
            order by at desc, seq desc limit @most
            """, new { key = keys[check], most = Rules.Horizon }).Select(r => new Past(Enum.Parse<Outcome>(r.Outcome), At(r.At))).ToArray();
        var open = db.Query<(long Id, string Fault, string Team, long OpenedAt)>("select id, fault, team, opened_at from incidents where check_id = @check and resolved_at is null", new { check })
            .Select(i => new Incident(i.Id, check, Enum.Parse<Fault>(i.Fault), i.Team, At(i.OpenedAt))).ToArray();
        return new Standing(recent, open, db.ExecuteScalar<long?>("select passed_at from checks where id = @check", new { check }) is not null);
    });

    public void Add(string team, string? check, Announcement announcement, DateTimeOffset at) =>
        Write((db, transaction) => AddLetter(team, check, announcement, at, db, transaction));

    /// <summary>The oldest waiting message of each team, where its time has come.</summary>
    public IReadOnlyList<Letter> Outbox(DateTimeOffset now) => Read(db => db.Query<(long Id, string Team, int Attempts, string Announcement)>("""
        select id, team, attempts, announcement from notifications
        where id in (select min(id) from notifications where state = 'Waiting' group by team) and next_at <= @now order by id
        """, new { now = Ms(now) }).Select(l => new Letter(l.Id, l.Team, l.Attempts, JsonSerializer.Deserialize(l.Announcement, AlertJson.Default.Announcement)!)).ToArray());

    public void Mark(Letter letter, NotificationState state, DateTimeOffset at, string? error = null) => Write((db, transaction) =>
        db.Execute("update notifications set state = @state, done_at = @at, error = @error, attempts = attempts + 1 where id = @Id",
            new { letter.Id, state = state.ToString(), at = Ms(at), error }, transaction));

    public void Postpone(Letter letter, DateTimeOffset until, string why) => Write((db, transaction) =>
        db.Execute("update notifications set next_at = @until, error = @why, attempts = attempts + 1 where id = @Id",
            new { letter.Id, until = Ms(until), why }, transaction));

    public IReadOnlyList<Notification> Notifications(int most = 200) => Read(db => db.Query<(long Id, string Team, string? Check, string Kind, string State, string Announcement, long At, string? Error)>("""
        select id, team, check_id, kind, state, announcement, at, error from notifications order by id desc limit @most
        """, new { most }).Select(n => (Row: n, Told: JsonSerializer.Deserialize(n.Announcement, AlertJson.Default.Announcement)!))
        .Select(n => new Notification(n.Row.Id, n.Row.Team, n.Row.Check, n.Row.Kind, Enum.Parse<NotificationState>(n.Row.State), n.Told.Headline, n.Told.Plain(), At(n.Row.At), n.Row.Error)).ToArray());

    public IReadOnlyList<OpenIncident> OpenIncidents() => Read(db => db.Query<(long Id, string Check, string Fault, string Team, long OpenedAt, string OpenedBy, string Summary)>(
        "select id, check_id, fault, team, opened_at, opened_by, summary from incidents where resolved_at is null order by opened_at")
        .Select(i => new OpenIncident(i.Id, i.Check, Enum.Parse<Fault>(i.Fault), i.Team, At(i.OpenedAt), i.OpenedBy, i.Summary)).ToArray());

    public Run? LastRun(string check) => Runs(check, 1) is [var last] ? last : null;

    /// <summary>When each check ran last.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> LastTimes() => Read(db => db.Query<(string Check, long? At)>(
        "select id, (select max(at) from runs where check_key = checks.key) from checks")
        .Where(c => c.At is not null).ToDictionary(c => c.Check, c => At(c.At!.Value)));

    public IReadOnlyList<Run> Runs(string check, int most) => Read(db => Runs(db, "check_key = (select key from checks where id = @check)", new { check, most }));

    public Run? Run(string id) => Read(db => Runs(db, "runs.id = @id", new { id, most = 1 })) is [var run] ? run : null;

    /// <summary>The last good run of a check that left evidence, to compare a failed one with.</summary>
    public Run? LastGood(string check) => Read(db => Runs(db, "check_key = (select key from checks where id = @check) and outcome in ('Passed', 'Slow') and evidence is not null", new { check, most = 1 })) is [var run] ? run : null;

    /// <summary>An incident that no run has caused: it is opened and told in one go, unless it is open already.</summary>
    public bool Open(string check, Fault fault, string team, string by, string summary, Announcement announcement, DateTimeOffset at) => Write((db, transaction) =>
    {
        if (db.Execute("insert into incidents (check_id, fault, team, opened_at, opened_by, summary) values (@check, @fault, @team, @at, @by, @summary) on conflict do nothing",
            new { check, fault = fault.ToString(), team, at = Ms(at), by, summary }, transaction) == 0)
            return false;
        AddLetter(team, check, announcement, at, db, transaction);
        return true;
    });

    public bool Resolve(long incident, string team, string check, Announcement announcement, DateTimeOffset at) => Write((db, transaction) =>
    {
        if (db.Execute("update incidents set resolved_at = @at where id = @incident and resolved_at is null", new { incident, at = Ms(at) }, transaction) == 0)
            return false;
        AddLetter(team, check, announcement, at, db, transaction);
        return true;
    });

    /// <summary>Good and bad runs of each check since a time, to the hour: rolled-up hours, and runs that are not rolled up yet.</summary>
    public IReadOnlyDictionary<string, Tally> Since(DateTimeOffset since) => Read(db => db.Query<(string Check, long Good, long Bad)>("""
        select c.id, cast(sum(t.good) as bigint), cast(sum(t.bad) as bigint) from (
          select check_key, good + slow as good, failed as bad from rollups where span = 'hour' and starts >= @hour
          union all
          select check_key, case when outcome in ('Passed', 'Slow') then 1 else 0 end, case when outcome = 'Failed' and blamed_on is null then 1 else 0 end
          from runs where seq > coalesce((select value from marks where name = 'rolled up'), 0) and at >= @hour) t
        join checks c on c.key = t.check_key group by c.id
        """, new { hour = Ms(since) / 3_600_000 * 3_600_000 }).ToDictionary(t => t.Check, t => new Tally(t.Good, t.Bad)));

    /// <summary>What belongs together, in one transaction; one at a time, since SQLite has but one writer.</summary>
    public T Write<T>(Func<DbConnection, DbTransaction, T> act)
    {
        lock (writing)
        {
            using var db = dialect.Open();
            using var transaction = db.BeginTransaction();
            var result = act(db, transaction);
            transaction.Commit();
            return result;
        }
    }

    public T Read<T>(Func<DbConnection, T> ask)
    {
        using var db = dialect.Open();
        return ask(db);
    }

    public void Dispose() => dialect.Dispose();

    private static Run[] Runs(DbConnection db, string where, object parameters) =>
        [.. db.Query<(string Id, string Check, long At, double? Late, double Ms, string Outcome, string? BlamedOn, string? Failure, string? Steps, string? Output, string? Evidence, string? Measures, string? Trace)>($"""
            select runs.id, checks.id, at, late, ms, outcome, blamed_on, failure, steps, output, evidence, measures, trace
            from runs join checks on checks.key = check_key where {where} order by at desc, seq desc limit @most
            """, parameters)
            .Select(r => new Run(r.Id, r.Check, At(r.At), r.Ms, Enum.Parse<Outcome>(r.Outcome), Json.Steps(r.Steps), Json.Failure(r.Failure), r.Output, r.BlamedOn)
            {
                Late = r.Late is { } late ? TimeSpan.FromMilliseconds(late) : null,
                Evidence = Json.Evidence(r.Evidence),
                Measures = Json.Measures(r.Measures),
                Trace = r.Trace,
            })];

    private static void Save(Run run, Decided decided, DbConnection db, DbTransaction transaction)
    {
        if (decided.Decision is IncidentResolved resolved)
            db.Execute("update incidents set resolved_at = @at where id = @Id", new { resolved.Incident.Id, at = Ms(run.At) }, transaction);
        else if (decided.Decision is IncidentOpened opened)
            db.Execute("insert into incidents (check_id, fault, team, opened_at, opened_by, summary) values (@Check, @fault, @Team, @at, @Id, @summary)",
                new { run.Check, fault = opened.Fault.ToString(), decided.Team, at = Ms(opened.Since), run.Id, summary = run.Failure?.Summary ?? "" }, transaction);
        AddLetter(decided.Team, run.Check, decided.Announcement, run.At, db, transaction);
    }

    private static int AddLetter(string team, string? check, Announcement announcement, DateTimeOffset at, DbConnection db, DbTransaction transaction) => db.Execute("""
        insert into notifications (team, check_id, kind, state, announcement, at, next_at) values (@team, @check, @Kind, 'Waiting', @text, @at, @at)
        """, new { team, check, announcement.Kind, text = JsonSerializer.Serialize(announcement, AlertJson.Default.Announcement), at = Ms(at) }, transaction);

    private static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);
}

/// <summary>A decision with the words that tell it.</summary>
internal sealed record Decided(Decision Decision, string Team, Announcement Announcement);

/// <summary>A run to be saved, with what follows from it.</summary>
/// <param name="FirstPass">The check has never passed before.</param>
internal sealed record Entry(Run Run, bool FirstPass, IReadOnlyList<Decided> Decided);

internal sealed record OpenIncident(long Id, string Check, Fault Fault, string Team, DateTimeOffset OpenedAt, string OpenedBy, string Summary);

/// <summary>Runs that say something about the product. Broken, lost, skipped and blamed ones say nothing.</summary>
internal sealed record Tally(long Good, long Bad)
{
    /// <summary>Good runs of all, 0 to 1; null without any.</summary>
    public double? Uptime => Good + Bad == 0 ? null : (double)Good / (Good + Bad);
}
