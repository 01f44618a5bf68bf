using Dapper;

namespace SmokeTests.Runner.History;

/// <summary>The silences that people have made.</summary>
internal sealed class Silences(HistoryStore historyStore)
{
    public long Make(CheckSelector on, DateTimeOffset starts, DateTimeOffset ends, string by, string why, DateTimeOffset now) =>
        historyStore.Write((db, transaction) =>
        db.ExecuteScalar<long>(
            "insert into silences (scope, starts, ends, made_by, why, made_at) values (@scope, @starts, @ends, @by, @why, @now) "
                + "returning id",
            new { scope = on.Text, starts = HistoryStore.Ms(starts), ends = HistoryStore.Ms(ends), by, why, now = HistoryStore.Ms(now) },
            transaction));

    /// <summary>Ends a silence now. False when there is none of that number that has not ended.</summary>
    public bool Lift(long id, string by, DateTimeOffset now) => historyStore.Write((db, transaction) =>
        db.Execute("update silences set lifted_at = @now, lifted_by = @by where id = @id and lifted_at is null and ends > @now",
            new { id, by, now = HistoryStore.Ms(now) }, transaction) > 0);

    /// <summary>Those that are on now or will be.</summary>
    public IReadOnlyList<Silence> Ahead(DateTimeOffset now) => historyStore.Read(db =>
        db.Query<(long Id, string Scope, long Starts, long Ends, string By, string Why)>(
            "select id, scope, starts, ends, made_by, why from silences where lifted_at is null and ends > @now order by starts, id",
            new { now = HistoryStore.Ms(now) })
            .Select(s => new Silence(s.Id, CheckSelector.Stored(s.Scope), HistoryStore.At(s.Starts), HistoryStore.At(s.Ends), s.By, s.Why))
            .ToArray());
}
