using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Cluster;
using SmokeTests.Runner.Settings;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

/// <summary>Log-ins that only one run at a time may use, whichever node it is on.</summary>
public sealed class LogInTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly TestDatabase database = new();
    private readonly HistoryStore historyStore;

    public LogInTests() => historyStore = new HistoryStore(Dialect.For(database.Connection));

    [Fact]
    public async Task What_one_node_has_lent_no_other_lends_until_it_is_back_or_its_time_is_over()
    {
        await using var a = await Join("a");
        await using var b = await Join("b");
        (await a.LogIns.Lease("x", "1", Minute)).Should().Be(AccountLease.Given);
        (await b.LogIns.Lease("x", "2", Minute)).Should().Be(AccountLease.Taken);
        (await b.LogIns.Lease("y", "3", Minute)).Should().Be(AccountLease.Given);

        await b.LogIns.Return("2");
        (await b.LogIns.Lease("x", "4", Minute)).Should().Be(AccountLease.Taken, "a loan that never was gives nothing back");
        await a.LogIns.Return("1");
        (await b.LogIns.Lease("x", "5", TimeSpan.Zero)).Should().Be(AccountLease.Given);
        (await a.LogIns.Lease("x", "6", Minute)).Should().Be(AccountLease.Given, "its time is over");
        await b.LogIns.Return("5");
        (await b.LogIns.Lease("x", "7", Minute)).Should().Be(AccountLease.Taken, "what comes back late takes nothing from who has it now");
    }

    [Fact]
    public async Task Of_many_that_want_it_at_once_one_has_it()
    {
        await using var a = await Join("a");
        await using var b = await Join("b");
        var loans = await Task.WhenAll(Enumerable.Range(0, 40)
            .Select(n => Task.Run(() => (n % 2 == 0 ? a : b).LogIns.Lease("x", $"{n}", Minute))));
        loans.Count(l => l == AccountLease.Given).Should().Be(1);
        loans.Should().OnlyContain(l => l == AccountLease.Given || l == AccountLease.Taken);
    }

    [Fact]
    public async Task What_a_node_had_that_is_gone_is_said_to_be_left()
    {
        await using var b = await Join("b");
        await using (var a = await Join("a"))
            (await a.LogIns.Lease("x", "1", Minute)).Should().Be(AccountLease.Given);
        (await b.LogIns.Lease("x", "2", Minute)).Should().Be(AccountLease.Left);
        (await b.LogIns.Lease("y", "3", Minute)).Should().Be(AccountLease.Given);
        (await b.LogIns.Lease("y", "4", Minute)).Should().Be(AccountLease.Taken);
    }

    [Fact]
    public async Task A_database_that_takes_none_leaves_it_unknown()
    {
        await using var a = await Join("a");
        historyStore.Write((db, transaction) => Dapper.SqlMapper.Execute(db, "drop table lent", transaction: transaction));
        (await a.LogIns.Lease("x", "1", Minute)).Should().Be(AccountLease.Unknown);
    }

    [Theory]
    //          away   for s  own shard   asked of
    [InlineData(false, 3600, false, "Ask")]
    [InlineData(false, 3600, true, "Ask")]
    [InlineData(false, 40, false, "Ask")]
    [InlineData(false, 39, true, "Ask")]
    [InlineData(false, 39, false, "Wait")]      // whoever has the shard may have lent it while the database was away
    [InlineData(true, 39, true, "Wait")]        // anybody may have it from the database still
    [InlineData(true, 40, true, "Decide")]
    [InlineData(true, 3600, true, "Decide")]
    [InlineData(true, 3600, false, "Wait")]     // whoever has the shard decides
    public void Who_has_the_last_word(bool isAway, int seconds, bool isOwn, string course) =>
        AccountLocks.CourseOf(isAway, TimeSpan.FromSeconds(seconds), isOwn, TimeSpan.FromSeconds(40)).ToString().Should().Be(course);

    public void Dispose()
    {
        historyStore.Dispose();
        database.Dispose();
    }

    private Task<Node> Join(string name) =>
        Node.Join(database.Connection, new NodeSettings(name, IPAddress.Loopback), NullLoggerFactory.Instance,
            TestContext.Current.CancellationToken);
}
