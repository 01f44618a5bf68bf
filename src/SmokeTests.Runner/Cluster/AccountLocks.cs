using Dapper;
using Npgsql;
using SmokeTests.Worker;
using SmokeTests.Runner.Workers;

namespace SmokeTests.Runner.Cluster;

/// <summary>
/// Lends log-ins that only one run at a time may use, on whichever node it runs: a row in the database for as long as the run
/// may take, so that one that dies with its node blocks nobody for longer. Around an outage of the database, and in it, a
/// log-in is lent by the node alone that has its shard, and not before what was lent otherwise is over.
/// </summary>
internal sealed class AccountLocks(
    NpgsqlDataSource database, ClusterMembership cluster, ClusterShardOwnership ownership, ILogger<AccountLocks> log)
    : IAccountLocks
{
    private const string Now = "(extract(epoch from clock_timestamp()) * 1000)::bigint";

    /// <summary>How a wish is answered.</summary>
    internal enum Course
    {
        /// <summary>The database has the last word.</summary>
        Ask,

        /// <summary>This node has, if it is not cut off from the others as well.</summary>
        Decide,

        /// <summary>What was lent otherwise may not be over yet, or another node has the last word.</summary>
        Wait,
    }

    /// <inheritdoc />
    public async Task<AccountLease> Lease(string logIn, string loan, TimeSpan most)
    {
        var (isAway, since) = ownership.Standing;
        return CourseOf(isAway, since, ownership.Owns(Shards.Of(logIn)), most) switch
        {
            Course.Ask => await Ask(logIn, loan, most),
            Course.Decide when await ownership.AreMostPeersReached() => AccountLease.Given,
            _ => AccountLease.Unknown,
        };
    }

    /// <param name="isAway">Whether the database is.</param>
    /// <param name="since">How long it has been away, or there.</param>
    /// <param name="isOwn">Whether this node has the log-in's shard.</param>
    /// <param name="most">How long anybody may have had it.</param>
    internal static Course CourseOf(bool isAway, TimeSpan since, bool isOwn, TimeSpan most) => isAway
        ? isOwn && since >= most ? Course.Decide : Course.Wait
        : isOwn || since >= most ? Course.Ask : Course.Wait;

    /// <inheritdoc />
    public async Task Return(string loan)
    {
        try
        {
            await using var db = await database.OpenConnectionAsync();
            await db.ExecuteAsync("delete from lent where loan = @loan", new { loan });
        }
        catch (Exception e) when (ClusterShardOwnership.IsDatabaseAway(e))
        {
            log.LogDebug("A log-in comes back by its time alone: {Why}", e.Message);
        }
    }

    private async Task<AccountLease> Ask(string logIn, string loan, TimeSpan most)
    {
        try
        {
            await using var db = await database.OpenConnectionAsync();
            if (await db.ExecuteAsync($"""
                insert into lent (log_in, loan, member, until) values (@logIn, @loan, @member, {Now} + @most)
                on conflict (log_in) do update set loan = excluded.loan, member = excluded.member, until = excluded.until
                where lent.until <= {Now}
                """, new { logIn, loan, member = cluster.Member, most = (long)most.TotalMilliseconds }) > 0)
                return AccountLease.Given;
            return await db.ExecuteScalarAsync<bool>(
                "select exists (select 1 from lent where log_in = @logIn and not exists (select 1 from members where address = "
                    + $"member and {Members.IsThere}))",
                new { logIn }) ? AccountLease.Left : AccountLease.Taken;
        }
        catch (Exception e) when (ClusterShardOwnership.IsDatabaseAway(e))
        {
            return AccountLease.Unknown;
        }
    }
}
