using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Dapper;
using Npgsql;
using SmokeTests.Runner.History;

namespace SmokeTests.Runner.Cluster;

/// <summary>
/// Who belongs to the cluster, as Orleans asks for it, in the history's own database: so there is one address to set, and no
/// script to run by hand. Orleans compares what nodes wrote with its machine's clock: times are turned into the database's
/// on their way in, and back on their way out. What fails Orleans tries again, for minutes, and says nothing of it.
/// </summary>
/// <remarks>A row that cannot be a member is said and left out: it keeps nobody from joining.</remarks>
/// <param name="missed">Told whenever the database does not answer.</param>
internal sealed class MembershipTable(NpgsqlDataSource database, DatabaseClock clock, Action<Exception> missed, ILogger log)
    : IMembershipTable
{
    private static readonly string NextTag = Members.Next("etag");
    private static readonly TimeSpan MostAhead = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<string, bool> said = new(StringComparer.Ordinal);

    public Task InitializeMembershipTable(bool tryInitTableVersion) => Task.CompletedTask;

    public Task<MembershipTableData> ReadAll() => Ask(async db =>
    {
        var rows = await Rows(db);
        if (rows.Length == 0)
        {
            // Somebody has deleted it. The engine takes no version that is lower than one before: minutes since 1970 are more than any.
            await db.ExecuteAsync("insert into membership (id, version, etag) values (1, @minutes, @minutes) on conflict do nothing",
                new { minutes = clock.GetUtcNow().ToUnixTimeSeconds() / 60 });
            rows = await Rows(db);
        }
        var members = rows.Where(r => r.Address is not null).Select(Member).OfType<Tuple<MembershipEntry, string>>().ToList();
        return new MembershipTableData(members, new TableVersion((int)Math.Clamp(rows[0].Version, 0, int.MaxValue / 2), $"{rows[0].Etag}"));
    });

    /// <summary>One statement sees one state.</summary>
    private static async Task<Row[]> Rows(NpgsqlConnection db) => [.. await db.QueryAsync<Row>("""
        select v.version, v.etag, m.address, m.status, m.name, m.host, m.port, m.started, m.alive, m.suspects, m.etag as member
        from membership v left join members m on true where v.id = 1
        """)];

    public async Task<MembershipTableData> ReadRow(SiloAddress key)
    {
        var all = await ReadAll();
        return new MembershipTableData([.. all.Members.Where(m => m.Item1.SiloAddress.Equals(key))], all.Version);
    }

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => Write("""
        insert into members (address, status, name, host, port, started, alive, suspects, etag)
        values (@address, @status, @name, @host, @port, @started, @alive, @suspects, 0) on conflict do nothing
        """, entry, null, tableVersion);

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => Write($"""
        update members set status = @status, name = @name, host = @host, port = @port, started = @started, alive = @alive,
          suspects = @suspects, etag = {NextTag}
        where address = @address and etag = @etag
        """, entry, long.Parse(etag, System.Globalization.CultureInfo.InvariantCulture), tableVersion);

    public Task UpdateIAmAlive(MembershipEntry entry) =>
        Ask(db => db.ExecuteAsync("update members set alive = @alive where address = @address",
            new { address = entry.SiloAddress.ToParsableString(), alive = There(entry.IAmAliveTime) }));

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) =>
        Ask(db => db.ExecuteAsync("delete from members where status = @dead and alive < @before",
            new { dead = (long)SiloStatus.Dead, before = There(beforeDate.UtcDateTime) }));

    public Task DeleteMembershipTableEntries(string clusterId) => Ask(db => db.ExecuteAsync("delete from members"));

    /// <summary>Together with the table's version, or not at all.</summary>
    private Task<bool> Write(string sql, MembershipEntry entry, long? etag, TableVersion version) => Ask(async db =>
    {
        await using var transaction = await db.BeginTransactionAsync();
        var known = long.Parse(version.VersionEtag, System.Globalization.CultureInfo.InvariantCulture);
        var moved = await db.ExecuteAsync($"update membership set version = @next, etag = {NextTag} where etag = @known and id = 1",
            new { next = (long)version.Version, known }, transaction);
        if (moved == 0)
            return false;
        var written = await db.ExecuteAsync(sql, new
        {
            etag, address = entry.SiloAddress.ToParsableString(), status = (long)entry.Status, name = entry.SiloName ?? "",
            host = entry.HostName ?? "", port = (long)entry.ProxyPort,
            started = There(entry.StartTime), alive = There(entry.IAmAliveTime),
            suspects = JsonSerializer.Serialize((entry.SuspectTimes
                ?? []).Select(s => new Suspect(s.Item1.ToParsableString(), There(s.Item2)))),
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
        catch (Exception e) when (ClusterShardOwnership.IsDatabaseAway(e))
        {
            missed(e);
            throw;
        }
    }

    /// <summary>A member as its row says it; null where that can be none.</summary>
    private Tuple<MembershipEntry, string>? Member(Row row)
    {
        if (Members.Read(row.Address) is { } address)
            return Tuple.Create(Entry(address, row), $"{row.Member}");
        if (said.TryAdd(row.Address, true))
            log.LogWarning("A row of the table \"members\" is left out, since its address is none: \"{Address}\". Delete it", row.Address);
        return null;
    }

    private MembershipEntry Entry(SiloAddress address, Row row) => new()
    {
        // Whoever is said to be what nobody can be joins again, if it lives.
        SiloAddress = address,
        Status = row.Status is >= (long)SiloStatus.None and <= (long)SiloStatus.Dead ? (SiloStatus)row.Status : SiloStatus.Dead,
        SiloName = row.Name, HostName = row.Host, ProxyPort = (int)Math.Clamp(row.Port!.Value, 0, IPEndPoint.MaxPort), RoleName = "",
        StartTime = Here(Past(row.Started)), IAmAliveTime = Here(Past(row.Alive)),
        SuspectTimes = [.. Suspects(row.Suspects)],
    };

    private IEnumerable<Tuple<SiloAddress, DateTime>> Suspects(string text)
    {
        Suspect?[] all;
        try
        {
            all = JsonSerializer.Deserialize<Suspect?[]>(text) ?? [];
        }
        catch (JsonException)
        {
            // A suspicion that cannot be read is none: who does not answer is suspected again.
            return [];
        }
        return all.OfType<Suspect>().Select(s => (By: Members.Read(s.By), s.At)).Where(s => s.By is not null)
            .Select(s => Tuple.Create(s.By!, Here(s.At)));
    }

    /// <summary>Nobody has begun, or was alive, in times to come: then it is not known when.</summary>
    private long Past(long? there) => there <= (clock.GetUtcNow() + MostAhead).ToUnixTimeMilliseconds() ? there.Value : 0;

    private long There(DateTime here) =>
        new DateTimeOffset(DateTime.SpecifyKind(here, DateTimeKind.Utc) + clock.Ahead).ToUnixTimeMilliseconds();

    private DateTime Here(long there) => Stored.At(there).UtcDateTime - clock.Ahead;

    /// <summary>A node that says of another that it does not answer.</summary>
    private sealed record Suspect(string? By, long At);

    /// <summary>The version of the table with one member; all of that is null where there is none.</summary>
    private sealed record Row(long Version, long Etag, string Address, long? Status, string Name, string Host, long? Port, long? Started,
        long? Alive, string Suspects, long? Member);
}
