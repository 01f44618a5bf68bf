using System.Data.Common;
using Dapper;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.History;

/// <summary>
/// Sums runs up by minute, hour and day, and lets go of what is old. Runs are summed up in the order in which they were
/// saved, each once: how far it has come stands beside the sums, in the same transaction.
/// </summary>
internal sealed class Housekeeping(HistoryStore historyStore, Func<Retention> keeping, TimeProvider time, ILogger<Housekeeping> log)
{
    private static readonly TimeSpan BetweenRounds = TimeSpan.FromSeconds(15);
    private static readonly (string Name, long Ms)[] Spans = [("minute", 60_000), ("hour", 3_600_000), ("day", 86_400_000)];

    private static readonly string Took = Dialect.Stretch("ms");

    /// <summary>So many runs at once, so that no writer waits long.</summary>
    private const int Step = 10_000;

    private const long Megabyte = 1024 * 1024;

    public Task Run(CancellationToken stop) =>
        PollingLoop.AtOnce(cancel => Task.Delay(BetweenRounds, time, cancel), "The history cannot be tidied up", log).Run(async () =>
    {
        while (RollUp() == Step && !stop.IsCancellationRequested)
            await Task.Yield();
        while (Sweep() && !stop.IsCancellationRequested)
            await Task.Yield();
        return false;
    }, () => { }, stop);

    /// <summary>Sums up runs that are not summed up yet; how many that were.</summary>
    public long RollUp() => RollUp(historyStore.LastSettled());

    private long RollUp(long last) => historyStore.Perform((db, transaction) =>
    {
        var from = Mark(db, transaction, "rolled up");
        var to = db.ExecuteScalar<long?>(
            "select max(seq) from (select seq from runs where seq > @from and seq <= @last order by seq limit @Step) t",
            new { from, last, Step }, transaction);
        if (to is null)
            return 0;
        foreach (var (span, ms) in Spans)
        {
            db.Execute($"""
                insert into rollups (
                  span, check_key, starts, good, slow, failed, broken, blamed, ms, slowest, up, down, unknown, maintenance)
                select @span, check_key, at / @ms * @ms as starts,
                  sum(case when outcome = 'Passed' then 1 else 0 end), sum(case when outcome = 'Slow' then 1 else 0 end),
                  sum(case when outcome = 'Failed' then 1 else 0 end), sum(case when outcome = 'Broken' then 1 else 0 end),
                  sum(case when blamed_on is not null then 1 else 0 end),
                  sum(case when outcome in ('Passed', 'Slow') then {Took} else 0 end),
                  max(case when outcome in ('Passed', 'Slow') then {Took} else 0 end),
                  sum({Dialect.Stretch("up")}), sum({Dialect.Stretch("down")}),
                  sum({Dialect.Stretch("unknown")}), sum({Dialect.Stretch("maintenance")})
                from runs where seq > @from and seq <= @to group by check_key, starts
                on conflict (span, check_key, starts) do update set
                  good = {Dialect.Stretch("rollups.good")} + excluded.good, slow = {Dialect.Stretch("rollups.slow")} + excluded.slow,
                  failed = {Dialect.Stretch("rollups.failed")} + excluded.failed,
                  broken = {Dialect.Stretch("rollups.broken")} + excluded.broken,
                  blamed = {Dialect.Stretch("rollups.blamed")} + excluded.blamed,
                  ms = {Dialect.Stretch("rollups.ms")} + excluded.ms,
                  slowest = case when excluded.slowest > rollups.slowest then excluded.slowest else rollups.slowest end,
                  up = {Dialect.Stretch("rollups.up")} + excluded.up, down = {Dialect.Stretch("rollups.down")} + excluded.down,
                  unknown = {Dialect.Stretch("rollups.unknown")} + excluded.unknown,
                  maintenance = {Dialect.Stretch("rollups.maintenance")} + excluded.maintenance
                """, new { span, ms, from, to }, transaction);
            if (span != "minute")
                db.Execute($"""
                    insert into latencies (span, check_key, starts, bucket, runs)
                    select @span, check_key, at / @ms * @ms as starts, {Dialect.Bucket} as bucket, count(*)
                    from runs where seq > @from and seq <= @to and outcome in ('Passed', 'Slow') group by check_key, starts, bucket
                    on conflict (span, check_key, starts, bucket) do update set runs = {Dialect.Stretch("latencies.runs")} + excluded.runs
                    """, new { span, ms, from, to }, transaction);
        }
        return SetMark(db, transaction, "rolled up", to.Value) - from;
    });

    /// <summary>Lets go of some of what is too old; whether there may be more.</summary>
    public bool Sweep() => historyStore.Perform((db, transaction) =>
    {
        var (now, keep) = (time.GetUtcNow(), keeping());
        foreach (var (span, age) in new[] { ("minute", keep.Minutes), ("hour", keep.Hours), ("day", keep.Days) })
            foreach (var table in new[] { "rollups", "latencies" })
                db.Execute($"delete from {table} where span = @span and starts < @before", new { span, before = Before(age) }, transaction);
        db.Execute("delete from gaps where until < @before", new { before = Before(keep.Hours) }, transaction);
        db.Execute("delete from evidence where at < @before or at <= (select max(at) from (select at, "
            + $"sum({Dialect.Stretch("size")}) over (order by at desc) as total from evidence) t where total > @most)",
            new { before = Before(keep.Evidence), most = keep.EvidenceMegabytes * Megabyte }, transaction);
        var from = Mark(db, transaction, "swept");
        var tooMuch = keep.Megabytes is { } most
            ? db.ExecuteScalar<long?>("select max(seq) from runs", transaction: transaction) - most * Megabyte / BytesOfRun(db,
                transaction) : null;
        // Runs are saved in about the order of their times: the first that is young enough ends the sweep.
        var rows = db.Query<(long Seq, long At)>("select seq, at from runs where seq > @from and seq <= @rolled order by seq limit @Step",
            new { from, Step, rolled = Mark(db, transaction, "rolled up") }, transaction)
            .TakeWhile(r => r.At < Before(keep.Runs) || r.Seq <= tooMuch).ToArray();
        if (rows.Length == 0)
            return false;
        db.Execute("""
            delete from runs where seq > @from and seq <= @to and id not in (select opened_by from incidents)
            and exists (select 1 from runs newer where newer.check_key = runs.check_key and newer.at > runs.at)
            """, new { from, to = rows[^1].Seq }, transaction);
        SetMark(db, transaction, "swept", rows[^1].Seq);
        return rows.Length == Step;

        long Before(TimeSpan age) => (now - age).ToUnixTimeMilliseconds();
    });

    /// <summary>What a run takes about, with its share of the indexes, by the newest: a count of all would read all.</summary>
    private static long BytesOfRun(DbConnection db, DbTransaction transaction) => (long)db.ExecuteScalar<double>("""
        select 250.0 + coalesce(avg(octet_length(coalesce(failure, '')) + octet_length(coalesce(steps, ''))
          + octet_length(coalesce(output, '')) + octet_length(coalesce(evidence, '')) + octet_length(coalesce(measures, ''))), 0)
        from (select * from runs order by seq desc limit 1000) newest
        """, transaction: transaction);

    private static long Mark(DbConnection db, DbTransaction transaction, string name) =>
        db.ExecuteScalar<long?>("select value from marks where name = @name", new { name }, transaction) ?? 0;

    private static long SetMark(DbConnection db, DbTransaction transaction, string name, long value)
    {
        db.Execute("insert into marks (name, value) values (@name, @value) on conflict (name) do update set value = excluded.value",
            new { name, value }, transaction);
        return value;
    }
}
