using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Workers;

/// <summary>
/// A version of a suite in one environment, with its warm workers. What ends a worker counts against whoever ran in it, by the
/// evidence: by what the worker says, by the runtime's stack, by whose worker ends again when the suspects run apart. A check that is
/// convicted has a worker of its own until it has been quiet for long: it can hurt no other. The runs of the others that were lost
/// are repeated at once.
/// </summary>
internal sealed class SuiteWorkers(Suite suite, WorkerOptions post, SharedWorkerServices sharedServices) : IAsyncDisposable
{
    private static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>So long a lost run waits to be repeated alone; then it is repeated among the others.</summary>
    private static readonly TimeSpan LongestWaitForRoom = TimeSpan.FromSeconds(1);

    /// <summary>A run that has been lost so often is repeated alone, however long that takes.</summary>
    private const int MostTries = 5;

    /// <summary>What is done on purpose counts as that for so long.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromMinutes(15);

    /// <summary>The group of workers for a single check.</summary>
    private const int Alone = -1;

    /// <summary>For suites of an older library, which say nothing of it.</summary>
    private const int UsuallyAtOnce = 50;

    private readonly IsolatedCopies isolatedCopies = new(suite);
    private readonly Suspects suspects = new(sharedServices.Time);
    private readonly ConcurrentDictionary<int, IsolatedPool> cells = new();
    private readonly ConditionalWeakTable<Worker, Lazy<Task<string?>>> judged = [];
    private readonly ConcurrentDictionary<string, Check> known = new(StringComparer.Ordinal);
    private readonly QuarantineList quarantineList = new(sharedServices.Time, sharedServices.Log);
    private readonly ConcurrentDictionary<string, (string What, DateTimeOffset Since)> waiting = new(StringComparer.Ordinal);
    private WorkerPool? pool;
    private PrioritySemaphore site = new(1);
    private PrioritySemaphore host = new(int.MaxValue);
    private CollectionLocks locks = new();
    private bool isBound;
    private int active;
    private bool stopped;

    public Suite Suite => suite;

    public IReadOnlyList<int> Processes => Main.Processes;

    public int Workers => Main.Count + cells.Values.Sum(c => c.Pool.Count);

    public double Wait => Main.Wait;

    private WorkerPool Main => LazyInitializer.EnsureInitialized(ref pool, () => new WorkerPool(suite, Posted, sharedServices, Died));

    private WorkerOptions Posted => post with { Warn = post.Warn ?? Warn };

    /// <summary>Runs that wait for their turn: for other checks of their collection, or on the site.</summary>
    public int Waiting => site.Waiting + locks.Waiting;

    /// <summary>What a run of the check waits for, in words; null where none waits.</summary>
    public string? WaitsFor(Check check) => waiting.TryGetValue(check.Id, out var found) ? found.What : null;

    /// <summary>Why the check does not run now although it is due, where that is on purpose.</summary>
    public string? PausedFor(Check check)
    {
        var now = sharedServices.Time.GetUtcNow();
        return Rest(check) is { } rest && rest + check.Limit > now ? "it ends its workers, and is run less often"
            : waiting.TryGetValue(check.Id, out var found) && now - found.Since < LongestTurn ? $"it waits for {found.What}" : null;
    }

    /// <summary>Starts the first worker and hands back what the suite says of itself.</summary>
    /// <exception cref="SuiteFailedException">It does not start.</exception>
    public async Task<Hello> Start()
    {
        var hello = (await Main.Find()).Hello;
        site = sharedServices.Limits.Site(hello.AtOnce > 0 ? hello.AtOnce : UsuallyAtOnce);
        host = sharedServices.Limits.Host(hello.Host);
        locks = sharedServices.LocksOf(suite, hello.Environment);
        locks.Most = hello.MaxThreads;
        isBound = hello.MaxThreads > 0 || hello.Checks.Any(c => c.Collection is not null || c.Alone);
        return hello;
    }

