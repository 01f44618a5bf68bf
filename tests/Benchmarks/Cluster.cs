using System.Diagnostics;
using System.Globalization;
using Dapper;
using Npgsql;

namespace Benchmarks;

/// <summary>
/// Several runners on one PostgreSQL: what three do more than one when a run is work of the processor and each runner has four
/// tenths of one; how long the checks of one that dies or stands still wait for another; how late runs begin.
/// </summary>
internal static class Cluster
{
    private const int Nodes = 3;
    private const double Processors = 0.4;
    private const int Failures = 10;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(30);

    public static async Task<Figure[]> Measure(string root)
    {
        if (Environment.GetEnvironmentVariable("SMOKETESTS_POSTGRES") is not { } postgres)
            throw new InvalidOperationException("Several runners need PostgreSQL: dotnet run --project build -- bench cluster");
        await using var site = await Site.Start();
        var (one, three) = (await Throughput(root, site, postgres, 1), await Throughput(root, site, postgres, Nodes));
        Console.WriteLine($"runs a second that hash 8 MB each, {Processors} processors a runner: {one:0.0} by one, {three:0.0} by three");
        return
        [
            new("cluster-3-over-1", Math.Round(three / one, 2), "times", "higher"),
            new("failover-seconds", await Failover(root, site, postgres), "s", "lower"),
            new("cluster-lateness-p99-ms", await Lateness(root, site, postgres), "ms", "lower"),
        ];
    }

