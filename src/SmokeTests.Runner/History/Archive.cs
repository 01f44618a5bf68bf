using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using SmokeTests.Recording;
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
/// The history in SQLite. A run, the decision that it caused and the messages that tell it are committed together; the
/// write-ahead log is synced at each commit, so that a power cut loses nothing that was decided.
/// </summary>
internal sealed class Archive : IDisposable
{
    private readonly string connection;
    private readonly SqliteConnection writer;
    private readonly Lock writing = new();

    public Archive(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        connection = new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 10 }.ToString();
        writer = Open();
        writer.Execute("pragma journal_mode = wal; pragma synchronous = full");
        Migrate();
    }

    public void Know(IEnumerable<Check> checks) => Write(transaction => writer.Execute("""
        insert into checks (id, environment, name, grp, team) values (@Id, @Environment, @Name, @Group, @Team)
        on conflict (id) do update set environment = excluded.environment, name = excluded.name, grp = excluded.grp, team = excluded.team
        """, checks, transaction));

    /// <summary>Saves a run, asks <paramref name="decide"/> what follows from it, and saves that with it.</summary>
    public T Save<T>(Run run, Func<Standing, T> decide, Action<T, IRecorder> apply) => Write(transaction =>
    {
        Insert(run, transaction);
        var decided = decide(Standing(run.Check, transaction));
        apply(decided, new TransactionRecorder(this, run, transaction));
        return decided;
    });

    public void Save(Run run) => Write(transaction => Insert(run, transaction));

    public void Add(string team, string? check, Announcement announcement, DateTimeOffset at) =>
        Write(transaction => AddLetter(team, check, announcement, at, transaction));

    /// <summary>The oldest waiting message of each team, where its time has come.</summary>
    public IReadOnlyList<Letter> Outbox(DateTimeOffset now) => Read(db => db.Query<(long Id, string Team, int Attempts, string Announcement)>("""
        select id, team, attempts, announcement from notifications
        where id in (select min(id) from notifications where state = 'Waiting' group by team) and next_at <= @now order by id
        """, new { now = Ms(now) }).Select(l => new Letter(l.Id, l.Team, l.Attempts, JsonSerializer.Deserialize(l.Announcement, AlertJson.Default.Announcement)!)).ToArray());

    public void Mark(Letter letter, NotificationState state, DateTimeOffset at, string? error = null) => Write(transaction =>
        writer.Execute("update notifications set state = @state, done_at = @at, error = @error, attempts = attempts + 1 where id = @Id",
            new { letter.Id, state = state.ToString(), at = Ms(at), error }, transaction));

    public void Postpone(Letter letter, DateTimeOffset until, string why) => Write(transaction =>
        writer.Execute("update notifications set next_at = @until, error = @why, attempts = attempts + 1 where id = @Id",
            new { letter.Id, until = Ms(until), why }, transaction));

    public IReadOnlyList<Notification> Notifications(int most = 200) => Read(db => db.Query<(long Id, string Team, string? Check, string Kind, string State, string Announcement, long At, string? Error)>("""
        select id, team, check_id, kind, state, announcement, at, error from notifications order by id desc limit @most
        """, new { most }).Select(n => (Row: n, Told: JsonSerializer.Deserialize(n.Announcement, AlertJson.Default.Announcement)!))
        .Select(n => new Notification(n.Row.Id, n.Row.Team, n.Row.Check, n.Row.Kind, Enum.Parse<NotificationState>(n.Row.State), n.Told.Headline, n.Told.Plain(), At(n.Row.At), n.Row.Error)).ToArray());

    public IReadOnlyList<OpenIncident> OpenIncidents() => Read(db => db.Query<(long Id, string Check, string Fault, string Team, long OpenedAt, string OpenedBy, string Summary)>(
        "select id, check_id, fault, team, opened_at, opened_by, summary from incidents where resolved_at is null order by opened_at")
        .Select(i => new OpenIncident(i.Id, i.Check, Enum.Parse<Fault>(i.Fault), i.Team, At(i.OpenedAt), i.OpenedBy, i.Summary)).ToArray());

    public Run? LastRun(string check) => Runs(check, 1) is [var last] ? last : null;

    public IReadOnlyList<Run> Runs(string check, int most) =>
        Read(db => Runs(db, "check_id = @check", new { check, most }));

    public Run? Run(string id) => Read(db => Runs(db, "id = @id", new { id, most = 1 })) is [var run] ? run : null;

    /// <summary>The last good run of a check that left evidence, to compare a failed one with.</summary>
    public Run? LastGood(string check) => Read(db => Runs(db, "check_id = @check and outcome in ('Passed', 'Slow') and evidence is not null", new { check, most = 1 })) is [var run] ? run : null;

    /// <summary>An incident that no run has caused: it is opened and told in one go, unless it is open already.</summary>
    public bool Open(string check, Fault fault, string team, string by, string summary, Announcement announcement, DateTimeOffset at) => Write(transaction =>
    {
        if (writer.Execute("insert or ignore into incidents (check_id, fault, team, opened_at, opened_by, summary) values (@check, @fault, @team, @at, @by, @summary)",
            new { check, fault = fault.ToString(), team, at = Ms(at), by, summary }, transaction) == 0)
            return false;
        AddLetter(team, check, announcement, at, transaction);
        return true;
    });

    public bool Resolve(long incident, string team, string check, Announcement announcement, DateTimeOffset at) => Write(transaction =>
    {
        if (writer.Execute("update incidents set resolved_at = @at where id = @incident and resolved_at is null", new { incident, at = Ms(at) }, transaction) == 0)
            return false;
        AddLetter(team, check, announcement, at, transaction);
        return true;
    });

    public IReadOnlyDictionary<string, Tally> Since(DateTimeOffset since) => Read(db => db.Query<(string Check, long Good, long Bad)>("""
        select check_id, sum(outcome in ('Passed', 'Slow')), sum(outcome = 'Failed' and blamed_on is null) from runs where at >= @since group by check_id
        """, new { since = Ms(since) }).ToDictionary(t => t.Check, t => new Tally(t.Good, t.Bad)));

    public void Dispose()
    {
        writer.Dispose();
        using var pooled = new SqliteConnection(connection);
        SqliteConnection.ClearPool(pooled);
    }

    private static Run[] Runs(SqliteConnection db, string where, object parameters) =>
        [.. db.Query<(string Id, string Check, long At, double Ms, string Outcome, string? BlamedOn, string? Failure, string Steps, string? Output, string? Evidence, string? Measures, string? Trace)>(
            $"select id, check_id, at, ms, outcome, blamed_on, failure, steps, output, evidence, measures, trace from runs where {where} order by at desc, rowid desc limit @most", parameters)
            .Select(r => new Run(r.Id, r.Check, At(r.At), r.Ms, Enum.Parse<Outcome>(r.Outcome),
                JsonSerializer.Deserialize(r.Steps, MessageJson.Default.IReadOnlyListStepTaken)!,
                r.Failure is null ? null : JsonSerializer.Deserialize(r.Failure, MessageJson.Default.Failure), r.Output, r.BlamedOn)
            {
                Evidence = r.Evidence is null ? [] : JsonSerializer.Deserialize(r.Evidence, MessageJson.Default.IReadOnlyListEvidenceFile)!,
                Measures = r.Measures is null ? [] : JsonSerializer.Deserialize(r.Measures, MessageJson.Default.IReadOnlyListMeasure)!,
                Trace = r.Trace,
            })];

    private void Insert(Run run, SqliteTransaction transaction)
    {
        writer.Execute("""
            insert into runs (id, check_id, at, ms, outcome, blamed_on, failure, steps, output, evidence, measures, trace)
            values (@Id, @Check, @at, @Ms, @outcome, @BlamedOn, @failure, @steps, @Output, @evidence, @measures, @Trace)
            """, new
        {
            run.Id,
            run.Check,
            at = Ms(run.At),
            run.Ms,
            outcome = run.Outcome.ToString(),
            run.BlamedOn,
            failure = run.Failure is null ? null : JsonSerializer.Serialize(run.Failure, MessageJson.Default.Failure),
            steps = JsonSerializer.Serialize(run.Steps, MessageJson.Default.IReadOnlyListStepTaken),
            run.Output,
            evidence = run.Evidence.Count == 0 ? null : JsonSerializer.Serialize(run.Evidence, MessageJson.Default.IReadOnlyListEvidenceFile),
            measures = run.Measures.Count == 0 ? null : JsonSerializer.Serialize(run.Measures, MessageJson.Default.IReadOnlyListMeasure),
            run.Trace,
        }, transaction);
        if (run.Outcome is Outcome.Passed or Outcome.Slow)
            writer.Execute("update checks set passed_at = @at where id = @Check", new { run.Check, at = Ms(run.At) }, transaction);
    }

    private Standing Standing(string check, SqliteTransaction transaction)
    {
        var recent = writer.Query<(string Outcome, long At)>("""
            select outcome, at from runs where check_id = @check and blamed_on is null and outcome not in ('Skipped', 'Lost')
            order by at desc, rowid desc limit @most
            """, new { check, most = Rules.Horizon }, transaction).Select(r => new Past(Enum.Parse<Outcome>(r.Outcome), At(r.At))).ToArray();
        var open = writer.Query<(long Id, string Fault, string Team, long OpenedAt)>(
            "select id, fault, team, opened_at from incidents where check_id = @check and resolved_at is null", new { check }, transaction)
            .Select(i => new Incident(i.Id, check, Enum.Parse<Fault>(i.Fault), i.Team, At(i.OpenedAt))).ToArray();
        var passed = writer.ExecuteScalar<long?>("select passed_at from checks where id = @check", new { check }, transaction) is not null;
        return new Standing(recent, open, passed);
    }

    private void AddLetter(string team, string? check, Announcement announcement, DateTimeOffset at, SqliteTransaction transaction) => writer.Execute("""
        insert into notifications (team, check_id, kind, state, announcement, at, next_at) values (@team, @check, @Kind, 'Waiting', @text, @at, @at)
        """, new { team, check, announcement.Kind, text = JsonSerializer.Serialize(announcement, AlertJson.Default.Announcement), at = Ms(at) }, transaction);

    private void Migrate()
    {
        for (var done = writer.ExecuteScalar<int>("pragma user_version"); done < Schema.Steps.Count; done++)
        {
            using var transaction = writer.BeginTransaction();
            writer.Execute(Schema.Steps[done], transaction: transaction);
            writer.Execute($"pragma user_version = {done + 1}", transaction: transaction);
            transaction.Commit();
        }
    }

    private T Write<T>(Func<SqliteTransaction, T> act)
    {
        lock (writing)
        {
            using var transaction = writer.BeginTransaction();
            var result = act(transaction);
            transaction.Commit();
            return result;
        }
    }

    private void Write(Action<SqliteTransaction> act) => Write(transaction => { act(transaction); return true; });

    private T Read<T>(Func<SqliteConnection, T> ask)
    {
        using var db = Open();
        return ask(db);
    }

    private SqliteConnection Open()
    {
        var db = new SqliteConnection(connection);
        db.Open();
        return db;
    }

    private static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    private sealed class TransactionRecorder(Archive archive, Run run, SqliteTransaction transaction) : IRecorder
    {
        public void Open(IncidentOpened decision, string team, Announcement announcement)
        {
            archive.writer.Execute("""
                insert into incidents (check_id, fault, team, opened_at, opened_by, summary) values (@Check, @fault, @team, @at, @Id, @summary)
                """, new { run.Check, fault = decision.Fault.ToString(), team, at = Ms(decision.Since), run.Id, summary = run.Failure?.Summary ?? "" }, transaction);
            archive.AddLetter(team, run.Check, announcement, run.At, transaction);
        }

        public void Resolve(IncidentResolved decision, Announcement announcement)
        {
            archive.writer.Execute("update incidents set resolved_at = @at where id = @Id", new { decision.Incident.Id, at = Ms(run.At) }, transaction);
            archive.AddLetter(decision.Incident.Team, run.Check, announcement, run.At, transaction);
        }
    }
}

/// <summary>Writes decisions into the transaction of the run that caused them.</summary>
internal interface IRecorder
{
    void Open(IncidentOpened decision, string team, Announcement announcement);

    void Resolve(IncidentResolved decision, Announcement announcement);
}

internal sealed record OpenIncident(long Id, string Check, Fault Fault, string Team, DateTimeOffset OpenedAt, string OpenedBy, string Summary);

/// <summary>Runs that say something about the product. Broken, lost, skipped and blamed ones say nothing.</summary>
internal sealed record Tally(long Good, long Bad)
{
    /// <summary>Good runs of all, 0 to 1; null without any.</summary>
    public double? Uptime => Good + Bad == 0 ? null : (double)Good / (Good + Bad);
}