    /// <summary>
    /// Runs a check as soon as its site, its host and this machine bear one more; a run that was lost on the way is handed
    /// to <paramref name="lost"/> as it happens. A run that confirms a failure writes down everything.
    /// </summary>
    /// <exception cref="TakenOverException">It was not run: it is another runner's now.</exception>
    public async Task<Run> Run(Check check, RunRequest turn, Func<Run, Task> lost, CancellationToken cancel)
    {
        Interlocked.Increment(ref active);
        try
        {
            known[check.Key] = check;
            return quarantineList.Counted(check, await Fed(check, turn, lost, cancel));
        }
        finally
        {
            Interlocked.Decrement(ref active);
        }
    }

    /// <summary>Another version has taken its place: it ends what it has begun, and then itself.</summary>
    public async Task Leave()
    {
        do
            await Task.Delay(BetweenLooks, sharedServices.Time);
        while (Volatile.Read(ref active) > 0 && !stopped);
        await DisposeAsync();
    }

    /// <summary>Until when a check that ends its workers is left in peace; null for all others.</summary>
    public DateTimeOffset? Rest(Check check) => quarantineList.NotBefore(check.Key);

    public async ValueTask DisposeAsync()
    {
        stopped = true;
        await Task.WhenAll(cells.Values.Select(c => c.Pool.DisposeAsync().AsTask()).Append(Main.DisposeAsync().AsTask()));
    }

    /// <summary>The run, tried again where it did not end in time because this machine was short.</summary>
    private async Task<Run> Fed(Check check, RunRequest turn, Func<Run, Task> lost, CancellationToken cancel)
    {
        var starvation = sharedServices.Limits.Starvation;
        for (var tries = 1; ; tries++)
        {
            var run = await Take(check, turn, lost, cancel);
            if (stopped || starvation.Of(run) is not { } starved)
                return run;
            if (tries == Starvation.MostTries)
                return starved;
            await lost(starved);
            waiting[check.Id] = ("this machine to have less to do", sharedServices.Time.GetUtcNow());
            await starvation.Pass(cancel);
            waiting.TryRemove(check.Id, out _);
        }
    }

    private async Task<Run> Take(Check check, RunRequest turn, Func<Run, Task> lost, CancellationToken cancel)
    {
        if (check.Mistake is { } mistake)
            return Monitoring.Checks.Run.Without(check, sharedServices.Time.GetUtcNow(),
                VerdictTable.OutcomeOf(Happened.CheckWrong), mistake);
        for (var tries = 1; ; tries++)
        {
            if (quarantineList.Has(check.Key))
                return (await Apart(check, turn, null, default, cancel))!;
            var (run, used) = await Among(check, turn, lost, cancel);
            if (run.Outcome != Outcome.Lost || stopped)
                return run;
            var culprit = used is { State: WorkerState.Gone } ? await Judge(used) : null;
            if (quarantineList.Has(check.Key) || culprit is not null && tries < MostTries)
                // It was this one, or it is known which other one it was.
                continue;
            if (suspects.GroupOf(check.Key) != Suspects.None && tries < MostTries)
                continue;
            if (await Apart(check, turn, tries < MostTries ? LongestWaitForRoom : null, run.At, cancel) is { } repeated)
                return repeated;
        }
    }

    /// <summary>The run among others, and the worker that it was given to.</summary>
    private async Task<(Run Run, Worker? Used)> Among(Check check, RunRequest turn, Func<Run, Task> lost, CancellationToken cancel)
    {
        Worker? used = null;
        using var entered = await Enter(check, turn, cancel);
        var cell = CellOf(check);
        try
        {
            var among = cell?.Pool ?? Main;
            var run = await Admitted(check, turn, () => Try(check, turn, async () => used = await among.Find(), cancel), cancel);
            if (run.GoesOn && used is not null && !stopped)
            {
                // Its verdict stands. From now on it holds up a worker of its own.
                await Replace(check, among, used, "does not end");
                return (Convict(check, run), null);
            }
            if (run.Outcome != Outcome.Lost || stopped)
                return (run, null);
            await lost(run);
            if (used is not null && used.State != WorkerState.Gone)
                await Replace(check, among, used, "did not end when it was told to");
            return (run, used);
        }
        finally
        {
            cell?.Leave();
        }
    }

