using System.Reflection;
using System.Text.Json;
using Dapper;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Cluster;

/// <summary>
/// What the nodes tell of themselves, in the history; one that stops takes its own away, so what grows old is of a node that
/// died.
/// </summary>
/// <param name="locations">Where other runners report from: they are missed until they are taken out of the settings.</param>
internal sealed class NodeRegistry(HistoryStore historyStore, IReadOnlyCollection<string> locations, TimeProvider time,
    ILogger<NodeRegistry> log)
{
    private static readonly TimeSpan BetweenTelling = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Gone = TimeSpan.FromSeconds(20);

    /// <summary>A node that has been gone for so long is not missed any more.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromHours(1);

    /// <summary>Which runner this is, without the commit that it was built from.</summary>
    public static string Version =>
        typeof(NodeRegistry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public IReadOnlyList<NodeView> Nodes()
    {
        var now = time.GetUtcNow();
        return historyStore.Read(
            db => db.Query<(string Name, string Address, long ToldAt, string About)>(
                "select name, address, told_at, about from nodes order by name")
            .Select(n => (Node: n, About: Stored.Json(n.About, NodeJson.Default.NodeStatus)?.Held())).Where(n => n.About is not null)
            .Select(n => new NodeView(n.Node.Name, n.Node.Address, HistoryStore.At(n.Node.ToldAt),
                now - HistoryStore.At(n.Node.ToldAt) < Gone, n.About!))
            .Where(n => n.About.Location is { } location ? locations.Contains(location) : now - n.ToldAt < Forgotten).ToArray());
    }

    public Task Run(string name, Func<string?> address, Func<NodeStatus> about, CancellationToken stop) =>
        new PollingLoop(BetweenTelling, "What this node does cannot be written down", time, log).Run(() =>
        {
            if (address() is { } member)
                Publish(name, member, about());
        }, stop);

    public void Forget(string name) =>
        historyStore.Write((db, transaction) => db.Execute("delete from nodes where name = @name", new { name }, transaction));

    public void Publish(string name, string address, NodeStatus about) =>
        historyStore.Write((Func<System.Data.Common.DbConnection, System.Data.Common.DbTransaction, int>)((db, transaction) =>
    {
        var now = HistoryStore.Ms(time.GetUtcNow());
        db.Execute("delete from nodes where told_at < @before and address <> ''", new { before = now - (long)Forgotten.TotalMilliseconds },
            transaction);
        return db.Execute("""
            insert into nodes (name, address, told_at, about) values (@name, @address, @now, @text)
            on conflict (name) do update set address = excluded.address, told_at = excluded.told_at, about = excluded.about
            """, new { name, address, now, text = JsonSerializer.Serialize<NodeStatus>(about, NodeJson.Default.NodeStatus) }, transaction);
    }));
}
