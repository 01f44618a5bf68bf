using System.Data.Common;
using System.Text.Json;
using Dapper;

namespace SmokeTests.Runner.History;

/// <summary>
/// Takes what a runner has kept while the database was away to the database: first incidents, and what has been told of them,
/// so that nobody tells it again; then runs. Each step may be repeated: what is there already stays as it is.
/// </summary>
/// <param name="own">The runner's own history.</param>
/// <param name="shared">That of all.</param>
internal sealed class FallbackReplay(HistoryStore own, HistoryStore shared, TimeProvider time)
{
    /// <summary>The name under which an outage, and whether it is over, is noted on both sides.</summary>
    public const string Outage = "outage";
    private const int Batch = 2_000;

    /// <summary>Incidents and messages, once.</summary>
    public void Settle()
    {
        var (incidents, heard, messages, letters, gaps, outage) =
            own.Read(db => (Rows.From(db, "incidents"), Rows.From(db, "heard"), Rows.From(db, "notifications"), Rows.From(db, "deliveries"),
            db.Query<(string Check, long Since, long Until, long Times, string Why)>(
                "select checks.id, since, until, times, why from gaps join checks on checks.key = check_key").ToArray(),
            db.ExecuteScalar<string?>("select value from keys where name = @Outage", new { Outage })));
        if (outage is null)
            return;
        shared.Write((db, transaction) =>
        {
            if (db.Execute("insert into marks (name, value) values (@name, @Now) on conflict do nothing",
                new { name = $"{Outage} {outage}", Now = HistoryStore.Ms(time.GetUtcNow()) }, transaction) == 0)
                return 0;
            var (of, told) = (new Dictionary<long, long>(), new Dictionary<long, long>());
            foreach (var incident in incidents)
                of[(long)incident["id"]!] = Settle(incident, db, transaction);
            foreach (var message in messages)
            {
                var about = Stored.Json((string)message["incidents"]!, HistoryJson.Default.Int64Array) ?? [];
                var row = message.Where(c => c.Key != "id").ToDictionary();
                row["incidents"] = JsonSerializer.Serialize(about.Select(i => of.GetValueOrDefault(i, i)).ToArray(),
                    HistoryJson.Default.Int64Array);
                row["thread"] = message["thread"] is long first ? told.GetValueOrDefault(first, first) : null;
                told[(long)message["id"]!] =
                    db.ExecuteScalar<long>(
                        $"insert into notifications ({string.Join(", ", row.Keys)}) values "
                            + $"({string.Join(", ", row.Keys.Select(k => "@" + k))}) returning id", new DynamicParameters(row),
                            transaction);
            }
            foreach (var letter in letters)
                Rows.Insert("into deliveries",
                    new Dictionary<string, object?>(letter.Where(c => c.Key != "id")) { ["notification"] =
                        told[(long)letter["notification"]!], ["claimed_by"] = null, ["claimed_until"] = null }, db, transaction);
            foreach (var (mine, there) in told)
                db.Execute("update incidents set told_in = @there where told_in = @mine", new { mine, there }, transaction);
            foreach (var one in heard)
                db.Execute("insert into heard (incident, route) select @incident, @route where exists (select 1 from incidents where "
                    + "id = @incident and closed_at is null) on conflict do nothing",
                    new { incident = of.GetValueOrDefault((long)one["incident"]!, (long)one["incident"]!), route = (string)one["route"]! },
                    transaction);
            return shared.RecordGaps(
                [.. gaps.Select(g => new Gap(g.Check, HistoryStore.At(g.Since), HistoryStore.At(g.Until), (int)g.Times, g.Why))], db,
                transaction);
        });
        // Should it go away again before the runs are there, that is another outage.
        own.Write((db, transaction) =>
            db.Execute("delete from incidents; delete from heard; delete from notifications; delete from deliveries; delete from "
                + "told; delete from gaps; update keys set value = @fresh where name = @Outage",
                new { Outage, fresh = Guid.NewGuid().ToString("N") }, transaction));
    }

    /// <summary>An incident as this runner has left it; its number there.</summary>
    private static long Settle(IDictionary<string, object?> incident, DbConnection db, DbTransaction transaction)
    {
        var row = new Dictionary<string, object?>(incident);
        var there = db.QueryFirstOrDefault<(string? Check, string? Fault, long OpenedAt)>(
            "select check_id, fault, opened_at from incidents where id = @id", new DynamicParameters(row), transaction);
        var id = (long)row["id"]!;
        if (there == ((string)row["check_id"]!, (string)row["fault"]!, (long)row["opened_at"]!))
        {
            // Known before: what it can have come to here is its end, told or not.
            db.Execute("update incidents set resolved_at = @resolved_at, resolved_words = @resolved_words, closed_at = "
                + "coalesce(closed_at, @closed_at) where id = @id and resolved_at is null and cast(@resolved_at as bigint) is not "
                + "null", new DynamicParameters(row), transaction);
            return id;
        }
        // Whoever has taken the check over meanwhile may have opened it as well.
        if (row["resolved_at"] is null
            && db.ExecuteScalar<long?>("select id from incidents where check_id = @check_id and fault = @fault and resolved_at is null",
                new DynamicParameters(row), transaction) is { } same)
        {
            row["same"] = same;
            db.Execute("update incidents set told_at = coalesce(told_at, @told_at), told_in = coalesce(told_in, @told_in), paged_at "
                + "= coalesce(paged_at, @paged_at) where id = @same", new DynamicParameters(row), transaction);
            return same;
        }
        // Or has seen it pass: what nobody was told of is over.
        if (row["told_at"] is null && row["resolved_at"] is null
            && db.ExecuteScalar<long?>(
                "select max(at) from runs join checks on key = check_key where checks.id = @check_id and @fault in ('Product', "
                    + "'Monitor') and outcome = 'Passed' and location is null and at > @opened_at", new DynamicParameters(row),
                    transaction) is { } passed)
            row["resolved_at"] = row["closed_at"] = passed;
        if (there.Check is not null)
            row["id"] = id = db.ExecuteScalar<long>("select nextval(pg_get_serial_sequence('incidents', 'id'))", transaction: transaction);
        Rows.Insert("into incidents", row, db, transaction, " overriding system value");
        return id;
    }

    /// <summary>The oldest runs; how many there were.</summary>
    public int Move()
    {
        var rows = own.Rows(Batch);
        if (rows.Count == 0)
            return 0;
        shared.Append(rows);
        own.Write((db, transaction) =>
            db.Execute("delete from runs where seq <= (select max(seq) from (select seq from runs order by seq limit @Batch) t)",
                new { Batch }, transaction));
        return rows.Count;
    }
}