    /// <summary>The workers of the check's group; null for a check that nobody suspects. To be left when the run has ended.</summary>
    private IsolatedPool? CellOf(Check check)
    {
        var group = suspects.GroupOf(check.Key);
        foreach (var (old, empty) in cells)
            if (!suspects.Has(old) && cells.TryRemove(old, out _))
                empty.Close();
        if (group == Suspects.None || stopped)
            return null;
        var cell = cells.GetOrAdd(group, MakeCell);
        return cell.Enter() ? cell : null;
    }

    private IsolatedPool MakeCell(int group)
    {
        var (own, number) = isolatedCopies.Take();
        var allowance = post.WorkerLimits with { Count = 1 };
        var pool = new WorkerPool(own, Posted with { Group = group, WorkerLimits = allowance }, sharedServices, Died);
        return new IsolatedPool(pool, () => isolatedCopies.Return(number));
    }

    /// <summary>Until its worker is gone it may still be doing what the others of its collection must not meet.</summary>
    private static async Task Replace(Check check, WorkerPool among, Worker used, string why)
    {
        var replaced = among.Replace(used, $"\"{check.FullName}\" {why}");
        if (check.Collection is not null || check.IsAlone)
            await replaced;
    }

    /// <summary>A run that is the only one in its worker; null where it would have to wait for longer than that.</summary>
    private async Task<Run?> Apart(Check check, RunRequest turn, TimeSpan? patience, DateTimeOffset began, CancellationToken cancel)
    {
        using var entered = await Enter(check, turn, cancel);
        var who = new IsolatedRun(suite, post.Environment, check.Key, quarantineList.Has(check.Key))
        {
            Start = () => StartOne(cancel),
            Began = began == default ? long.MaxValue : began.UtcTicks,
        };
        if (await sharedServices.Quarantine.Repeat(who, patience, find => Try(check, turn, find, cancel)) is not var (run, guilty))
            return null;
        if ((guilty || run.GoesOn) && !stopped)
            return Convict(check, run);
        if (!guilty && run.Outcome is not (Outcome.Broken or Outcome.Lost))
            quarantineList.RecordGoodRun(check);
        return run;
    }

    /// <summary>It ended its worker, or does not end.</summary>
    private Run Convict(Check check, Run run)
    {
        if (!run.GoesOn)
            suspects.Clear();
        return quarantineList.Add(check, run);
    }

    /// <summary>A worker for one check, which yields to all others.</summary>
    private async Task<Worker> StartOne(CancellationToken cancel)
    {
        var (own, number) = isolatedCopies.Take();
        try
        {
            var worker = await WorkerStart.Run(own, Posted with { IsQuiet = true, Group = Alone }, sharedServices.Time, cancel);
            _ = WorkerHealth.Watch(worker, post.WorkerLimits, sharedServices.MachineIsShort, finding => Found(worker, finding),
                sharedServices.Time);
            _ = worker.End.ContinueWith(_ => Ended(worker, number), TaskScheduler.Default);
            return worker;
        }
        catch
        {
            isolatedCopies.Return(number);
            throw;
        }
    }

    private static bool Found(Worker worker, Finding finding)
    {
        if (finding.Urgency == Urgency.None)
            return false;
        worker.Kill(WorkerHealth.Sentence(finding.Why));
        return true;
    }

    /// <summary>A worker for one check has ended.</summary>
    private void Ended(Worker worker, int number)
    {
        isolatedCopies.Return(number);
        // In mid-run whoever waits for the run finds out.
        if (!worker.WasBusy || worker.Ran.Count > 1)
            Died(worker);
    }

    private void Died(Worker worker)
    {
        if (!worker.IsDismissed && !stopped)
            _ = Judge(worker);
    }

    /// <summary>The check that has ended a worker, where that is known; it is convicted then.</summary>
    private Task<string?> Judge(Worker dead) => judged.GetValue(dead, d => new Lazy<Task<string?>>(() => Decide(d))).Value;

