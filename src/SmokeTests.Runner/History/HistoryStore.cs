using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Worker;

namespace SmokeTests.Runner.History;

/// <summary>
/// The history, in SQLite or PostgreSQL. A run, the decision that it caused and the messages that tell it are committed
/// together: what was told is never lost, and what was lost was never told.
/// </summary>
internal sealed class HistoryStore : IDisposable
{
    private readonly Dialect dialect;
    private readonly Lock writing = new();
    private readonly ConcurrentDictionary<string, long> keys = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string Name, string? Team)> known = new(StringComparer.Ordinal);

    /// <exception cref="DbException">It cannot be opened.</exception>
    /// <exception cref="HistoryException">It cannot be brought to this version.</exception>
    public HistoryStore(Dialect dialect)
    {
        this.dialect = dialect;
        dialect.Migrate();
    }

    /// <summary>What guards it where several runners write into it; null where one does.</summary>
    public IFences? Fences { get; set; }

    /// <summary>The numbers of incidents that are opened here; null where the database counts them.</summary>
    public Func<DbConnection, DbTransaction, long?>? Numbers { get; init; }

    /// <summary>Makes room for checks that are new here, or are called otherwise by now.</summary>
    public void RegisterChecks(IReadOnlyCollection<Check> checks)
    {
        var fresh = checks.Where(c => !known.TryGetValue(c.Id, out var name) || name != (c.FullName, c.Team)).ToArray();
        if (fresh.Length == 0)
            return;
        Write((db, transaction) =>
        {
            Fences?.Await(db, transaction);
            return db.Execute("""
                insert into checks (id, environment, name, grp, team) values (@Id, @Environment, @Name, @Group, @Team)
                on conflict (id) do update set
                  environment = excluded.environment, name = excluded.name, grp = excluded.grp, team = excluded.team
                """, fresh.Select(c => new { c.Id, c.Environment, c.Name, c.Group, c.Team }), transaction);
        });
        foreach (var (id, key) in Read(db => db.Query<(string, long)>("select id, key from checks")))
            keys[id] = key;
        foreach (var check in fresh)
            known[check.Id] = (check.FullName, check.Team);
    }

    /// <summary>
    /// Saves runs with what was decided and is to be told because of them: all or nothing, but for runs of shards that other
    /// runners have taken over, which are refused and handed back.
    /// </summary>
    public IReadOnlyCollection<HistoryEntry> Save(IReadOnlyCollection<HistoryEntry> all) => Write((db, transaction) =>
    {
        var lost = Fences?.Lost([.. all.Select(e => Shards.Of(e.Run.Check)).Distinct()], db, transaction);
        var refused = lost is { Count: > 0 } ? all.Where(e => lost.Contains(Shards.Of(e.Run.Check))).ToArray() : [];
        var entries = refused.Length > 0 ? all.Except(refused).ToArray() : all;
        dialect.Insert([.. entries.Select(e => RunRow.Of(e.Run, e.Before, keys[e.Run.Check]))], db, transaction);
        foreach (var (run, first, decided) in entries.Where(e => e.FirstPass || e.Decided.Count > 0))
        {
            if (first)
                db.Execute("update checks set passed_at = @at where id = @Check and passed_at is null", new { run.Check, at = Ms(run.At) },
                    transaction);
            foreach (var one in decided)
                Incidents.Save(run, one, Numbers, db, transaction);
        }
        RecordGaps([.. entries.Select(e => e.Gap).OfType<Gap>()], db, transaction);
        return refused;
    });

    /// <summary>Writes down due times at which checks did not run.</summary>
    public void RecordGaps(IReadOnlyCollection<Gap> gaps) => Write((db, transaction) => RecordGaps(gaps, db, transaction));

    public int RecordGaps(IReadOnlyCollection<Gap> gaps, DbConnection db, DbTransaction transaction) => gaps.Count == 0 ? 0 : db.Execute(
        "insert into gaps (check_key, since, until, times, why) values (@Key, @Since, @Until, @Times, @Why)",
        gaps.Select(g => new { Key = keys[g.Check], Since = Ms(g.Since), Until = Ms(g.Until), g.Times, g.Why }), transaction);

    /// <summary>The first runs that were saved, as they lie there, with their checks.</summary>
    public IReadOnlyList<(string Check, RunRow Row)> Rows(int most) => Read(db =>
    {
        var ids = db.Query<(long Key, string Id)>("select key, id from checks").ToDictionary(c => c.Key, c => c.Id);
        return db.Query<RunRow>(
            "select id, check_key as \"Check\", at, late, ms, outcome, blamed_on as BlamedOn, failure, steps, output, evidence, "
                + "measures, trace, up, down, unknown, maintenance, location from runs order by seq limit @most", new { most })
            .Select(r => (ids[r.Check], r)).ToArray();
    });

    /// <summary>Runs that were saved elsewhere, with all that followed from them: those that are not in this PostgreSQL yet.</summary>
    public void Append(IReadOnlyList<(string Check, RunRow Row)> rows) => Write((db, transaction) =>
    {
        // Whoever follows what is committed sees them in turn.
        Fences?.Lost([], db, transaction);
        var here = db.Query<string>("select id from runs where id = any(@ids)", new { ids = rows.Select(r => r.Row.Id).ToArray() },
            transaction).ToHashSet(StringComparer.Ordinal);
        dialect.Insert([.. rows.Where(r => !here.Contains(r.Row.Id)).Select(r => r.Row with { Check = keys[r.Check] })], db, transaction);
        return rows.Count;
    });

    /// <summary>The last run before which none is missing: of several writers one may commit a lower number later.</summary>
    public long LastSettled() => Write((db, transaction) =>
    {
        Fences?.Await(db, transaction);
        return db.ExecuteScalar<long?>("select max(seq) from runs", transaction: transaction) ?? 0;
    });

    /// <summary>Runs that other runners have saved: those above a number that are not known yet, with their numbers.</summary>
    public (IReadOnlyList<long> Numbers, IReadOnlyList<Run> Runs) After(long floor, IReadOnlySet<long> known) => Read(db =>
    {
        var fresh = db.Query<long>("select seq from runs where seq > @floor order by seq limit @most", new { floor, most = 20_000 })
            .Where(s => !known.Contains(s)).ToArray();
        return ((IReadOnlyList<long>)fresh, fresh.Length == 0 ? []
            : (IReadOnlyList<Run>)Runs(db, "runs.seq between @first and @last",
                new { first = fresh[0], last = fresh[^1], most = int.MaxValue }));
    });

    /// <summary>The first runs above a number, by their times, and the number of the last one of them.</summary>
    public (long Last, IReadOnlyList<Run> Runs) Since(long mark, int most)
    {
        var last = Read(db =>
            db.ExecuteScalar<long?>("select max(seq) from (select seq from runs where seq > @mark order by seq limit @most) t",
                new { mark, most })) ?? mark;
        if (last == mark)
            return (mark, []);
        last = Math.Min(last, LastSettled());
        return (last, [.. Read(db => Runs(db, "runs.seq > @mark and runs.seq <= @last", new { mark, last, most })).OrderBy(r => r.At)]);
    }

    /// <summary>How far something has been done, by its name.</summary>
    public long Mark(string name) => Read(db => db.ExecuteScalar<long?>("select value from marks where name = @name", new { name })) ?? 0;

    public void Mark(string name, long value) => Write((db, transaction) =>
        db.Execute("insert into marks (name, value) values (@name, @value) on conflict (name) do update set value = excluded.value",
            new { name, value }, transaction));

    /// <summary>When a check did not run though it was due, the last first.</summary>
    public IReadOnlyList<Gap> Gaps(string check, int most) => Read(db => db.Query<(long Since, long Until, long Times, string Why)>(
        "select since, until, times, why from gaps where check_key = (select key from checks where id = @check) order by until desc "
            + "limit @most", new { check, most })
        .Select(g => new Gap(check, At(g.Since), At(g.Until), (int)g.Times, g.Why)).ToArray());

    public RuleInput Standing(string check) => Read(db =>
    {
        var recent = db.Query<(string Outcome, long At, string? Location)>("""
            select outcome, at, location from runs where check_key = @key and blamed_on is null and outcome not in ('Skipped', 'Lost')
            order by at desc, seq desc limit @most
            """, new { key = keys[check], most = AlertRules.Horizon })
            .Select(r => new RunSummary(Stored.Word(r.Outcome, Outcome.Lost), At(r.At), LocationIds.Number(r.Location))).ToArray();
        var open = db.Query<(long Id, string Fault, string Team, long OpenedAt, long Flaps)>(
            "select id, fault, team, opened_at, flaps from incidents where check_id = @check and resolved_at is null", new { check })
            .Select(i => new Incident(i.Id, check, Stored.Word(i.Fault, Fault.Monitor), i.Team, At(i.OpenedAt), i.Flaps != 0)).ToArray();
        var closed = db.Query<(string Fault, long At)>(
            "select fault, max(resolved_at) from incidents where check_id = @check and resolved_at is not null group by fault",
            new { check })
            .Select(c => new LastResolution(Stored.Word(c.Fault, Fault.Monitor), At(c.At))).ToArray();
        return new RuleInput(recent, open,
            db.ExecuteScalar<long?>("select passed_at from checks where id = @check", new { check }) is not null) { Closed = closed };
    });

    public Run? LastRun(string check) => Runs(check, 1) is [var last] ? last : null;

    /// <summary>When each check ran last.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> LastTimes() => Read(db => db.Query<(string Check, long? At)>(
        "select id, (select max(at) from runs where check_key = checks.key) from checks")
        .Where(c => c.At is not null).ToDictionary(c => c.Check, c => At(c.At!.Value)));

    /// <summary>Each check's last run.</summary>
    public IReadOnlyList<Run> LastRuns() =>
        Read(db => Runs(db, "runs.seq in (select (select seq from runs r where r.check_key = c.key order by at desc, seq desc limit "
            + "1) from checks c)", new { most = int.MaxValue }));

    public IReadOnlyList<Run> Runs(string check, int most) =>
        Read(db => Runs(db, "check_key = (select key from checks where id = @check)", new { check, most }));

    public Run? Run(string id) => Read(db => Runs(db, "runs.id = @id", new { id, most = 1 })) is [var run] ? run : null;

    /// <summary>The last good run of a check that left evidence, to compare a failed one with.</summary>
    public Run? LastGood(string check) =>
        Read(db => Runs(db, "check_key = (select key from checks where id = @check) and outcome in ('Passed', 'Slow') and evidence "
            + "is not null", new { check, most = 1 })) is [var run] ? run : null;

    /// <summary>Each check's time since then, to the hour: rolled-up hours, and runs that are not rolled up yet.</summary>
    /// <remarks>
    /// Check by check, as the rows lie ("cross join" says so to SQLite): by age, a day of 10,000 checks is read from as many
    /// places as it has hours.
    /// </remarks>
    public IReadOnlyDictionary<string, TimeBreakdown> Since(DateTimeOffset since) => Read(db =>
        db.Query<(string Check, long Up, long Down, long Unknown, long Maintenance)>($"""
        select id, cast(sum(up) as bigint), cast(sum(down) as bigint), cast(sum(unknown) as bigint), cast(sum(maintenance) as bigint) from (
          select id, {Dialect.Stretch("up")} as up, {Dialect.Stretch("down")} as down, {Dialect.Stretch("unknown")} as unknown,
            {Dialect.Stretch("maintenance")} as maintenance from (
          select c.id, r.up, r.down, r.unknown, r.maintenance
          from checks c cross join rollups r where r.span = 'hour' and r.check_key = c.key and r.starts >= @hour
          union all
          select c.id, r.up, r.down, r.unknown, r.maintenance from runs r join checks c on c.key = r.check_key
          where r.seq > coalesce((select value from marks where name = 'rolled up'), 0) and r.at >= @hour) t) held
        group by id
        """, new { hour = Ms(since) / 3_600_000 * 3_600_000 })
        .ToDictionary(t => t.Check, t => new TimeBreakdown(
            Stored.Span(t.Up), Stored.Span(t.Down), Stored.Span(t.Unknown), Stored.Span(t.Maintenance), default)));

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

    /// <summary>The same, of what one runner does for all.</summary>
    /// <exception cref="TakenOverException">It is not this one.</exception>
    public T Perform<T>(Func<DbConnection, DbTransaction, T> act) => Write((db, transaction) =>
        Fences?.Lost([Shards.Duties], db, transaction) is { Count: > 0 } ? throw new TakenOverException() : act(db, transaction));

    public T Read<T>(Func<DbConnection, T> ask)
    {
        using var db = dialect.Open();
        return ask(db);
    }

    public void Dispose() => dialect.Dispose();

    private static Run[] Runs(DbConnection db, string where, object parameters) =>
        [.. db.Query<(string Id, string Check, long At, double? Late, double Ms, string Outcome, string? BlamedOn, string? Failure,
            string? Steps, string? Output, string? Evidence, string? Measures, string? Trace, string? Location)>($"""
            select runs.id, checks.id, cast(at as bigint), cast(late as double precision),
              cast(coalesce(ms, 0) as double precision), cast(outcome as text), cast(blamed_on as text),
              cast(failure as text), cast(steps as text), cast(output as text), cast(evidence as text),
              cast(measures as text), cast(trace as text), cast(location as text)
            from runs join checks on checks.key = check_key where {where} order by at desc, seq desc limit @most
            """, parameters)
            .Select(r => new Run(r.Id, r.Check, At(r.At), Math.Max(0, Monitoring.Checks.Numbers.Ms(r.Ms)),
                Stored.Word(r.Outcome, Outcome.Lost),
                Json.Steps(r.Steps), Json.Failure(r.Failure), r.Output)
            {
                BlamedOn = r.BlamedOn,
                Late = r.Late is { } late ? Stored.Span(late) : null,
                Evidence = Json.Evidence(r.Evidence),
                Measures = Json.Measures(r.Measures),
                Trace = r.Trace,
                Location = r.Location,
            })];

    public static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    public static long? Ms(DateTimeOffset? at) => at?.ToUnixTimeMilliseconds();

    public static DateTimeOffset At(long ms) => Stored.At(ms);

    public static DateTimeOffset? At(long? ms) => ms is { } known ? At(known) : null;
}
