using System.Net;
using System.Net.Sockets;
using Dapper;
using Npgsql;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Cluster;
using SmokeTests.Runner.Settings;
using SmokeTests.Testing;

namespace SmokeTests.Runner.Tests;

/// <summary>
/// Whatever somebody has put into the tables by which runners know each other: those that run go on, and others join them.
/// </summary>
public sealed class ClusterTablesTests : IDisposable
{
    private readonly TestDatabase own = new();
    private readonly HistoryStore historyStore;
    private readonly LogLines log = new();

    public ClusterTablesTests() => historyStore = new HistoryStore(Dialect.For(own.Connection));

    [Theory]
    [InlineData("members", "update members set suspects = 'nobody'")]
    [InlineData("members",
        "update members set suspects = '[null, {}, {\"By\":\"nobody\",\"At\":9223372036854775807}, {\"By\":null,\"At\":-1}]'")]
    [InlineData("members",
        "update members set suspects = '{\"By\":7}', started = 9223372036854775807, alive = -9223372036854775808, port = "
            + "9223372036854775807")]
    [InlineData("members", "update members set status = 99, name = '', host = ''")]
    [InlineData("members", "update members set status = -1, etag = 9223372036854775807")]
    [InlineData("members", "delete from members")]
    [InlineData("membership", "delete from membership")]
    [InlineData("membership", "update membership set version = 9223372036854775807, etag = 9223372036854775807")]
    [InlineData("membership", "update membership set version = -5, etag = -9223372036854775808")]
    [InlineData("membership", "insert into membership (id, version, etag) values (2, 7, 7), (-1, 9, 9)")]
    [InlineData("shards",
        "insert into shards (shard, node, fence) values (4294967301, null, 0), (-1, 'x', 0), (9223372036854775807, '', -1)")]
    [InlineData("shards", "delete from shards")]
    [InlineData("shards", "update shards set node = 'nobody', fence = 9223372036854775807")]
    [InlineData("shards", "update shards set node = '', fence = -9223372036854775808")]
    [InlineData("asked", "insert into asked (check_id, at) values ('', 9223372036854775807), ('no check', -1)")]
    [InlineData("lent", "insert into lent (log_in, loan, member, until) values ('', '', 'nobody', 9223372036854775807)")]
    public async Task Whatever_stands_there_runners_go_on_and_others_join(string table, string damage)
    {
        damage.Should().Contain(table);
        await using var first = await Running.Start(this, "a");
        await TestContext.Current.Until(() => first.Node.Ownership.Held == Shards.All);

        await Do(damage);

        await using var second = await Running.Start(this, "b");
        await TestContext.Current.Until(() => first.Node.Ownership.Held + second.Node.Ownership.Held == Shards.All
            && first.Node.Ownership.Held > 0 && second.Node.Ownership.Held > 0);
        first.Work.IsCompleted.Should().BeFalse();
        second.Work.IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task What_can_be_no_member_is_said_and_left_out()
    {
        string[] addresses =
        [
            "nobody", "", ":@", "127.0.0.1:11111", "127.0.0.1:99999@1", "127.0.0.1:0@1", "127.0.0.1:7@soon",
            "127.0.0.1:7@99999999999999999999", " 127.0.0.1:7@1", "runner.example:7@1",
        ];
        foreach (var address in addresses)
            await Do("""
                insert into members (address, status, name, host, port, started, alive, suspects, etag)
                select @address, 3, 'odd', 'odd', 0, now, now, '[]', 0
                from (select (extract(epoch from clock_timestamp()) * 1000)::bigint now) t
                """, new { address });

        await using var first = await Running.Start(this, "a");
        await using var second = await Running.Start(this, "b");
        // None is dealt to what is no member.
        await TestContext.Current.Until(() => first.Node.Ownership.Held + second.Node.Ownership.Held == Shards.All
            && second.Node.Ownership.Held > 0);
        foreach (var address in addresses)
            log.All.Should().Contain($"left out, since its address is none: \"{address}\"");
    }

    /// <summary>A row of a runner that has never been, which says that it is alive until the year 10000.</summary>
    [Fact]
    public async Task A_member_that_says_that_it_is_alive_in_times_to_come_is_not_waited_for()
    {
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var at = nobody.LocalEndpoint;
        nobody.Stop();
        await Do("insert into members (address, status, name, host, port, started, alive, suspects, etag) values (@at, 3, 'odd', "
            + "'odd', 0, @most, @most, '[]', 0)",
            new { at = $"{at}@1", most = 253_402_300_800_000 });

        await using var first = await Running.Start(this, "a");
        await TestContext.Current.Until(() => first.Node.Ownership.Held == Shards.All);
    }

    public void Dispose()
    {
        historyStore.Dispose();
        own.Dispose();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task Do(string sql, object? with = null)
    {
        await using var db = new NpgsqlConnection(own.Connection);
        await db.ExecuteAsync(sql, with);
    }

    /// <summary>A runner as one of several, without checks.</summary>
    private sealed record Running(Node Node, Task Work, CancellationTokenSource Stop) : IAsyncDisposable
    {
        public static async Task<Running> Start(ClusterTablesTests test, string name)
        {
            var node = await Node.Join(test.own.Connection, new NodeSettings(name, IPAddress.Loopback, Ports.Free()), test.log, Cancel);
            var stop = new CancellationTokenSource();
            return new(node, node.Ownership.Run(stop.Token), stop);
        }

        public async ValueTask DisposeAsync()
        {
            await Stop.CancelAsync();
            await Work;
            await Node.DisposeAsync();
            Stop.Dispose();
        }
    }
}
