using Dapper;

namespace SmokeTests.Runner.History;

/// <summary>The deploys that pipelines have marked.</summary>
internal sealed class Deploys(HistoryStore historyStore)
{
    /// <summary>An incident that opens within this time of a deploy names it.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(30);

    public long Mark(CheckSelector on, string service, string version, string? by, string? url, DateTimeOffset at) =>
        historyStore.Write((db, transaction) =>
        db.ExecuteScalar<long>(
            "insert into deploys (scope, service, version, made_by, url, at) values (@scope, @service, @version, @by, @url, @at) "
                + "returning id",
            new { scope = on.Text, service, version, by, url, at = HistoryStore.Ms(at) }, transaction));

    /// <summary>Deploys between two times, the last first.</summary>
    public IReadOnlyList<Deploy> Between(DateTimeOffset from, DateTimeOffset to) => historyStore.Read(db =>
        db.Query<(long Id, string Scope, string Service, string Version, string? By, string? Url, long At)>(
            "select id, scope, service, version, made_by, url, at from deploys where at >= @from and at <= @to order by at desc, id desc",
            new { from = HistoryStore.Ms(from), to = HistoryStore.Ms(to) })
            .Select(d => new Deploy(d.Id, CheckSelector.Stored(d.Scope), d.Service, d.Version, d.By, d.Url, HistoryStore.At(d.At)))
            .ToArray());
}
