using System.Data.Common;
using System.Globalization;
using Dapper;
using SmokeTests.Runner.Alerting;
using SmokeTests.Runner.Running;

namespace SmokeTests.Runner.History;

/// <summary>
/// What a runner goes on with while the database that it shares with others is away: a history of its own on its disk, in
/// which runs are kept and decided on, and from which it is told what they have led to. It knows beforehand what it needs:
/// the incidents of the others' history, silences, keys, and numbers for incidents that nobody else will use. When the
/// database is there again, all of it goes there, with what has been told, so that nothing is told twice.
/// </summary>
/// <param name="own">On this machine's disk.</param>
/// <param name="shared">That of all.</param>
internal sealed class Interim(Archive own, Archive shared, Func<IReadOnlyCollection<Check>> checks, TimeProvider time, ILogger<Interim> log) : IDisposable
{
    /// <summary>Incidents that can be opened while the database is away, and keep their numbers after it.</summary>
    private const int Numbers = 200;
    private const int Batch = 2_000;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(3);

    /// <summary>Above any number of the shared history: what refers to a message says which of them it means.</summary>
    private const long FirstMessage = 1_000_000_000_000;
    private const string Outage = "outage";

    /// <summary>A first good run may be committed so much later than it began: milliseconds.</summary>
    private const long Margin = 3_600_000;

    /// <summary>What is known beforehand, by which columns a row is known again, and which rows.</summary>
    private static readonly (string Table, string[] Key, string Which)[] Mirrored =
    [
        ("incidents", ["id"], " where closed_at is null"),
        ("heard", ["incident", "route"], " where incident in (select id from incidents where closed_at is null)"),
        ("silences", ["id"], " where lifted_at is null and ends > @at"),
        ("keys", ["name"], ""),
        ("deploys", ["id"], " where at > @recently"),
    ];

    private readonly Lock gate = new();
    private readonly Dictionary<(string Table, string Key), string> pictures = [];
    private readonly HashSet<long> known = [];
    private readonly HashSet<string> passing = new(StringComparer.Ordinal);
    private long passed;
    private CancellationTokenSource? until;
    private Task telling = Task.CompletedTask;
    private long spooled;

    public Archive Archive => own;

    /// <summary>Whether it stands in for the database.</summary>
    public bool IsOn { get; private set; }

    /// <summary>The database answers again: whoever writes into it may <see cref="End"/>.</summary>
    public bool IsBack { get; private set; }

    /// <summary>Too few of the other runners are reached: nothing is told from here.</summary>
    public bool IsCutOff { get; set; }

    /// <summary>Runs that wait here to go to the database.</summary>
    public long Spooled => Interlocked.Read(ref spooled);

    /// <summary>Tells what is decided here, as long as it stands in.</summary>
    public Func<CancellationToken, Task> Tell { get; set; } = _ => Task.CompletedTask;

    /// <summary>Done when all is where it belongs.</summary>
    public Action Ended { get; set; } = () => { };

    /// <summary>Whether it is told from here: what is told already, or may be told by whoever has that duty, is not.</summary>
    public bool Tells(Story story) => !known.Contains(story.Id) || story is { ResolvedAt: not null, ToldAt: not null };

    public void Dispose() => until?.Dispose();

    /// <summary>What was left here when the runner ended is taken to the database first: that answers, or it could not start.</summary>
    public void Resume()
    {
        own.Know(checks());
        spooled = own.Read(db => db.ExecuteScalar<long>("select count(*) from runs"));
        IsOn = IsBack = spooled > 0 || own.Read(db => db.ExecuteScalar<long>("select count(*) from keys where name = @Outage", new { Outage })) > 0;
    }

    /// <summary>Looks again and again whether the database answers, and what there is to know.</summary>
    public Task Run(CancellationToken stop) => new Rounds(BetweenLooks, "What a runner needs to go on without its database cannot be looked up", time, log).Run(() =>
    {
        if (!IsOn)
            Mirror();
        else if (!IsBack)
            IsBack = shared.Mark(Outage) == 0;
    }, stop);

