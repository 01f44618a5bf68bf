using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using Npgsql;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Cluster;

/// <summary>
/// The shards of one of several nodes. Who is a member stands in the database; which shards are whose follows from that alone
/// (<see cref="Shards.Deal"/>). A shard is taken when its owner has let go of it, after its last run was saved, or is no member
/// any more; its fence goes up with that. One that is no member may live all the same and not know yet: what is taken from it
/// rests until it must have noticed. While the database is away everything stays as it is.
/// </summary>
/// <param name="cluster">This node as a member.</param>
/// <param name="port">Where runners know each other.</param>
internal sealed class ClusterShardOwnership(
    string name, NpgsqlDataSource database, DatabaseClock clock, ClusterMembership cluster, ClusterPort port,
    ILogger<ClusterShardOwnership> log)
    : ShardOwnership, IFences, IDisposable
{
    /// <summary>Held by every commit of runs for its time, shared; by whoever takes shards over, alone.</summary>
    private const long Hand = 0x536d6f6b65;
    private const string Nobody = "no runner had it";
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<int, long> held = new();
    private readonly ConcurrentDictionary<int, bool> leaving = new();
    private readonly ConcurrentDictionary<string, bool> asked = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim looking = new(1);
    private readonly OwnershipLease certainty = new(clock);
    private readonly TakeoverCooldown rest = new(clock);
    private volatile TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PeerProbe peerProbe = new(port);
    private string? lastMember;

    /// <summary>What is wrong with the tables that the runners share, as it was said.</summary>
    private string? mistake;
    private int nodes = 1;
    private volatile Seen standing = new(false, null);

    public override string? Node => name;

    /// <summary>Whether nothing of a shard is in flight here.</summary>
    public Func<int, bool> IsQuiet { get; set; } = _ => true;

    /// <summary>Told which shards have come, from whom, and why.</summary>
    public Action<IReadOnlyDictionary<int, string>> Came { get; set; } = _ => { };

    /// <summary>Told which shards are not to be scheduled any more.</summary>
    public Action<IReadOnlyCollection<int>> Goes { get; set; } = _ => { };

    /// <summary>Told which checks somebody at another node wants to see run.</summary>
    public Action<IReadOnlyCollection<string>> Wanted { get; set; } = _ => { };

    public int Held => held.Count;

    public override int Nodes => Volatile.Read(ref nodes);

    public override bool Owns(int shard) => held.ContainsKey(shard) && !leaving.ContainsKey(shard) && !rest.Has(shard);

    public long? FenceOf(int shard) => held.TryGetValue(shard, out var fence) ? fence : null;

    public override void RequestRun(string check) => asked[check] = true;

    public void Dispose() => looking.Dispose();

    public override async Task<CancellationTokenSource> WaitForOwnership(int shard, CancellationToken stop)
    {
        while (!Owns(shard) && !stop.IsCancellationRequested)
            await Change(stop);
        var until = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _ = CancelWhenGone();
        return until;

        async Task CancelWhenGone()
        {
            try
            {
                while (Owns(shard) && !until.Token.IsCancellationRequested)
                    await Change(until.Token);
                await until.CancelAsync();
            }
            catch (ObjectDisposedException)
            {
                // Nobody waits for it any more.
            }
        }
    }

    private async Task Change(CancellationToken cancel)
    {
        var next = changed.Task;
        await Task.WhenAny(next, Task.Delay(BetweenLooks, clock, cancel));
    }

    /// <summary>Looks every second who is there and what is whose.</summary>
    public async Task Run(CancellationToken stop)
    {
        var ticking = certainty.Tick(() => standing.IsAway, stop);
        while (!stop.IsCancellationRequested)
        {
            await Look(stop);
            await Task.Delay(BetweenLooks, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await ticking;
    }

    public override async ValueTask<bool> ConfirmOwnership(int shard)
    {
        if (certainty.IsOver)
            await Look(CancellationToken.None, isNeeded: () => certainty.IsOver);
        return held.ContainsKey(shard) && !rest.Has(shard);
    }

    /// <summary>Lets go of everything, once nothing of it is in flight: at the stop.</summary>
    public async Task ReleaseAll()
    {
        foreach (var shard in held.Keys)
            leaving[shard] = true;
        Ring();
        await Safely(async db =>
        {
            await Release(db, [.. held.Keys]);
            await db.ExecuteAsync("delete from nodes where name = @name", new { name });
        }, CancellationToken.None);
    }

    public IReadOnlySet<int> Lost(IReadOnlyCollection<int> shards, DbConnection db, DbTransaction transaction)
    {
        // The statement after it sees what whoever held the lock alone has committed.
        db.Execute("select pg_advisory_xact_lock_shared(@Hand)", new { Hand }, transaction);
        var there = db.Query<(long Shard, long Fence)>("select shard, fence from shards where shard = any(@asked)",
            new { asked = shards.Select(s => (long)s).ToArray() }, transaction).ToDictionary(s => (int)s.Shard, s => s.Fence);
        return shards.Where(s => FenceOf(s) is not { } fence || there.GetValueOrDefault(s, -1) != fence).ToHashSet();
    }

    public void Await(DbConnection db, DbTransaction transaction) =>
        db.Execute("select pg_advisory_xact_lock(@Hand)", new { Hand }, transaction);

    /// <summary>Whether the database is away, and for how long that has been so or not; as long as there is, where it always was.</summary>
    public (bool IsAway, TimeSpan For) Standing =>
        (standing.IsAway, standing.Since is { } at ? clock.GetElapsedTime(at) : TimeSpan.MaxValue);

    /// <summary>Whether at least half of the others are reached that were there when the database last said so.</summary>
    public Task<bool> AreMostPeersReached() => peerProbe.AreMostReached();

    /// <param name="isNeeded">Asked when those who looked before have done so.</param>
    private async Task Look(CancellationToken stop, Func<bool>? isNeeded = null)
    {
        await looking.WaitAsync(CancellationToken.None);
        try
        {
            if (isNeeded?.Invoke() == false)
                return;
            var began = clock.GetTimestamp();
            if (await Safely(Settle, stop))
                certainty.Begin(began);
            else if (standing.IsAway)
                // As long as the database says nothing everything stays as it is.
                certainty.Begin(clock.GetTimestamp());
        }
        finally
        {
            looking.Release();
        }
    }

    /// <summary>False where the database did not answer.</summary>
    private async Task<bool> Safely(Func<NpgsqlConnection, Task> act, CancellationToken stop)
    {
        try
        {
            await using var db = await database.OpenConnectionAsync(stop);
            await act(db);
            if (standing.IsAway)
            {
                log.LogInformation("The database of the runners is there again");
                standing = new(false, clock.GetTimestamp());
            }
            mistake = null;
            return true;
        }
        catch (Exception e) when (IsDatabaseAway(e))
        {
            if (!standing.IsAway && !stop.IsCancellationRequested)
            {
                log.LogWarning("The database of the runners does not answer ({Why}): this one keeps its {Count} shards", e.Message,
                    held.Count);
                standing = new(true, clock.GetTimestamp());
            }
            return false;
        }
#pragma warning disable CA1031 // What somebody has put into the tables does not end this runner: it is said, and looked at again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (mistake != e.Message)
                log.LogError(e,
                    "The tables that the runners share cannot be read or written: {Why}. It is tried again; until then this one "
                        + "begins no run",
                    e.Message);
            mistake = e.Message;
            return false;
        }
    }

    private async Task Settle(NpgsqlConnection db)
    {
        await clock.Adjust(CancellationToken.None);
        await port.Refresh();
        var me = cluster.Member;
        if (me != lastMember)
            // As another member it is a stranger to what it had: what nobody else took comes back with the next line.
            Drop([.. held.Keys]);
        lastMember = me;
        if (me is null)
            return;
        await db.ExecuteAsync("insert into shards (shard, fence) select n, 0 from generate_series(0, @last) n on conflict do nothing",
            new { last = Shards.All - 1 });
        var live = (await db.QueryAsync<string>("select address from members where status = @active",
            new { active = (long)SiloStatus.Active }))
            .Where(address => Members.Read(address) is not null).ToArray();
        var there = (await db.QueryAsync<Row>("select shard, node, fence from shards where shard between 0 and @last",
            new { last = Shards.All - 1 }))
            .ToDictionary(r => (int)r.Shard);
        Drop([.. held.Where(h => there[h.Key].Fence != h.Value).Select(h => h.Key)]);
        if (!live.Contains(me))
            return;
        Volatile.Write(ref nodes, live.Length);
        peerProbe.SetMembers(live.Where(l => l != me));
        var mine = Shards.Deal(live, me);
        await Give(db, [.. held.Keys.Where(s => !mine.Contains(s))]);
        Keep([.. leaving.Keys.Where(mine.Contains)]);
        Wake();
        await Take(db, me, there, [.. mine.Where(s => !held.ContainsKey(s))]);
        await Errands(db);
    }

    /// <summary>Whoever should have had these is gone again.</summary>
    private void Keep(int[] shards)
    {
        foreach (var shard in shards)
            leaving.TryRemove(shard, out _);
        Begin(shards.Where(s => !rest.Has(s)).ToDictionary(s => s, _ => Nobody));
    }

    /// <summary>What another node should have is not begun any more; it is given when what is in flight has been saved.</summary>
    private async Task Give(NpgsqlConnection db, int[] shards)
    {
        var fresh = shards.Where(s => leaving.TryAdd(s, true)).ToArray();
        if (fresh.Length > 0)
        {
            Goes(fresh);
            Ring();
        }
        await Release(db, [.. shards.Where(s => IsQuiet(s))]);
    }

    private async Task Release(NpgsqlConnection db, int[] asked)
    {
        // What rests is not given: whoever has it next would begin at once.
        var shards = asked.Where(s => !rest.Has(s)).ToArray();
        if (shards.Length == 0)
            return;
        await db.ExecuteAsync(
            "update shards set node = null from unnest(@shards::bigint[], @fences::bigint[]) mine (shard, fence) where shards.shard "
                + "= mine.shard and shards.fence = mine.fence",
            new { shards = shards.Select(s => (long)s).ToArray(), fences = shards.Select(s => held[s]).ToArray() });
        Forget(shards);
    }

    private async Task Take(NpgsqlConnection db, string me, Dictionary<int, Row> before, int[] shards)
    {
        if (shards.Length == 0)
            return;
        await using var transaction = await db.BeginTransactionAsync();
        // Nobody commits a run meanwhile: what is committed later sees the new fence.
        await db.ExecuteAsync("select pg_advisory_xact_lock(@Hand)", new { Hand }, transaction);
        var taken = (await db.QueryAsync<Row>($"""
            update shards set node = @me, fence = {Members.Next("fence")}
            where shard = any(@shards) and (node is null or node = @me
              or not exists (select 1 from members m where m.address = shards.node and m.{Members.IsThere}))
            returning shard, node, fence
            """, new { me, shards = shards.Select(s => (long)s).ToArray() }, transaction)).ToArray();
        await transaction.CommitAsync();
        if (taken.Length == 0)
            return;
        var why = taken.ToDictionary(t => (int)t.Shard,
            t => before[(int)t.Shard].Node is { } dead && dead != me ? $"the runner that had it ({dead}) was gone" : Nobody);
        var fromOthers = taken.Select(t => (int)t.Shard).Where(s => before[s].Node is { } owner && !IsHere(owner, me)).ToHashSet();
        foreach (var shard in fromOthers)
            rest.Begin(shard, why[shard]);
        foreach (var row in taken)
            held[(int)row.Shard] = row.Fence;
        log.LogInformation("{Node} has taken {Count} shards over: it has {All} of {Of}", name, taken.Length, held.Count, Shards.All);
        Begin(why.Where(w => !fromOthers.Contains(w.Key)).ToDictionary());
    }

    /// <summary>As a member before, of the same address: that process has ended, for the address is this one's.</summary>
    private static bool IsHere(string owner, string me) => owner.Split('@')[0] == me.Split('@')[0];

    /// <summary>What has rested long enough is run from now on.</summary>
    private void Wake()
    {
        // The look that finds the database there again is the first at which anybody can notice.
        var rested = rest.Over(standing.IsAway ? clock.GetTimestamp() : standing.Since);
        if (rested.Count == 0)
            return;
        foreach (var shard in rested.Keys)
            rest.End(shard);
        Begin(rested.Where(r => Owns(r.Key)).ToDictionary());
    }

    private void Begin(Dictionary<int, string> shards)
    {
        if (shards.Count == 0)
            return;
        try
        {
            Came(shards);
        }
        catch (DbException)
        {
            // What is not scheduled is not held: the next look takes it again.
            Forget(shards.Keys);
            throw;
        }
        Ring();
    }

    private async Task Errands(NpgsqlConnection db)
    {
        foreach (var check in asked.Keys)
        {
            await db.ExecuteAsync("insert into asked (check_id, at) values (@check, @at) on conflict (check_id) do nothing",
                new { check, at = HistoryStore.Ms(clock.GetUtcNow()) });
            asked.TryRemove(check, out _);
        }
        var waiting = (await db.QueryAsync<string>("select check_id from asked")).Where(c => Owns(Shards.Of(c))).ToArray();
        if (waiting.Length == 0)
            return;
        await db.ExecuteAsync("delete from asked where check_id = any(@waiting)", new { waiting });
        Wanted(waiting);
    }

    private void Drop(int[] shards)
    {
        if (shards.Length == 0)
            return;
        Forget(shards);
        log.LogWarning("{Count} shards were taken over by other runners", shards.Length);
        Goes(shards);
        Ring();
    }

    private void Forget(IEnumerable<int> shards)
    {
        foreach (var shard in shards)
        {
            held.TryRemove(shard, out _);
            leaving.TryRemove(shard, out _);
            rest.End(shard);
        }
    }

    private void Ring() => Interlocked.Exchange(ref changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>
    /// Whether this says that the database cannot be asked now: it is not reached, starts or stops, has no room or connection left,
    /// or lets nobody in. One that answers that a statement is wrong is there, and so is one whose client was used wrongly.
    /// </summary>
    public static bool IsDatabaseAway(Exception e) => e switch
    {
        PostgresException answer => !IsMistake(answer.SqlState),
        NpgsqlException or IOException or System.Net.Sockets.SocketException or OperationCanceledException or TimeoutException => true,
        // Its pool was closed at the end of this process, or its connection broke between two statements.
        ObjectDisposedException => true,
        InvalidOperationException => e.Source == "Npgsql",
        _ => false,
    };

    /// <summary>
    /// Wrong data, a broken rule, wrong SQL. A table or a right that is missing is somebody's work in progress, such as a
    /// restore.
    /// </summary>
    private static bool IsMistake(string state) =>
        state[..2] is "22" or "23" or "42" && state is not (PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.UndefinedTable);

    private sealed record Seen(bool IsAway, long? Since);

    private sealed record Row(long Shard, string? Node, long Fence);
}
