using System.Data.Common;
using System.Globalization;
using Dapper;

namespace SmokeTests.Runner.History;

/// <summary>
/// What a runner knows beforehand of the history that it shares with others, for when that is away: incidents, silences,
/// keys, deploys, which checks have ever passed, and numbers for incidents that nobody else will use. It is written down row
/// by row in a history of the runner's own.
/// </summary>
internal sealed class FallbackSnapshot(HistoryStore own, HistoryStore shared)
{
    /// <summary>Incidents that can be opened while the database is away, and keep their numbers after it.</summary>
    private const int Numbers = 200;

    /// <summary>A first good run may be committed so much later than it began: milliseconds.</summary>
    private const long Margin = 3_600_000;

    /// <summary>What is known beforehand, by which columns a row is known again, and which rows.</summary>
    private static readonly (string Table, string[] Key, string Which)[] Mirrored =
    [
        ("incidents", ["id"], " where closed_at is null"),
        ("heard", ["incident", "route"], " where incident in (select id from incidents where closed_at is null)"),
        ("silences", ["id"], " where lifted_at is null and ends > @at"),
        // Nobody joins the others while the database is away: what they know each other by stays where it is.
        ("keys", ["name"], " where name <> 'cluster'"),
        ("deploys", ["id"], " where at > @recently"),
    ];

    private readonly Lock gate = new();
    private readonly Dictionary<(string Table, string Key), string> pictures = [];
    private readonly HashSet<long> known = [];
    private readonly HashSet<string> passing = new(StringComparer.Ordinal);
    private long passed;

    /// <summary>Whether an incident was known before the database went away.</summary>
    public bool Knows(long incident) => known.Contains(incident);

    /// <summary>Knows what there is to know.</summary>
    /// <exception cref="DbException">The database does not answer.</exception>
    public void Look(DateTimeOffset at)
    {
        var now = HistoryStore.Ms(at);
        lock (gate)
        {
            var rows = shared.Read(
                db => Mirrored.Select(
                    m => (m.Table, m.Key,
                        Rows: Rows.From(db, m.Table + m.Which, new { at = now, recently = now - (long)Deploys.Window.TotalMilliseconds })))
                        .ToArray());
            var first = shared.Read(db => db.Query<(string Id, long At)>("select id, passed_at from checks where passed_at > @since",
                new { since = passed - Margin }).Where(f => !passing.Contains(f.Id)).ToArray());
            var numbers = own.Read(db => db.ExecuteScalar<long>("select count(*) from marks where name like 'number %'"));
            var fresh = numbers * 2 > Numbers ? []
                : shared.Read(db => db.Query<long>(
                    "select nextval(pg_get_serial_sequence('incidents', 'id')) from generate_series(1, @Numbers)", new { Numbers })
                    .ToArray());
            Note((db, transaction) =>
            {
                // What is there from before this start, or from an outage, may be long out of date.
                if (pictures.Count == 0)
                    foreach (var (table, _, _) in Mirrored)
                        db.Execute($"delete from {table}", transaction: transaction);
                var gone = pictures.Keys.ToHashSet();
                foreach (var (table, key, there) in rows)
                    foreach (var row in there)
                        gone.Remove(Put(table, key, row, db, transaction));
                foreach (var one in gone)
                    Drop(one, db, transaction);
                db.Execute("update checks set passed_at = @At where id = @Id and passed_at is null", first.Select(p => new { p.Id, p.At }),
                    transaction);
                return db.Execute("insert into marks (name, value) values ('number ' || @n, @n)", fresh.Select(n => new { n }),
                    transaction);
            });
            passing.UnionWith(first.Select(f => f.Id));
            passed = Math.Max(passed, first.Select(f => f.At).DefaultIfEmpty().Max());
        }
    }

    /// <summary>
    /// Incidents of these checks have been opened or closed: an outage may begin at once, and should not find that out of date.
    /// </summary>
    /// <exception cref="DbException">The database does not answer.</exception>
    public void Learn(string[] decided)
    {
        var rows = shared.Read(db => Rows.From(db, "incidents where closed_at is null and check_id = any(@decided)", new { decided }));
        lock (gate)
            Note((db, transaction) => rows.Select(row => Put("incidents", Mirrored[0].Key, row, db, transaction)).Count());
    }

    /// <summary>What is there from before may be long out of date: the next look writes all of it anew.</summary>
    public void Forget()
    {
        lock (gate)
        {
            pictures.Clear();
            known.Clear();
        }
    }

    /// <summary>A number for an incident that is opened here; null when there are no more, and it gets another one later.</summary>
    public static long? Number(DbConnection db, DbTransaction transaction) =>
        db.ExecuteScalar<long?>(
            "delete from marks where name = (select name from marks where name like 'number %' order by value limit 1) returning value",
            transaction: transaction);

    /// <summary>What could not be written down is not known.</summary>
    private void Note(Func<DbConnection, DbTransaction, int> act)
    {
        try
        {
            own.Write(act);
        }
        catch
        {
            pictures.Clear();
            throw;
        }
    }

    private (string Table, string Key) Put(string table, string[] key, IDictionary<string, object?> row, DbConnection db,
        DbTransaction transaction)
    {
        var (one, now) = ((table, string.Join('\t', key.Select(k => row[k]))), string.Join('\t', row.Values));
        if (pictures.TryGetValue(one, out var before) && before == now)
            return one;
        Rows.Insert("or replace into " + table, row, db, transaction);
        pictures[one] = now;
        if (table == "incidents")
            known.Add((long)row["id"]!);
        return one;
    }

    private void Drop((string Table, string Key) one, DbConnection db, DbTransaction transaction)
    {
        var key = Mirrored.Single(m => m.Table == one.Table).Key;
        var which = new DynamicParameters();
        foreach (var (column, value) in key.Zip(one.Key.Split('\t')))
            which.Add(column, value);
        db.Execute($"delete from {one.Table} where {string.Join(" and ", key.Select(k => $"{k} = @{k}"))}", which, transaction);
        pictures.Remove(one);
        if (one.Table == "incidents")
            known.Remove(long.Parse(one.Key, CultureInfo.InvariantCulture));
    }
}