    /// <summary>Knows what there is to know, as long as the database answers.</summary>
    /// <exception cref="DbException">It does not.</exception>
    public void Mirror()
    {
        lock (gate)
        {
            own.Know(checks());
            if (IsOn)
                return;
            var rows = shared.Read(db => Mirrored.Select(m => (m.Table, m.Key, Rows: Rows(db, m.Table + m.Which, new { at = Now, recently = Now - (long)Deploys.Window.TotalMilliseconds }))).ToArray());
            var first = shared.Read(db => db.Query<(string Id, long At)>("select id, passed_at from checks where passed_at > @since", new { since = passed - Margin }).Where(f => !passing.Contains(f.Id)).ToArray());
            var numbers = own.Read(db => db.ExecuteScalar<long>("select count(*) from marks where name like 'number %'"));
            var fresh = numbers * 2 > Numbers ? [] : shared.Read(db => db.Query<long>("select nextval(pg_get_serial_sequence('incidents', 'id')) from generate_series(1, @Numbers)", new { Numbers }).ToArray());
            Note((db, transaction) =>
            {
                // What is there from before this start, or from an outage, may be long out of date.
                if (pictures.Count == 0)
                    foreach (var (table, _, _) in Mirrored)
                        db.Execute($"delete from {table}", transaction: transaction);
                var gone = pictures.Keys.ToHashSet();
                foreach (var (table, key, there) in rows)
                    foreach (var row in there)
                        gone.Remove(Put(table, key, row, db, transaction));
                foreach (var one in gone)
                    Drop(one, db, transaction);
                db.Execute("update checks set passed_at = @At where id = @Id and passed_at is null", first.Select(p => new { p.Id, p.At }), transaction);
                return db.Execute("insert into marks (name, value) values ('number ' || @n, @n)", fresh.Select(n => new { n }), transaction);
            });
            passing.UnionWith(first.Select(f => f.Id));
            passed = Math.Max(passed, first.Select(f => f.At).DefaultIfEmpty().Max());
        }
    }

    /// <summary>What could not be written down is not known.</summary>
    private void Note(Func<DbConnection, DbTransaction, int> act)
    {
        try
        {
            own.Write(act);
        }
        catch
        {
            pictures.Clear();
            throw;
        }
    }

    private (string Table, string Key) Put(string table, string[] key, IDictionary<string, object?> row, DbConnection db, DbTransaction transaction)
    {
        var (one, now) = ((table, string.Join('\t', key.Select(k => row[k]))), string.Join('\t', row.Values));
        if (pictures.TryGetValue(one, out var before) && before == now)
            return one;
        Insert("or replace into " + table, row, db, transaction);
        pictures[one] = now;
        if (table == "incidents")
            known.Add((long)row["id"]!);
        return one;
    }

    private void Drop((string Table, string Key) one, DbConnection db, DbTransaction transaction)
    {
        var key = Mirrored.Single(m => m.Table == one.Table).Key;
        var which = new DynamicParameters();
        foreach (var (column, value) in key.Zip(one.Key.Split('\t')))
            which.Add(column, value);
        db.Execute($"delete from {one.Table} where {string.Join(" and ", key.Select(k => $"{k} = @{k}"))}", which, transaction);
        pictures.Remove(one);
        if (one.Table == "incidents")
            known.Remove(long.Parse(one.Key, CultureInfo.InvariantCulture));
    }

    /// <summary>A number for an incident that is opened here; null when there are no more, and it gets another one later.</summary>
    public static long? Number(DbConnection db, DbTransaction transaction) =>
        db.ExecuteScalar<long?>("delete from marks where name = (select name from marks where name like 'number %' order by value limit 1) returning value", transaction: transaction);

    /// <summary>From now on runs go here.</summary>
    public void Begin(string why)
    {
        lock (gate)
        {
            own.Write((db, transaction) =>
            {
                db.Execute("insert into keys (name, value) values (@Outage, @id)", new { Outage, id = Guid.NewGuid().ToString("N") }, transaction);
                return db.Execute("delete from sqlite_sequence where name = 'notifications'; insert into sqlite_sequence (name, seq) values ('notifications', @FirstMessage)", new { FirstMessage }, transaction);
            });
            IsOn = true;
        }
        log.LogWarning("The history's database does not answer ({Why}): this runner goes on with its own, and takes everything there when it is back", why);
        Speak();
    }

