using Dapper;

namespace SmokeTests.Runner.History;

/// <summary>What the sums of a check tell: its uptime and how long it took, over minutes, hours and days.</summary>
internal sealed class RollupQueries(HistoryStore historyStore)
{
    private const string OfCheck = "span = @span and check_key = (select key from checks where id = @check) and starts >= @since";

    private static readonly string Columns =
        string.Join(", ", new[] { "up", "down", "unknown", "maintenance" }.Select(c => $"{Dialect.Stretch(c)} as {c}"));

    /// <summary>A check's sums, the oldest first.</summary>
    public IReadOnlyList<Rollup> Of(string check, string span, DateTimeOffset since) =>
        historyStore.Read(db =>
            db.Query<(long Starts, long Good, long Slow, long Failed, long Broken, long Blamed, double Ms, double Slowest,
                long Up, long Down, long Unknown, long Maintenance)>(
        "select starts, good, slow, failed, broken, blamed, ms, slowest, up, down, unknown, maintenance from rollups "
            + $"where {OfCheck} order by starts", new { check, span, since = HistoryStore.Ms(since) })
        .Select(r => new Rollup(HistoryStore.At(r.Starts), r.Good, r.Slow, r.Failed, r.Broken, r.Blamed, r.Ms, r.Slowest,
            Account(r.Up, r.Down, r.Unknown, r.Maintenance))).ToArray());

    /// <summary>Many checks' time, day by day.</summary>
    public IReadOnlyDictionary<DateOnly, TimeBreakdown> Days(IReadOnlyCollection<string> checks, DateTimeOffset since) =>
        historyStore.Read(db =>
    {
        var wanted = checks.ToHashSet(StringComparer.Ordinal);
        var keys = db.Query<(string Id, long Key)>("select id, key from checks").Where(c => wanted.Contains(c.Id)).Select(c => c.Key)
            .ToHashSet();
        return db.Query<(long Check, long Starts, long Up, long Down, long Unknown, long Maintenance)>(
            "select check_key, starts, up, down, unknown, maintenance from rollups where span = 'day' and starts >= @since",
            new { since = HistoryStore.Ms(since) }, buffered: false)
            .Where(r => keys.Contains(r.Check)).GroupBy(r => DateOnly.FromDateTime(HistoryStore.At(r.Starts).UtcDateTime))
            .ToDictionary(day => day.Key,
                day => day.Aggregate(default(TimeBreakdown), (sum, r) => sum + Account(r.Up, r.Down, r.Unknown, r.Maintenance)));
    });

    /// <summary>A check's time since then, by what was known; what is left of it is no data.</summary>
    public TimeBreakdown Time(string check, string span, DateTimeOffset since, DateTimeOffset now)
    {
        var (up, down, unknown, maintenance) = historyStore.Read(db => db.QuerySingle<(long, long, long, long)>($"""
            select cast(coalesce(sum(up), 0) as bigint), cast(coalesce(sum(down), 0) as bigint),
              cast(coalesce(sum(unknown), 0) as bigint), cast(coalesce(sum(maintenance), 0) as bigint) from (
              select {Columns} from rollups where {OfCheck}
              union all
              select {Columns} from runs where check_key = (select key from checks where id = @check)
                and seq > coalesce((select value from marks where name = 'rolled up'), 0) and at >= @since) t
            """, new { check, span, since = HistoryStore.Ms(since) }));
        var known = Account(up, down, unknown, maintenance);
        var rest = now - since - known.Up - known.Down - known.Unknown - known.Maintenance;
        return known with { NoData = rest > TimeSpan.Zero ? rest : TimeSpan.Zero };
    }

    /// <summary>The times that these shares of a check's good runs did not exceed, within a tenth, bucket by bucket.</summary>
    public IReadOnlyList<(DateTimeOffset Starts, double[] Ms)> Percentiles(string check, string span, DateTimeOffset since,
        params double[] shares) => historyStore.Read(db =>
        db.Query<(long Starts, long Bucket, long Runs)>(
            $"select starts, cast(bucket as bigint), {Dialect.Stretch("runs")} from latencies where {OfCheck} order by starts, bucket",
            new { check, span, since = HistoryStore.Ms(since) }).ToArray())
        .GroupBy(b => b.Starts)
        .Select(g => (HistoryStore.At(g.Key), shares.Select(share => Within([.. g.Select(b => (b.Bucket, b.Runs))], share)!.Value)
            .ToArray())).ToArray();

    /// <summary>The time that this share of a check's good runs did not exceed, within a tenth; null without any.</summary>
    public double? Percentile(string check, string span, DateTimeOffset since, double share) => Within(historyStore.Read(db =>
        db.Query<(long Bucket, long Runs)>(
            $"select cast(bucket as bigint), cast(sum({Dialect.Stretch("runs")}) as bigint) from latencies where {OfCheck} group by "
                + "bucket order by bucket", new { check, span, since = HistoryStore.Ms(since) }).ToArray()), share);

    private static double? Within((long Bucket, long Runs)[] buckets, double share)
    {
        var wanted = Math.Ceiling(buckets.Sum(b => b.Runs) * share);
        var sum = 0L;
        foreach (var (bucket, runs) in buckets)
            if ((sum += runs) >= wanted)
                return Math.Min(Math.Pow(1.1, bucket), Numbers.LongestMs);
        return null;
    }

    private static TimeBreakdown Account(long up, long down, long unknown, long maintenance) =>
        new(Stored.Span(up), Stored.Span(down), Stored.Span(unknown), Stored.Span(maintenance), default);
}
