using System.Text.Json;
using Dapper;
using Npgsql;
using Orleans;
using Orleans.Runtime;

namespace SmokeTests.Runner.Nodes;

/// <summary>
/// Who belongs to the cluster, as Orleans asks for it, in the history's own database: so there is one address to set, and no
/// script to run by hand. Orleans compares what nodes wrote with its machine's clock: times are turned into the database's
/// on their way in, and back on their way out. What fails Orleans tries again, for minutes, and says nothing of it.
/// </summary>
/// <param name="missed">Told whenever the database does not answer.</param>
internal sealed class MembershipTable(NpgsqlDataSource database, DatabaseClock clock, Action<Exception> missed) : IMembershipTable
{
    public Task InitializeMembershipTable(bool tryInitTableVersion) => Task.CompletedTask;

    public Task<MembershipTableData> ReadAll() => Ask(async db =>
    {
        // One statement sees one state.
        var rows = (await db.QueryAsync<Row>("select v.version, v.etag, m.address, m.status, m.name, m.host, m.port, m.started, m.alive, m.suspects, m.etag as member from membership v left join members m on true")).ToArray();
        return new MembershipTableData([.. rows.Where(r => r.Address is not null).Select(r => Tuple.Create(Entry(r), $"{r.Member}"))], new TableVersion((int)rows[0].Version, $"{rows[0].Etag}"));
    });

    public async Task<MembershipTableData> ReadRow(SiloAddress key)
    {
        var all = await ReadAll();
        return new MembershipTableData([.. all.Members.Where(m => m.Item1.SiloAddress.Equals(key))], all.Version);
    }

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => Write("""
        insert into members (address, status, name, host, port, started, alive, suspects, etag)
        values (@address, @status, @name, @host, @port, @started, @alive, @suspects, 0) on conflict do nothing
        """, entry, null, tableVersion);

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => Write("""
        update members set status = @status, name = @name, host = @host, port = @port, started = @started, alive = @alive, suspects = @suspects, etag = etag + 1
        where address = @address and etag = @etag
        """, entry, long.Parse(etag, System.Globalization.CultureInfo.InvariantCulture), tableVersion);

    public Task UpdateIAmAlive(MembershipEntry entry) =>
        Ask(db => db.ExecuteAsync("update members set alive = @alive where address = @address", new { address = entry.SiloAddress.ToParsableString(), alive = There(entry.IAmAliveTime) }));

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) =>
        Ask(db => db.ExecuteAsync("delete from members where status = @dead and alive < @before", new { dead = (long)SiloStatus.Dead, before = There(beforeDate.UtcDateTime) }));

    public Task DeleteMembershipTableEntries(string clusterId) => Ask(db => db.ExecuteAsync("delete from members"));

    /// <summary>Together with the table's version, or not at all.</summary>
    private Task<bool> Write(string sql, MembershipEntry entry, long? etag, TableVersion version) => Ask(async db =>
    {
        await using var transaction = await db.BeginTransactionAsync();
        var known = long.Parse(version.VersionEtag, System.Globalization.CultureInfo.InvariantCulture);
        if (await db.ExecuteAsync("update membership set version = @next, etag = etag + 1 where etag = @known", new { next = (long)version.Version, known }, transaction) == 0)
            return false;
        var written = await db.ExecuteAsync(sql, new
        {
            etag, address = entry.SiloAddress.ToParsableString(), status = (long)entry.Status, name = entry.SiloName ?? "", host = entry.HostName ?? "", port = (long)entry.ProxyPort,
            started = There(entry.StartTime), alive = There(entry.IAmAliveTime),
            suspects = JsonSerializer.Serialize((entry.SuspectTimes ?? []).Select(s => new Suspect(s.Item1.ToParsableString(), There(s.Item2)))),
        }, transaction);
        if (written > 0)
            await transaction.CommitAsync();
        return written > 0;
    });

    private async Task<T> Ask<T>(Func<NpgsqlConnection, Task<T>> ask)
    {
        try
        {
            await using var db = await database.OpenConnectionAsync();
            return await ask(db);
        }
        catch (Exception e) when (SharedHoldings.IsAway(e))
        {
            missed(e);
            throw;
        }
    }

    private MembershipEntry Entry(Row row) => new()
    {
        SiloAddress = SiloAddress.FromParsableString(row.Address), Status = (SiloStatus)row.Status!, SiloName = row.Name, HostName = row.Host, ProxyPort = (int)row.Port!, RoleName = "",
        StartTime = Here(row.Started!.Value), IAmAliveTime = Here(row.Alive!.Value),
        SuspectTimes = [.. JsonSerializer.Deserialize<Suspect[]>(row.Suspects)!.Select(s => Tuple.Create(SiloAddress.FromParsableString(s.By), Here(s.At)))],
    };

    private long There(DateTime here) => new DateTimeOffset(DateTime.SpecifyKind(here, DateTimeKind.Utc) + clock.Ahead).ToUnixTimeMilliseconds();

    private DateTime Here(long there) => DateTimeOffset.FromUnixTimeMilliseconds(there).UtcDateTime - clock.Ahead;

    /// <summary>A node that says of another that it does not answer.</summary>
    private sealed record Suspect(string By, long At);

    /// <summary>The version of the table with one member; all of that is null where there is none.</summary>
    private sealed record Row(long Version, long Etag, string Address, long? Status, string Name, string Host, long? Port, long? Started, long? Alive, string Suspects, long? Member);
}