    private async Task<string?> Decide(Worker dead)
    {
        var (named, ran) = (dead.Named, dead.Ran);
        if (named is not [var culprit])
        {
            if (dead.Group != Suspects.None && await sharedServices.CrashCorrelator.DiedWithOthers(dead.ProcessId))
                return null;
            culprit = dead.Group == Alone && ran.Count == 1 ? ran.First() : suspects.Judge(Math.Max(Suspects.None, dead.Group), ran, named);
        }
        if (culprit is null || stopped)
            return null;
        var check = known.GetValueOrDefault(culprit);
        suspects.Clear();
        quarantineList.Add(culprit, check?.FullName ?? culprit, dead.Cause);
        sharedServices.Accused(check?.Id ?? culprit);
        return culprit;
    }

    /// <summary>Waits for what the check may not meet. Its time begins when it runs, not while it waits.</summary>
    private async Task<IDisposable?> Enter(Check check, RunRequest turn, CancellationToken cancel)
    {
        if (!isBound)
            return null;
        var what = check.IsAlone ? "all other checks of its suite"
            : check.Collection is { } collection ? $"its collection \"{collection}\"" : "the other checks of its suite";
        waiting[check.Id] = (what, sharedServices.Time.GetUtcNow());
        try
        {
            return await locks.Enter(check.Collection, check.IsAlone, turn.Order(sharedServices.Time.GetUtcNow(), check.Pages), cancel);
        }
        finally
        {
            waiting.TryRemove(check.Id, out _);
        }
    }

    private async Task<Run> Admitted(Check check, RunRequest turn, Func<Task<Run>> run, CancellationToken cancel)
    {
        var order = turn.Order(sharedServices.Time.GetUtcNow(), check.Pages);
        PrioritySemaphore[] gates = [site, host, sharedServices.Limits.Machine];
        var entered = 0;
        try
        {
            for (; entered < gates.Length; entered++)
                await gates[entered].Enter(order, cancel);
            return await run();
        }
        finally
        {
            while (entered-- > 0)
                gates[entered].Leave();
        }
    }

    private void Warn(string what) => sharedServices.Log.LogWarning("{What}", what);

    private async Task<Run> Try(Check check, RunRequest turn, Func<Task<Worker>> find, CancellationToken cancel)
    {
        var at = sharedServices.Time.GetUtcNow();
        var evidenceStore = sharedServices.EvidenceStore is { IsClosed: false } open ? open : null;
        try
        {
            if (stopped || await find() is not { } ready)
                return Monitoring.Checks.Run.Without(check, at, VerdictTable.OutcomeOf(Happened.RunnerStopped),
                    "The runner stopped before the check could run.");
            at = sharedServices.Time.GetUtcNow();
            var id = Monitoring.Checks.Run.NewId(at);
            var order = new RunCheck(id, check.Key, evidenceStore?.FolderFor(check, id), evidenceStore?.WantsGood(check.Id) == true,
                turn.Confirms, turn.Said is not null)
            {
                Spans = OtlpExport.IsOn,
            };
            // Now, not when it was due: it may have waited for its turn, or been lost with a worker.
            if (!await sharedServices.Ownership.ConfirmOwnership(check.Shard))
                throw new TakenOverException();
            var ended = await ready.Run(order, check.Limit + EndGrace, turn.Said);
            if (ended.Finished is { Evidence.Count: > 0 } kept)
                evidenceStore?.Keep(check.Id, id, kept.Outcome);
            var run = ended.Finished is { } finished ? Monitoring.Checks.Run.From(finished, check, at)
                : Monitoring.Checks.Run.Without(check, at, Outcome.Lost, ended.Hung
                    ? $"The check did not end within {Interval.Write(check.Limit)}, nor when it was told to: its worker was killed."
                    : stopped ? "The runner stopped in mid-run." : ready.ExitReason) with { Id = id };
            return turn.Due is { } due ? run with { Late = at - due } : run;
        }
        catch (SuiteFailedException e)
        {
            return Monitoring.Checks.Run.Without(check, at,
                VerdictTable.OutcomeOf(stopped ? Happened.RunnerStopped : Happened.WorkerMissing),
                e.Message);
        }
        catch (OperationCanceledException) when (stopped || cancel.IsCancellationRequested)
        {
            return Monitoring.Checks.Run.Without(check, at, VerdictTable.OutcomeOf(Happened.RunnerStopped),
                "The runner stopped before the check could run.");
        }
    }
}
