using System.Collections.Concurrent;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.Notifications;
using SmokeTests.Runner.Settings;
using SmokeTests.Runner.Workers;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Running;

/// <summary>The one place that sees the whole way of a run: due → worker → save → decide → tell.</summary>
internal sealed class RunScheduler(SuiteRegistry suiteRegistry, DueQueue dueQueue, HistoryStore historyStore, HistoryWriter historyWriter,
    NotificationPlanner planner, ConnectivityProbe connectivity, ChangeSignal changeSignal, LatenessTracker latenessTracker,
    Telemetry telemetry, ShardOwnership ownership, LiveSettings settings, string board, TimeProvider time, ILogger<RunScheduler> log)
{
    private static readonly TimeSpan LongestFirstSpread = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FirstApart = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ClockJump = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestSave = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestErrand = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenAsking = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestQuiet = TimeSpan.FromMinutes(5);
    private long lastEnd = time.GetTimestamp();
    private readonly ConcurrentDictionary<string, Lazy<Task<Run>>> running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> confirming = new(StringComparer.Ordinal);

    /// <summary>Told each run when it has been saved.</summary>
    public Action<Run> Ended { get; init; } = _ => { };

    public bool IsRunning(string check) => running.ContainsKey(check);

    /// <summary>What a run of the check waits for before it begins, in words; null where none waits.</summary>
    public string? WaitsFor(Check check) => suiteRegistry.WorkersOf(check)?.WaitsFor(check);

    public int InFlight => running.Count;

    /// <summary>Checks are due, but none has ended for as long as any may take.</summary>
    public bool IsStuck =>
        suiteRegistry.Checks.Values.Any(settings.Now.Node.Runs) && time.GetElapsedTime(Interlocked.Read(ref lastEnd)) > LongestQuiet
        && dueQueue.IsBehind(time.GetUtcNow());

    public async Task Run(CancellationToken stop)
    {
        try
        {
            await Schedule("no runner was there", stop);
            while (true)
            {
                var (id, due) = await dueQueue.Next(stop);
                if (!suiteRegistry.Checks.TryGetValue(id, out var check) || !await ownership.ConfirmOwnership(check.Shard)
                    || !IsMine(check))
                    continue;
                // A machine that slept, a clock that was set: nothing is made up for, all go back to their places.
                if (time.GetUtcNow() - due > ClockJump)
                    await Schedule("the runner stood still, or its clock was set", stop);
                else
                    _ = Begin(check, new RunRequest(due, confirming.TryRemove(id, out _)), CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What is in flight goes on until Drain.
        }
    }

    /// <summary>Notices a clock that is set back, which no due time would tell: they would all be far away.</summary>
    public async Task WatchClock(CancellationToken stop)
    {
        var (wall, began, before) = (time.GetUtcNow(), time.GetTimestamp(), TimeSpan.Zero);
        while (!stop.IsCancellationRequested)
        {
            var ahead = time.GetUtcNow() - wall - time.GetElapsedTime(began);
            if ((ahead - before).Duration() > ClockJump)
                await Schedule("the clock was set", stop);
            before = ahead;
            await Task.Delay(BetweenLooks, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Puts every check of this node in its place.</summary>
    /// <param name="why">Why they did not run at due times that have passed.</param>
    private Task Schedule(string why, CancellationToken stop) => RetryUntilStopped(() => Schedule(_ => why, IsMine), stop);

    /// <summary>Puts the checks of shards in their places that have come from other nodes.</summary>
    public void AddShards(IReadOnlyDictionary<int, string> shards) =>
        Schedule(c => shards[c.Shard], c => shards.ContainsKey(c.Shard) && settings.Now.Node.Runs(c));

    /// <summary>Schedules the checks of some shards no more. What is in flight is finished.</summary>
    public void RemoveShards(IReadOnlyCollection<int> shards)
    {
        foreach (var check in suiteRegistry.Checks.Values.Where(c => shards.Contains(c.Shard)))
            dueQueue.Remove(check.Id);
    }

    /// <summary>Runs checks that somebody at another node asks for.</summary>
    public void RunRequested(IReadOnlyCollection<string> ids)
    {
        foreach (var id in ids)
            if (suiteRegistry.Checks.TryGetValue(id, out var check))
                _ = RunNow(check, CancellationToken.None);
    }

    /// <summary>Saves a run of another location, and decides on it as on one of this runner's own.</summary>
    /// <param name="isLast">A later one of the same check is not known: only the last says how it is now.</param>
    public async Task RecordReported(Check check, Run run, bool isLast)
    {
        run = run.Held();
        await Save(check, run, isLast);
        telemetry.Ended(check, run);
        changeSignal.Signal();
    }

    /// <summary>Whether nothing of a shard is in flight or unsaved.</summary>
    public bool IsQuiet(int shard) => historyWriter.IsQuiet(shard) && running.Keys.All(id => Shards.Of(id) != shard);

    private bool IsMine(Check check) => settings.Now.Node.Runs(check) && ownership.Owns(check.Shard);

    private void Schedule(Func<Check, string> why, Func<Check, bool> which)
    {
        var checks = suiteRegistry.Checks.Values.Where(c => which(c) && !IsRunning(c.Id)).ToArray();
        historyStore.RegisterChecks(suiteRegistry.Checks.Values);
        var (now, last) = (time.GetUtcNow(), historyStore.LastTimes());
        historyStore.RecordGaps([.. checks.Where(c => last.ContainsKey(c.Id))
            .Select(c => new Gap(c.Id, last[c.Id], now, c.Schedule.Between(last[c.Id], now, c.Phase), why(c))).Where(g => g.Times > 0)]);
        foreach (var check in checks)
            Put(check, last.GetValueOrDefault(check.Id), now);
    }

    /// <summary>
    /// Puts in their places what checks a new version of a suite brings; those that it had before keep theirs, unless they are
    /// due earlier now.
    /// </summary>
    public Task ScheduleNew(CancellationToken stop) => RetryUntilStopped(() =>
    {
        historyStore.RegisterChecks(suiteRegistry.Checks.Values);
        var (now, last) = (time.GetUtcNow(), historyStore.LastTimes());
        foreach (var check in suiteRegistry.Checks.Values.Where(c => IsMine(c) && !IsRunning(c.Id)))
            if (dueQueue.Due(check.Id) is not { } due)
                Put(check, last.GetValueOrDefault(check.Id), now);
            else if (check.Schedule.After(now, check.Phase) is { } sooner && sooner < due)
                dueQueue.Put(check.Id, sooner);
    }, stop);

    /// <summary>What is scheduled stays so until the history answers.</summary>
    private async Task RetryUntilStopped(Action act, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
            try
            {
                act();
                return;
            }
            catch (System.Data.Common.DbException e) when (DatabaseFault.MayPass(e))
            {
                log.LogWarning("The history does not say what is due ({Why}); it is asked again", e.Message);
                await Task.Delay(BetweenLooks, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
#pragma warning disable CA1031 // What stands in the history must not keep the schedule from starting: it is said, and asked again.
            catch (Exception e) when (!DatabaseFault.IsDamaged(e) && !stop.IsCancellationRequested)
#pragma warning restore CA1031
            {
                log.LogError(e, "The history does not say what is due: {Why}. It is asked again", e.Message);
                await Task.Delay(BetweenLooks, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
    }

    /// <summary>Lets what is in flight finish, as long as the runner may take to stop.</summary>
    public Task Drain() => Task.WhenAll(running.Values.Select(r => r.Value));

    /// <summary>Runs a check now, or joins the run that is going on.</summary>
    public Task<Run> RunNow(Check check, CancellationToken cancel)
    {
        if (!settings.Now.Node.Runs(check))
            return Task.FromResult(Monitoring.Checks.Run.Without(check, time.GetUtcNow(), Outcome.Skipped,
                "It does not run from here, but "
                    + $"from {(check.Locations is { Count: > 0 } from ? string.Join(", ", from)
                        : check.Locations is null ? "where its results are decided on" : "every location")}."));
        if (!ownership.Owns(check.Shard))
            return Elsewhere(check, cancel);
        dueQueue.Remove(check.Id);
        return Begin(check, new RunRequest(null, confirming.TryRemove(check.Id, out _)), cancel);
    }

    /// <summary>Asks the node that has the check, and waits for the run that comes of it.</summary>
    private async Task<Run> Elsewhere(Check check, CancellationToken cancel)
    {
        var (before, began) = (historyWriter.Last(check.Id)?.Id, time.GetTimestamp());
        ownership.RequestRun(check.Id);
        while (time.GetElapsedTime(began) < check.Limit + LongestErrand)
        {
            await Task.Delay(BetweenAsking, time, cancel);
            if (historyWriter.Last(check.Id) is { } run && run.Id != before)
                return run;
        }
        return Monitoring.Checks.Run.Without(check, time.GetUtcNow(), Outcome.Lost,
            "The runner that has this check did not run it in time.");
    }

    private Task<Run> Begin(Check check, RunRequest turn, CancellationToken cancel) =>
        running.GetOrAdd(check.Id, _ => new Lazy<Task<Run>>(() => Task.Run(() => Take(check, turn, cancel), CancellationToken.None))).Value;

    private async Task<Run> Take(Check check, RunRequest turn, CancellationToken cancel)
    {
        var suiteWorkers = suiteRegistry.WorkersOf(check);
        var confirm = false;
        try
        {
            var run = From(check,
                suiteWorkers is null
                    ? Monitoring.Checks.Run.Without(check, time.GetUtcNow(), Outcome.Lost, "A new version of its suite has no such check.")
                : await Blame(check, await suiteWorkers.Run(check, turn, lost => Lost(From(check, lost)), cancel)));
            if (run.Late is { } late)
                latenessTracker.Began(late);
            confirm = await IsToConfirm(Save(check, run));
            telemetry.Ended(check, run);
            Ended(run);
            if (confirm)
                confirming[check.Id] = true;
            return run;
        }
        catch (TakenOverException e)
        {
            return Monitoring.Checks.Run.Without(check, time.GetUtcNow(), Outcome.Lost, e.Message);
        }
#pragma warning disable CA1031 // The one place that catches: a fault of the runner's own ends this run, never the schedule.
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (DatabaseFault.IsDamaged(e))
                log.LogError("{Check} could not be saved: {Why}", check.Id, e.Message);
            else
                log.LogError(e, "{Check} could not be run or saved", check.Id);
            if (turn.Due is { } lost)
                historyWriter.RecordGap(new Gap(check.Id, lost - TimeSpan.FromMilliseconds(1), time.GetUtcNow(), 1,
                    "the runner could not run or save it: its log says why"));
            return Monitoring.Checks.Run.Without(check, time.GetUtcNow(), Outcome.Lost, e.Message);
        }
        finally
        {
            running.TryRemove(check.Id, out _);
            Interlocked.Exchange(ref lastEnd, time.GetTimestamp());
            Next(check, turn, confirm, suiteWorkers?.Rest(check));
            changeSignal.Signal();
        }
    }

    /// <summary>A history that takes nothing does not hold up the check: its run is saved later, and its next one confirms.</summary>
    private async Task<bool> IsToConfirm(Task<Ruling> saving)
    {
        await ((Task)saving).WaitAsync(LongestSave, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (saving.IsCompleted)
            return (await saving).Confirm;
        _ = saving.ContinueWith(late => log.LogError(late.Exception, "A run could not be saved"), CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return false;
    }

    /// <summary>Its next due time; sooner where a run is to be confirmed, later where it ends its workers.</summary>
    private void Next(Check check, RunRequest turn, bool confirm, DateTimeOffset? rest)
    {
        var now = time.GetUtcNow();
        var next = check.Schedule.After(now, check.Phase);
        if (turn.Due is { } due && !turn.Confirms)
            Missed(check, due, now);
        var soon = now + settings.Now.PolicyOf(check).ConfirmAfter;
        if (confirm && (next is null || soon < next))
            next = soon;
        if (rest > next)
            next = rest;
        if (next is { } at && suiteRegistry.Checks.ContainsKey(check.Id) && IsMine(check))
            dueQueue.Put(check.Id, at);
    }

    private void Missed(Check check, DateTimeOffset since, DateTimeOffset now)
    {
        var times = check.Schedule.Between(since, now, check.Phase);
        latenessTracker.Missed(times);
        if (times > 0)
            historyWriter.RecordGap(new Gap(check.Id, since, now, times, "its run before was not over"));
    }

    private async Task<Ruling> Save(Check check, Run run, bool isLast = true)
    {
        // What somebody runs by hand they look at themselves: nobody is told, and nothing is repeated.
        var ruling = await historyWriter.Save(run, run.SaysNothing || check.IsExplicit ? null : standing =>
        {
            if (!isLast)
                return (Ruling.Nothing, []);
            var ruled = AlertRules.Decide(standing, settings.Now.PolicyOf(check));
            return (ruled, [.. ruled.Decisions.Select(decision => MessageTemplates.Decided(decision, check, run,
                settings.Now.TeamToTell(decision.Fault, check), board))]);
        }, lasts => check.IsExplicit ? default
        : Uptime.Between(check, lasts, run.At, settings.Now.Maintenance, settings.Now.TeamOf(check.Team).Name,
            settings.Now.PolicyOf(check).Quorum));
        if (ruling.Decisions.Count > 0)
            planner.Signal();
        return ruling;
    }

    /// <summary>
    /// A failed check asks first whether this machine is connected at all, then the checks that it depends on: if those fail
    /// too, their owner alone is told (<see cref="DependencyRule"/>).
    /// </summary>
    private async Task<Run> Blame(Check check, Run run)
    {
        if (run.Outcome is not (Outcome.Failed or Outcome.Broken))
            return run;
        if (!await connectivity.Reach())
            return run with { BlamedOn = ConnectivityProbe.Word, Outcome = Outcome.Skipped };
        foreach (var dependency in suiteRegistry.DependenciesOf(check).Where(d => !d.IsExplicit && settings.Now.Node.Runs(d)))
        {
            var last = historyWriter.Last(dependency.Id);
            if (last is null || last.At < run.At)
                last = await RunNow(dependency, CancellationToken.None);
            if (DependencyRule.Explains(last.Outcome, run.Outcome))
                return run with { BlamedOn = dependency.Id, Outcome = Outcome.Skipped };
        }
        return run;
    }

    private Run From(Check check, Run run) =>
        check.Locations is null ? run.Held() : run.Held() with { Location = settings.Now.Node.Location };

    private async Task Lost(Run run)
    {
        await historyWriter.Save(run);
        log.LogWarning("{Check}: {Why}", run.Check, run.Failure?.Summary);
        changeSignal.Signal();
    }

    private void Put(Check check, DateTimeOffset last, DateTimeOffset now)
    {
        if (FirstDue(check, last, now) is { } due)
            dueQueue.Put(check.Id, due);
    }

    /// <summary>
    /// A check that has missed its time, or is new, runs soon: 20 ms for each check, 3 s in all, so that a restart is no burst. Null
    /// for one that is never due.
    /// </summary>
    private DateTimeOffset? FirstDue(Check check, DateTimeOffset last, DateTimeOffset now)
    {
        if (check.Schedule.After(now, check.Phase) is not { } phased)
            return null;
        var missed = last == default || check.Schedule.After(last, check.Phase) <= now;
        var spread = FirstApart * suiteRegistry.Checks.Count;
        var soon = now + check.Phase % 1000 / 1000.0 * (spread < LongestFirstSpread ? spread : LongestFirstSpread);
        return missed && soon < phased ? soon : phased;
    }
}
