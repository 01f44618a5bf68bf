using Dapper;
using Npgsql;
using SmokeTests.Runner.Scheduling;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Nodes;

/// <summary>
/// Lends log-ins that only one run at a time may use, on whichever node it runs: a row in the database for as long as the run
/// may take, so that one that dies with its node blocks nobody for longer. Around an outage of the database, and in it, a
/// log-in is lent by the node alone that has its shard, and not before what was lent otherwise is over.
/// </summary>
internal sealed class LogIns(NpgsqlDataSource database, SharedHoldings holdings, ILogger<LogIns> log)
{
    private const string Now = "(extract(epoch from clock_timestamp()) * 1000)::bigint";

    /// <param name="logIn">A number of it that is the same on all nodes.</param>
    /// <param name="loan">What it is given back by.</param>
    /// <param name="most">It is back by then.</param>
    public async Task<Loan> Lend(string logIn, string loan, TimeSpan most)
    {
        var (isAway, since) = holdings.Standing;
        var isOwn = holdings.Has(Shards.Of(logIn));
        if (!isAway && (since >= most || isOwn) && await Asked(logIn, loan, most) is { } answer)
            return answer;
        return isAway && since >= most && isOwn && await holdings.IsHeard() ? Loan.Given : Loan.Unknown;
    }

    public async Task Return(string loan)
    {
        try
        {
            await using var db = await database.OpenConnectionAsync();
            await db.ExecuteAsync("delete from lent where loan = @loan", new { loan });
        }
        catch (Exception e) when (SharedHoldings.IsAway(e))
        {
            log.LogDebug("A log-in comes back by its time alone: {Why}", e.Message);
        }
    }

    /// <summary>Null where the database does not answer.</summary>
    private async Task<Loan?> Asked(string logIn, string loan, TimeSpan most)
    {
        try
        {
            await using var db = await database.OpenConnectionAsync();
            return await db.ExecuteAsync($"""
                insert into lent (log_in, loan, until) values (@logIn, @loan, {Now} + @most)
                on conflict (log_in) do update set loan = excluded.loan, until = excluded.until where lent.until <= {Now}
                """, new { logIn, loan, most = (long)most.TotalMilliseconds }) > 0 ? Loan.Given : Loan.Taken;
        }
        catch (Exception e) when (SharedHoldings.IsAway(e))
        {
            return null;
        }
    }
}