    /// <summary>Runs have been saved, here or there.</summary>
    /// <param name="decided">The checks of which incidents have been opened or closed with them.</param>
    public void Saved(int runs, IReadOnlyCollection<string> decided)
    {
        if (IsOn)
            Interlocked.Add(ref spooled, runs);
        else if (decided.Count > 0)
            Learn([.. decided]);
    }

    /// <summary>An outage may begin at once: it should not find that out of date.</summary>
    private void Learn(string[] decided)
    {
        try
        {
            var rows = shared.Read(db => Rows(db, "incidents where closed_at is null and check_id = any(@decided)", new { decided }));
            lock (gate)
                Note((db, transaction) => rows.Select(row => Put("incidents", Mirrored[0].Key, row, db, transaction)).Count());
        }
        catch (DbException e) when (Dialect.MayPass(e))
        {
            log.LogDebug("What has just been decided is not known here yet: {Why}", e.Message);
        }
    }

    /// <summary>Takes everything to the database, for that answers again. False where it does not after all.</summary>
    public async Task<bool> End()
    {
        try
        {
            shared.Know(checks());
            await Hush();
            var runs = Spooled;
            // What has been told first: nobody is to tell it again.
            Settle();
            while (Move() > 0)
                continue;
            own.Write((db, transaction) => db.Execute("delete from keys where name = @Outage", new { Outage }, transaction));
            (IsOn, IsBack) = (false, false);
            log.LogInformation("The history's database is there again: {Runs} runs were taken there", runs);
            Ended();
            pictures.Clear();
            known.Clear();
            return true;
        }
#pragma warning disable CA1031 // What cannot be taken there stays here, for whoever can mend it, and holds up nothing.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (!Dialect.MayPass(e))
                log.LogError(e, "What this runner has kept while the database was away cannot be taken there; it is tried again");
            IsBack = false;
            Speak();
            return false;
        }
    }

    private void Speak()
    {
        if (until is not null)
            return;
        until = new CancellationTokenSource();
        telling = Tell(until.Token);
    }

    /// <summary>Tells nothing more from here.</summary>
    public async Task Hush()
    {
        if (until is null)
            return;
        await until.CancelAsync();
        await telling;
        until.Dispose();
        until = null;
    }

    private long Now => Archive.Ms(time.GetUtcNow());

    private static IDictionary<string, object?>[] Rows(DbConnection db, string from, object? parameters = null) => [.. db.Query($"select * from {from}", parameters).Cast<IDictionary<string, object?>>()];

    private static void Insert(string place, IDictionary<string, object?> row, DbConnection db, DbTransaction transaction, string how = "") =>
        db.Execute($"insert {place} ({string.Join(", ", row.Keys)}){how} values ({string.Join(", ", row.Keys.Select(k => "@" + k))})", new DynamicParameters(row), transaction);

    /// <summary>Incidents and messages, once.</summary>
    private void Settle()
    {
        var (incidents, heard, messages, letters, gaps, outage) = own.Read(db => (Rows(db, "incidents"), Rows(db, "heard"), Rows(db, "notifications"), Rows(db, "deliveries"),
            db.Query<(string Check, long Since, long Until, long Times, string Why)>("select checks.id, since, until, times, why from gaps join checks on checks.key = check_key").ToArray(),
            db.ExecuteScalar<string?>("select value from keys where name = @Outage", new { Outage })));
        if (outage is null)
            return;
        shared.Write((db, transaction) =>
        {
            if (db.Execute("insert into marks (name, value) values (@name, @Now) on conflict do nothing", new { name = $"{Outage} {outage}", Now }, transaction) == 0)
                return 0;
            var (of, told) = (new Dictionary<long, long>(), new Dictionary<long, long>());
            foreach (var incident in incidents)
                of[(long)incident["id"]!] = Settle(incident, db, transaction);
            foreach (var message in messages)
            {
                var about = System.Text.Json.JsonSerializer.Deserialize((string)message["incidents"]!, AlertJson.Default.Int64Array)!;
                var row = message.Where(c => c.Key != "id").ToDictionary();
                row["incidents"] = System.Text.Json.JsonSerializer.Serialize(about.Select(i => of.GetValueOrDefault(i, i)).ToArray(), AlertJson.Default.Int64Array);
                row["thread"] = message["thread"] is long first ? told.GetValueOrDefault(first, first) : null;
                told[(long)message["id"]!] = db.ExecuteScalar<long>($"insert into notifications ({string.Join(", ", row.Keys)}) values ({string.Join(", ", row.Keys.Select(k => "@" + k))}) returning id", new DynamicParameters(row), transaction);
            }
            foreach (var letter in letters)
                Insert("into deliveries", new Dictionary<string, object?>(letter.Where(c => c.Key != "id")) { ["notification"] = told[(long)letter["notification"]!], ["claimed_by"] = null, ["claimed_until"] = null }, db, transaction);
            foreach (var (mine, there) in told)
                db.Execute("update incidents set told_in = @there where told_in = @mine", new { mine, there }, transaction);
            foreach (var one in heard)
                db.Execute("insert into heard (incident, route) select @incident, @route where exists (select 1 from incidents where id = @incident and closed_at is null) on conflict do nothing", new { incident = of.GetValueOrDefault((long)one["incident"]!, (long)one["incident"]!), route = (string)one["route"]! }, transaction);
            return shared.Miss([.. gaps.Select(g => new Gap(g.Check, Archive.At(g.Since), Archive.At(g.Until), (int)g.Times, g.Why))], db, transaction);
        });
        // Should it go away again before the runs are there, that is another outage.
        own.Write((db, transaction) => db.Execute("delete from incidents; delete from heard; delete from notifications; delete from deliveries; delete from told; delete from gaps; update keys set value = @fresh where name = @Outage", new { Outage, fresh = Guid.NewGuid().ToString("N") }, transaction));
    }

    /// <summary>An incident as this runner has left it; its number there.</summary>
    private static long Settle(IDictionary<string, object?> incident, DbConnection db, DbTransaction transaction)
    {
        var row = new Dictionary<string, object?>(incident);
        var there = db.QueryFirstOrDefault<(string? Check, string? Fault, long OpenedAt)>("select check_id, fault, opened_at from incidents where id = @id", new DynamicParameters(row), transaction);
        var id = (long)row["id"]!;
        if (there == ((string)row["check_id"]!, (string)row["fault"]!, (long)row["opened_at"]!))
        {
            // Known before: what it can have come to here is its end, told or not.
            db.Execute("update incidents set resolved_at = @resolved_at, resolved_words = @resolved_words, closed_at = coalesce(closed_at, @closed_at) where id = @id and resolved_at is null and cast(@resolved_at as bigint) is not null", new DynamicParameters(row), transaction);
            return id;
        }
        // Whoever has taken the check over meanwhile may have opened it as well.
        if (row["resolved_at"] is null && db.ExecuteScalar<long?>("select id from incidents where check_id = @check_id and fault = @fault and resolved_at is null", new DynamicParameters(row), transaction) is { } same)
        {
            row["same"] = same;
            db.Execute("update incidents set told_at = coalesce(told_at, @told_at), told_in = coalesce(told_in, @told_in), paged_at = coalesce(paged_at, @paged_at) where id = @same", new DynamicParameters(row), transaction);
            return same;
        }
        if (there.Check is not null)
            row["id"] = id = db.ExecuteScalar<long>("select nextval(pg_get_serial_sequence('incidents', 'id'))", transaction: transaction);
        Insert("into incidents", row, db, transaction, " overriding system value");
        return id;
    }

    /// <summary>The oldest runs; how many there were.</summary>
    private int Move()
    {
        var rows = own.Rows(Batch);
        if (rows.Count == 0)
            return 0;
        shared.Append(rows);
        own.Write((db, transaction) => db.Execute("delete from runs where seq <= (select max(seq) from (select seq from runs order by seq limit @Batch) t)", new { Batch }, transaction));
        Interlocked.Add(ref spooled, -rows.Count);
        return rows.Count;
    }
}
