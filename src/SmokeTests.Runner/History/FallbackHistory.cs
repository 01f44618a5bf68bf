using System.Data.Common;
using Dapper;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.History;

/// <summary>
/// What a runner goes on with while the database that it shares with others is away: a history of its own on its disk, in
/// which runs are kept and decided on, and from which it is told what they have led to. It knows beforehand what it needs:
/// the incidents of the others' history, silences, keys, and numbers for incidents that nobody else will use. When the
/// database is there again, all of it goes there, with what has been told, so that nothing is told twice.
/// </summary>
/// <param name="own">On this machine's disk.</param>
/// <param name="shared">That of all.</param>
internal sealed class FallbackHistory(HistoryStore own, HistoryStore shared, Func<IReadOnlyCollection<Check>> checks, TimeProvider time,
    ILogger<FallbackHistory> log) : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(3);

    /// <summary>Above any number of the shared history: what refers to a message says which of them it means.</summary>
    private const long FirstMessage = 1_000_000_000_000;
    private const string Outage = FallbackReplay.Outage;

    private readonly Lock gate = new();
    private readonly FallbackSnapshot fallbackSnapshot = new(own, shared);
    private readonly FallbackReplay homecoming = new(own, shared, time);
    private CancellationTokenSource? until;
    private Task telling = Task.CompletedTask;
    private long spooled;

    public HistoryStore HistoryStore => own;

    /// <summary>Whether it stands in for the database.</summary>
    public bool IsOn { get; private set; }

    /// <summary>The database answers again: whoever writes into it may <see cref="MoveToDatabase"/>.</summary>
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
    public bool IsToldHere(IncidentProgress story) =>
        !fallbackSnapshot.Knows(story.Id) || story is { ResolvedAt: not null, ToldAt: not null };

    public void Dispose() => until?.Dispose();

    /// <summary>What was left here when the runner ended is taken to the database first: that answers, or it could not start.</summary>
    public void Resume()
    {
        own.RegisterChecks(checks());
        spooled = own.Read(db => db.ExecuteScalar<long>("select count(*) from runs"));
        IsOn = IsBack = spooled > 0
            || own.Read(db => db.ExecuteScalar<long>("select count(*) from keys where name = @Outage", new { Outage })) > 0;
    }

    /// <summary>Looks again and again whether the database answers, and what there is to know.</summary>
    public Task Run(CancellationToken stop) =>
        new PollingLoop(BetweenLooks, "What a runner needs to go on without its database cannot be looked up", time, log).Run(() =>
    {
        if (!IsOn)
            UpdateSnapshot();
        else if (!IsBack)
            IsBack = shared.Mark(Outage) == 0;
    }, stop);

    /// <summary>Knows what there is to know, as long as the database answers.</summary>
    /// <exception cref="DbException">It does not.</exception>
    public void UpdateSnapshot()
    {
        lock (gate)
        {
            own.RegisterChecks(checks());
            if (!IsOn)
                fallbackSnapshot.Look(time.GetUtcNow());
        }
    }

    /// <summary>From now on runs go here.</summary>
    /// <param name="tells">Whether it is told from here what they lead to; a runner that stops leaves that to its next start.</param>
    public void Begin(string why, bool tells = true)
    {
        lock (gate)
        {
            own.Write((db, transaction) =>
            {
                db.Execute("insert into keys (name, value) values (@Outage, @id)", new { Outage, id = Guid.NewGuid().ToString("N") },
                    transaction);
                return db.Execute("delete from sqlite_sequence where name = 'notifications'; insert into sqlite_sequence (name, seq) "
                    + "values ('notifications', @FirstMessage)", new { FirstMessage }, transaction);
            });
            IsOn = true;
        }
        log.LogWarning("The history's database does not answer ({Why}): this runner goes on with its own, and takes everything there "
            + "when it is back", why);
        if (tells)
            StartTelling();
    }

    /// <summary>Runs have been saved, here or there.</summary>
    /// <param name="decided">The checks of which incidents have been opened or closed with them.</param>
    public void RecordSaved(int runs, IReadOnlyCollection<string> decided)
    {
        if (IsOn)
            Interlocked.Add(ref spooled, runs);
        else if (decided.Count > 0)
            Learn([.. decided]);
    }

    /// <summary>Takes everything to the database, for that answers again. False where it does not after all.</summary>
    public async Task<bool> MoveToDatabase()
    {
        try
        {
            shared.RegisterChecks(checks());
            await StopTelling();
            var runs = Spooled;
            // What has been told first: nobody is to tell it again.
            homecoming.Settle();
            while (homecoming.Move() is > 0 and var moved)
                Interlocked.Add(ref spooled, -moved);
            own.Write((db, transaction) => db.Execute("delete from keys where name = @Outage", new { Outage }, transaction));
            (IsOn, IsBack) = (false, false);
            log.LogInformation("The history's database is there again: {Runs} runs were taken there", runs);
            Ended();
            fallbackSnapshot.Forget();
            return true;
        }
#pragma warning disable CA1031 // What cannot be taken there stays here, for whoever can mend it, and holds up nothing.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (!DatabaseFault.MayPass(e))
                log.LogError(e, "What this runner has kept while the database was away cannot be taken there; it is tried again");
            IsBack = false;
            StartTelling();
            return false;
        }
    }

    /// <summary>An outage may begin at once: it should not find that out of date.</summary>
    private void Learn(string[] decided)
    {
        try
        {
            fallbackSnapshot.Learn(decided);
        }
        catch (DbException e) when (DatabaseFault.MayPass(e))
        {
            log.LogDebug("What has just been decided is not known here yet: {Why}", e.Message);
        }
    }

    private void StartTelling()
    {
        if (until is not null)
            return;
        until = new CancellationTokenSource();
        telling = Tell(until.Token);
    }

    /// <summary>Tells nothing more from here.</summary>
    public async Task StopTelling()
    {
        if (until is null)
            return;
        await until.CancelAsync();
        await telling;
        until.Dispose();
        until = null;
    }
}
