using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Running;

namespace SmokeTests.Runner.Nodes;

/// <summary>What a node tells of itself.</summary>
/// <param name="Board">Where its board is.</param>
/// <param name="Suites">Its suites, each with the version that it runs.</param>
/// <param name="Shards">How many shards of checks it has, of <see cref="Scheduling.Shards.All"/>.</param>
/// <param name="Checks">How many checks those hold.</param>
/// <param name="Lateness">How late runs began here in the last minute.</param>
/// <param name="Load">Of this machine's processors, what the runner and its workers take: 1 is all of them.</param>
internal sealed record NodeStatus(string Version, DateTimeOffset Since, string Board, IReadOnlyList<string> Suites, int Shards, int Checks,
    int InFlight, int Queue, Lateness Lateness, double Load)
{
    /// <summary>Where it stands; null for a runner that decides itself.</summary>
    public string? Location { get; init; }

    /// <summary>With whatever is not there, or is no number, as nothing.</summary>
    public NodeStatus Held() => this with
    {
        Version = Version ?? "", Board = Board ?? "", Suites = [.. (Suites ?? []).OfType<string>()],
            Lateness = (Lateness ?? Lateness.None).Held(), Load = double.IsFinite(Load) ? Math.Clamp(Load, 0, 1_000) : 0,
    };
}

/// <summary>A node, as each node's board shows it.</summary>
/// <param name="ToldAt">When it told the last time: it does every few seconds.</param>
internal sealed record NodeView(string Name, string Address, DateTimeOffset ToldAt, bool IsThere, NodeStatus About);

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

/// <summary>Of this machine's processors, what some processes take together: 1 is all of them.</summary>
internal sealed class Load(Func<IEnumerable<int>> workers, TimeProvider time)
{
    private Dictionary<int, TimeSpan> before = [];
    private long at = time.GetTimestamp();

    /// <summary>Since it was asked the last time.</summary>
    public double Now()
    {
        var now = workers().Append(Environment.ProcessId).Distinct().ToDictionary(id => id, Taken);
        var passed = time.GetElapsedTime(at);
        var taken = now.Sum(p => (p.Value - before.GetValueOrDefault(p.Key, p.Value)).TotalSeconds);
        (before, at) = (now, time.GetTimestamp());
        return passed <= TimeSpan.Zero ? 0 : Math.Round(Math.Max(0, taken) / passed.TotalSeconds / Environment.ProcessorCount, 3);
    }

    private static TimeSpan Taken(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.TotalProcessorTime;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended.
            return TimeSpan.Zero;
        }
    }
}

/// <summary>
/// A node that died is missed: its checks run elsewhere, but there is one node less to fall back on. A location that says nothing
/// is missed as well.
/// </summary>
internal sealed class MissingNodes(NodeRegistry nodeRegistry, TimeProvider time) : IRunnerHealthCheck
{
    public string Name => "Every node is there";

    public bool IsOfAll => true;

    public ValueTask<HealthProblem?> Look()
    {
        var gone = nodeRegistry.Nodes().Where(n => !n.IsThere).ToArray();
        return new(gone.Length == 0 ? null : new HealthProblem(
            $"{string.Join(", ", gone.Select(n => n.Name))} {(gone.Length == 1 ? "has" : "have")} not been heard of "
                + $"for {Interval.Write(TimeSpan.FromSeconds(Math.Round((time.GetUtcNow() - gone.Min(n => n.ToldAt)).TotalSeconds)))}",
            "Of a location nothing is known meanwhile; what it runs is reported when it is back. The checks of a node are run by the "
                + "others; one that is not to come back is forgotten after an hour."));
    }
}

[JsonSerializable(typeof(NodeStatus))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class NodeJson : JsonSerializerContext;
