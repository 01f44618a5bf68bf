using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using SmokeTests.Recording;
using SmokeTests.Runner.Cluster;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.Settings;
using SmokeTests.Testing;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

/// <summary>What makes several runners on one history one: shards, fences, a clock.</summary>
public class NodeTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private readonly string folder = Directory.CreateTempSubdirectory("smoke-nodes-").FullName;

    [Theory]
    [InlineData("57P01", true)]
    [InlineData("57P03", true)]
    [InlineData("53300", true)]
    [InlineData("53100", true)]
    [InlineData("40001", true)]
    [InlineData("28P01", true)]
    [InlineData("25006", true)]
    [InlineData("58030", true)]
    [InlineData("42501", true)]
    [InlineData("42P01", true)]
    [InlineData("42601", false)]
    [InlineData("42703", false)]
    [InlineData("22P02", false)]
    [InlineData("23505", false)]
    public void A_database_that_answers_that_a_statement_is_wrong_is_there(string state, bool isAway) =>
        ClusterShardOwnership.IsDatabaseAway(new Npgsql.PostgresException("so it is", "ERROR", "ERROR", state)).Should().Be(isAway);

    [Fact]
    public async Task A_mistake_of_ours_is_not_a_database_that_is_away()
    {
        foreach (var away in new Exception[] { new Npgsql.NpgsqlException("reset"), new IOException(), new TimeoutException(),
            new OperationCanceledException(), new ObjectDisposedException("pool") })
            ClusterShardOwnership.IsDatabaseAway(away).Should().BeTrue("{0}", away);
        foreach (var mistake in new Exception[] { new InvalidOperationException("Sequence contains no elements"),
            new KeyNotFoundException(), new ArgumentException("x"), new NotSupportedException() })
            ClusterShardOwnership.IsDatabaseAway(mistake).Should().BeFalse("{0}", mistake);
        // A connection that broke between two statements: what its client says then.
        await using var closed = new Npgsql.NpgsqlConnection("Host=127.0.0.1;Port=1");
        await using var command = closed.CreateCommand();
        command.CommandText = "select 1";
        ClusterShardOwnership.IsDatabaseAway(
            (await command.Invoking(c => c.ExecuteScalarAsync()).Should().ThrowAsync<InvalidOperationException>()).Which).Should().BeTrue();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Every_shard_is_dealt_to_one_node_and_all_get_as_many(int count)
    {
        var nodes = Names(count);
        var hands = nodes.Select(n => Shards.Deal(nodes, n)).ToArray();

        hands.SelectMany(h => h).Should().BeEquivalentTo(Enumerable.Range(0, Shards.All));
        hands.Should().OnlyContain(h => h.Count <= (Shards.All + count - 1) / count);
    }

    [Fact]
    public void The_same_nodes_deal_the_same_in_whatever_order_they_are_named() =>
        Shards.Deal(["a", "b", "c"], "b").Should().BeEquivalentTo(Shards.Deal(["c", "a", "b"], "b"));

    [Fact]
    public void When_a_node_goes_hardly_more_than_its_own_shards_move()
    {
        var before = Names(4).ToDictionary(n => n, n => Shards.Deal(Names(4), n));
        var after = Names(3).ToDictionary(n => n, n => Shards.Deal(Names(3), n));

        var kept = after.Sum(n => n.Value.Count(before[n.Key].Contains));
        kept.Should().BeGreaterThan(Shards.All * 3 / 4 * 9 / 10, "the three that stay keep nine of ten of theirs");
    }

    [Fact]
    public void A_node_that_is_not_there_has_no_shards() => Shards.Deal(["a", "b"], "c").Should().BeEmpty();

    [Fact]
    public async Task A_run_of_a_shard_that_another_node_has_is_refused_with_what_it_decided_and_the_rest_is_saved()
    {
        using var historyStore = new HistoryStore(Dialect.For(Path.Combine(folder, "smoke.db")));
        var (own, others) = (Check("own"), Check("others"));
        historyStore.RegisterChecks([own, others]);
        historyStore.Fences = new Elsewhere(others.Shard);
        var historyWriter = new HistoryWriter(historyStore, null, TimeProvider.System, NullLogger<HistoryWriter>.Instance);
        var writing = historyWriter.Run();

        var refused = historyWriter.Save(Failed(others), _ => (Ruling.Nothing, []));
        await Task.WhenAll(refused, historyWriter.Save(Failed(own)));
        historyWriter.Close();
        await writing;

        historyStore.Runs(own.Id, 10).Should().ContainSingle();
        historyStore.Runs(others.Id, 10).Should().BeEmpty("whoever has it now runs it");
        historyWriter.Last(others.Id).Should().BeNull();
    }

    [Fact]
    public void What_is_done_once_for_all_is_done_by_nobody_else()
    {
        using var historyStore = new HistoryStore(Dialect.For(Path.Combine(folder, "smoke.db")));
        historyStore.Fences = new Elsewhere(Shards.Duties);

        var claim = () => historyStore.Perform((_, _) => true);
        claim.Should().Throw<TakenOverException>().Where(e => DatabaseFault.MayPass(e), "whoever tries it looks again whether it is his");
        historyStore.Write((_, _) => true).Should().BeTrue("the rest is open to all");
    }

    [Fact]
    public void A_gap_is_there_for_its_check()
    {
        using var historyStore = new HistoryStore(Dialect.For(Path.Combine(folder, "smoke.db")));
        var check = Check("own");
        historyStore.RegisterChecks([check]);
        var gap = new Gap(check.Id, Noon, Noon.AddMinutes(1), 6, "no runner was there");

        historyStore.RecordGaps([gap]);

        historyStore.Gaps(check.Id, 10).Should().Equal(gap);
    }

    [Fact]
    public void What_a_failed_run_has_left_at_one_node_is_shown_by_another()
    {
        using var historyStore = new HistoryStore(Dialect.For(Path.Combine(folder, "smoke.db")));
        var (here, there) = (new EvidenceStore(Path.Combine(folder, "here"), TimeProvider.System),
            new EvidenceStore(Path.Combine(folder, "there"), TimeProvider.System));
        var run = Failed(Check("c")) with { Evidence = [new EvidenceFile("page.html", 5)] };
        Directory.CreateDirectory(here.FolderOf(run.Id));
        File.WriteAllText(Path.Combine(here.FolderOf(run.Id), "page.html"), "Sorry");
        there.Borrow = new EvidenceReplication(historyStore, there, NullLogger<EvidenceReplication>.Instance).Fetch;
        there.File(run.Id, "page.html").Should().BeNull("nothing has been lent yet");

        new EvidenceReplication(historyStore, here, NullLogger<EvidenceReplication>.Instance).Publish(run);

        File.ReadAllText(there.File(run.Id, "page.html")!).Should().Be("Sorry");
    }

    [Fact]
    public async Task All_nodes_have_the_database_s_time_however_their_own_clocks_are_off()
    {
        await using var database = NpgsqlDataSource.Create(Server);
        var (slow, fast) = (new FakeTimeProvider(DateTimeOffset.UtcNow.AddMinutes(-7)),
            new FakeTimeProvider(DateTimeOffset.UtcNow.AddMinutes(3)));
        var clocks = new[] { slow, fast }.Select(c => new DatabaseClock(database, c)).ToArray();

        foreach (var clock in clocks)
            await clock.Adjust(TestContext.Current.CancellationToken);

        clocks[0].GetUtcNow().Should().BeCloseTo(clocks[1].GetUtcNow(), TimeSpan.FromSeconds(5));
        clocks[0].Ahead.Should().BeCloseTo(TimeSpan.FromMinutes(7), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_node_that_is_stopped_while_it_joins_leaves_nobody_listening()
    {
        using var own = new TestDatabase();
        using var historyStore = new HistoryStore(Dialect.For(own.Connection));
        await using var database = NpgsqlDataSource.Create(own.Connection);
        await Ask(database, "alter table members add check (status <> 3)");
        var port = Ports.Free();
        using var stop = new CancellationTokenSource();

        var joining = Node.Join(own.Connection, new NodeSettings("a", IPAddress.Loopback, port), NullLoggerFactory.Instance, stop.Token);
        while (await Ask(database, "select status from members") is not 2L)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        await stop.CancelAsync();

        var waiting = () => joining;
        await waiting.Should().ThrowAsync<OperationCanceledException>();
        using var knock = new TcpClient();
        var knocking = () => knock.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken).AsTask();
        await knocking.Should().ThrowAsync<SocketException>();
    }

    [Fact]
    public async Task A_port_that_another_program_has_is_passed_by_or_said()
    {
        using var own = new TestDatabase();
        using var historyStore = new HistoryStore(Dialect.For(own.Connection));
        await using var database = NpgsqlDataSource.Create(own.Connection);
        using var other = new TcpListener(IPAddress.Parse("127.0.0.9"), NodeSettings.UsualPort);
        other.Start();

        await using (var node = await Node.Join(own.Connection, new NodeSettings("a", IPAddress.Parse("127.0.0.9")),
            NullLoggerFactory.Instance, TestContext.Current.CancellationToken))
            (await Ask(database, "select address from members where status = 3")).Should().BeOfType<string>().Which.Should()
                .StartWith("127.0.0.9:").And.NotStartWith($"127.0.0.9:{NodeSettings.UsualPort}@");
        var joining = () => Node.Join(own.Connection, new NodeSettings("b", IPAddress.Parse("127.0.0.9"), NodeSettings.UsualPort),
            NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        (await joining.Should().ThrowAsync<NodeException>()).WithMessage($"*127.0.0.9:{NodeSettings.UsualPort}*node.port*");
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static string Server =>
        Environment.GetEnvironmentVariable("SMOKETESTS_POSTGRES")
        ?? throw new InvalidOperationException(
            "This test needs PostgreSQL: run it with dotnet run --project build -- test SmokeTests.Runner.Tests");

    private static async Task<object?> Ask(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private static string[] Names(int count) => [.. Enumerable.Range(1, count).Select(n => $"10.0.0.{n}:11111@15448{n}")];

    private static Check Check(string id) =>
        new(id, "k", "s", "local", "n", "g", "cl", "storefront") { Schedule = Schedule.Usual, Limit = TimeSpan.FromSeconds(1) };

    private static Run Failed(Check check) => Run.Without(check, Noon, Outcome.Failed, "Sorry");

    private sealed class Elsewhere(int shard) : IFences
    {
        public long? FenceOf(int asked) => asked == shard ? null : 1;

        public IReadOnlySet<int> Lost(IReadOnlyCollection<int> shards, System.Data.Common.DbConnection db,
            System.Data.Common.DbTransaction transaction) => shards.Where(s => s == shard).ToHashSet();

        public void Await(System.Data.Common.DbConnection db, System.Data.Common.DbTransaction transaction)
        {
        }
    }
}