    private static async Task<double> Throughput(string root, Site site, string postgres, int nodes)
    {
        // More than three can do. A few at once: what computes gains nothing by more.
        await using var all = await Several.Start(root, site, postgres, nodes, 600, "2s", ("MANY_WORK", "8"),
            ("SMOKETESTS__environments__local__atOnce", "4"));
        all.Cap(Processors);
        await Task.Delay(Warm);
        var (before, began) = (await all.Ask<long>("select count(*) from runs"), Stopwatch.GetTimestamp());
        await Task.Delay(Window);
        return (await all.Ask<long>("select count(*) from runs") - before) / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>Killed and stopped in turn: until each of its checks has been run by another. They run every 10 s.</summary>
    private static async Task<double> Failover(string root, Site site, string postgres)
    {
        await using var all = await Several.Start(root, site, postgres, Nodes, 300, "10s");
        await Task.Delay(Warm);
        var took = new List<double>();
        for (var failure = 0; failure < Failures; failure++)
        {
            var victim = failure % Nodes;
            var lost = (await all.AskAll<long>("select shard from shards where node = (select address from nodes where name = @name)",
                new { name = $"node-{victim}" })).ToArray();
            var began = await all.Ask<long>("select cast(extract(epoch from clock_timestamp()) * 1000 as bigint)");
            if (failure % 2 == 0)
                await all.Kill(victim);
            else
                all.Signal(victim, "STOP");
            await Task.Delay(TimeSpan.FromSeconds(35));
            // The first run after it of each check whose shard was the victim's.
            var first = await all.AskAll<(string Check, long At)>(
                "select checks.id, min(at) from runs join checks on key = check_key where at > @began group by checks.id", new { began });
            took.AddRange(first.Where(f => lost.Contains(Number(f.Check) % 256)).Select(f => (f.At - began) / 1000.0));
            if (failure % 2 == 0)
                await all.Again(victim);
            else
                all.Signal(victim, "CONT");
            await Task.Delay(TimeSpan.FromSeconds(20));
        }
        took.Sort();
        Console.WriteLine($"{Failures} failures: {took.Count} checks waited for another node p50 {At(took, 50):0.0} "
            + $"p95 {At(took, 95):0.0} max {took[^1]:0.0} s");
        return Math.Round(At(took, 95), 1);
    }

    private static async Task<double> Lateness(string root, Site site, string postgres)
    {
        await using var all = await Several.Start(root, site, postgres, Nodes, 3_000, "10s");
        await Task.Delay(Warm);
        var from = await all.Ask<long>("select cast(extract(epoch from clock_timestamp()) * 1000 as bigint)");
        await Task.Delay(Window);
        var late = await all.AskAll<double>("select late from runs where at > @from and late is not null order by late", new { from });
        Console.WriteLine($"3,000 checks every 10 s on {Nodes} nodes: {late.Count} runs in {Window.TotalSeconds} s, late "
            + $"p50 {At(late, 50):0} p99 {At(late, 99):0} max {late[^1]:0} ms");
        return Math.Round(At(late, 99));
    }

    private static double At(IReadOnlyList<double> sorted, int percent) => sorted[Math.Min(sorted.Count - 1, sorted.Count * percent / 100)];

    private static uint Number(string check) => check.Aggregate(2166136261u, (hash, c) => (hash ^ c) * 16777619u);

    /// <summary>Some runners on a database of their own.</summary>
    private sealed class Several(string root, Site site, string database, int checks, string every, (string, string)[] more)
        : IAsyncDisposable
    {
        private readonly List<Runner> nodes = [];
        private readonly List<string> folders = [];

        public static async Task<Several> Start(string root, Site site, string postgres, int count, int checks, string every,
            params (string, string)[] more)
        {
            await using (var db = new NpgsqlConnection(postgres))
            {
                await db.ExecuteAsync("drop database if exists bench_cluster with (force)");
                await db.ExecuteAsync("create database bench_cluster");
            }
            var several = new Several(root, site, new NpgsqlConnectionStringBuilder(postgres) { Database = "bench_cluster" }.ToString(),
                checks, every, more);
            for (var n = 0; n < count; n++)
            {
                several.folders.Add(Directory.CreateTempSubdirectory("bench-node-").FullName);
                several.nodes.Add(several.Node(n));
            }
            foreach (var node in several.nodes)
                await node.Ready();
            return several;
        }

        public async Task<T> Ask<T>(string sql) => (await AskAll<T>(sql))[0];

        public async Task<IReadOnlyList<T>> AskAll<T>(string sql, object? parameters = null)
        {
            // The runners alone keep theirs open: the database is dropped after each part.
            await using var db = new NpgsqlConnection($"{database};Pooling=false");
            return [.. await db.QueryAsync<T>(sql, parameters)];
        }

        public async Task Kill(int node) => await nodes[node].DisposeAsync();

        public async Task Again(int node) => await (nodes[node] = Node(node)).Ready();

        public void Signal(int node, string name)
        {
            using var kill = Process.Start("kill", [$"-{name}", $"{nodes[node].Id}"]);
            kill.WaitForExit();
        }

        /// <summary>So much of a processor for each runner with its workers: Linux's control groups, of either version.</summary>
        public void Cap(double processors)
        {
            const string groups = "/sys/fs/cgroup";
            for (var n = 0; n < nodes.Count; n++)
            {
                var (isOld, quota) =
                    (Directory.Exists($"{groups}/cpu"), ((int)(processors * 100_000)).ToString(CultureInfo.InvariantCulture));
                var group = Directory.CreateDirectory(Path.Combine(groups, isOld ? "cpu" : "", $"smoke-bench-{n}")).FullName;
                File.WriteAllText(Path.Combine(group, isOld ? "cpu.cfs_quota_us" : "cpu.max"), isOld ? quota : $"{quota} 100000");
                foreach (var id in nodes[n].Family.Ids())
                    File.WriteAllText(Path.Combine(group, "cgroup.procs"), id.ToString(CultureInfo.InvariantCulture));
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var node in nodes)
                await node.DisposeAsync();
            foreach (var folder in folders)
                Directory.Delete(folder, recursive: true);
        }

        private Runner Node(int n) =>
            Runner.StartIn(folders[n], root, site.Address, checks,
                [("SMOKETESTS__history__database", database), ("SMOKETESTS__node__name", $"node-{n}"), .. more], "--every", every);
    }
}
