using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using SmokeTests.Runner.Alerting;
using SmokeTests.Runner.Running;
using SmokeTests.Worker;

namespace SmokeTests.Runner.History;

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
        dialect.Insert([.. entries.Select(e => RunRow.Of(e.Run, e.Before, keys[e.Run.Check]))], db, transaction);
        foreach (var (run, first, decided) in entries.Where(e => e.FirstPass || e.Decided.Count > 0))
        {
            if (first)
                db.Execute("update checks set passed_at = @at where id = @Check and passed_at is null", new { run.Check, at = Ms(run.At) }, transaction);
            foreach (var one in decided)
                Incidents.Save(run, one, db, transaction);
        }
        return true;
    });

    public Standing Standing(string check) => Read(db =>
    {
        var recent = db.Query<(string Outcome, long At)>("""
            select outcome, at from runs where check_key = @key and blamed_on is null and outcome not in ('Skipped', 'Lost')
            order by at desc, seq desc limit @most
            """, new { key = keys[check], most = Rules.Horizon }).Select(r => new Past(Enum.Parse<Outcome>(r.Outcome), At(r.At))).ToArray();
        var open = db.Query<(long Id, string Fault, string Team, long OpenedAt, long Flaps)>("select id, fault, team, opened_at, flaps from incidents where check_id = @check and resolved_at is null", new { check })
            .Select(i => new Incident(i.Id, check, Enum.Parse<Fault>(i.Fault), i.Team, At(i.OpenedAt), i.Flaps != 0)).ToArray();
        var closed = db.Query<(string Fault, long At)>("select fault, max(resolved_at) from incidents where check_id = @check and resolved_at is not null group by fault", new { check })
            .Select(c => new Closing(Enum.Parse<Fault>(c.Fault), At(c.At))).ToArray();
        return new Standing(recent, open, db.ExecuteScalar<long?>("select passed_at from checks where id = @check", new { check }) is not null) { Closed = closed };
    });

    public Run? LastRun(string check) => Runs(check, 1) is [var last] ? last : null;

    /// <summary>When each check ran last.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> LastTimes() => Read(db => db.Query<(string Check, long? At)>(
        "select id, (select max(at) from runs where check_key = checks.key) from checks")
        .Where(c => c.At is not null).ToDictionary(c => c.Check, c => At(c.At!.Value)));

    /// <summary>Each check's last run.</summary>
    public IReadOnlyList<Run> LastRuns() => Read(db => Runs(db, "runs.seq in (select (select seq from runs r where r.check_key = c.key order by at desc, seq desc limit 1) from checks c)", new { most = int.MaxValue }));

    public IReadOnlyList<Run> Runs(string check, int most) => Read(db => Runs(db, "check_key = (select key from checks where id = @check)", new { check, most }));

    public Run? Run(string id) => Read(db => Runs(db, "runs.id = @id", new { id, most = 1 })) is [var run] ? run : null;

    /// <summary>The last good run of a check that left evidence, to compare a failed one with.</summary>
    public Run? LastGood(string check) => Read(db => Runs(db, "check_key = (select key from checks where id = @check) and outcome in ('Passed', 'Slow') and evidence is not null", new { check, most = 1 })) is [var run] ? run : null;

    /// <summary>Each check's time since then, to the hour: rolled-up hours, and runs that are not rolled up yet.</summary>
    public IReadOnlyDictionary<string, Account> Since(DateTimeOffset since) => Read(db => db.Query<(string Check, long Up, long Down, long Unknown, long Maintenance)>("""
        select c.id, cast(sum(t.up) as bigint), cast(sum(t.down) as bigint), cast(sum(t.unknown) as bigint), cast(sum(t.maintenance) as bigint) from (
          select check_key, up, down, unknown, maintenance from rollups where span = 'hour' and starts >= @hour
          union all
          select check_key, up, down, unknown, maintenance from runs where seq > coalesce((select value from marks where name = 'rolled up'), 0) and at >= @hour) t
        join checks c on c.key = t.check_key group by c.id
        """, new { hour = Ms(since) / 3_600_000 * 3_600_000 }).ToDictionary(t => t.Check, t => new Account(TimeSpan.FromMilliseconds(t.Up), TimeSpan.FromMilliseconds(t.Down), TimeSpan.FromMilliseconds(t.Unknown), TimeSpan.FromMilliseconds(t.Maintenance), default)));

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

    public static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    public static long? Ms(DateTimeOffset? at) => at?.ToUnixTimeMilliseconds();

    public static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    public static DateTimeOffset? At(long? ms) => ms is { } known ? At(known) : null;
}

/// <summary>A decision with the words that tell it.</summary>
/// <param name="Pages">What it opens is paged at once.</param>
internal sealed record Decided(Decision Decision, string Team, Announcement Announcement, bool Pages = false);

/// <summary>A run to be saved, with what follows from it.</summary>
/// <param name="FirstPass">The check has never passed before.</param>
internal sealed record Entry(Run Run, bool FirstPass, IReadOnlyList<Decided> Decided)
{
    /// <summary>The time since the run before it.</summary>
    public Account Before { get; init; }
}
