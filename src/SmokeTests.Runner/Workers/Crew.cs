using System.Collections.Concurrent;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Nodes;
using SmokeTests.Runner.Running;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Workers;

/// <summary>What all crews of a runner share.</summary>
internal sealed record Household(Limits Limits, Census Census, Shelf? Shelf, Holdings Holdings, TimeProvider Time, ILogger Log) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string, string), CollectionLocks> locks = new();

    public Quarantine Quarantine { get; } = new(Census);

    /// <summary>What keeps a suite's checks apart in an environment. A new version of it stands behind the same, since the old one ends what it has begun.</summary>
    public CollectionLocks LocksOf(Suite suite, string environment) => locks.GetOrAdd((suite.Name, environment), _ => new CollectionLocks());

    public ValueTask DisposeAsync() => Quarantine.DisposeAsync();
}

/// <summary>
/// A version of a suite in one environment, with its warm workers. Runs that are lost with a worker are repeated in
/// quarantine; a check that ends its worker there too has a worker of its own until it passes: it can hurt no other.
/// </summary>
internal sealed class Crew(Suite suite, Post post, Household household) : IAsyncDisposable
{
    private static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(10);

    /// <summary>For suites of an older library, which say nothing of it.</summary>
    private const int UsuallyAtOnce = 50;

    private readonly Pool pool = new(suite, post, household.Census, household.Time, household.Log);
    private readonly ConcurrentDictionary<string, Conviction> convicted = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> finished = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> waiting = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim again = new(1);
    private Gate site = new(1);
    private Gate host = new(int.MaxValue);
    private CollectionLocks locks = new();
    private bool isBound;
    private int active;
    private bool stopped;

    public Suite Suite => suite;

    public IReadOnlyList<int> Processes => pool.Processes;

    public int Workers => pool.Count;

    public double Wait => pool.Wait;

    /// <summary>Runs that wait for their turn: for other checks of their collection, or on the site.</summary>
    public int Waiting => site.Waiting + locks.Waiting;

    /// <summary>What a run of the check waits for, in words; null where none waits.</summary>
    public string? WaitsFor(Check check) => waiting.GetValueOrDefault(check.Id);

    /// <summary>Starts the first worker and hands back what the suite says of itself.</summary>
    /// <exception cref="SuiteFailedException">It does not start.</exception>
    public async Task<Hello> Start()
    {
        var hello = (await pool.Find()).Hello;
        site = household.Limits.Site(hello.AtOnce > 0 ? hello.AtOnce : UsuallyAtOnce);
        host = household.Limits.Host(hello.Host);
        locks = household.LocksOf(suite, hello.Environment);
        locks.Most = hello.MaxThreads;
        isBound = hello.MaxThreads > 0 || hello.Checks.Any(c => c.Collection is not null || c.Alone);
        return hello;
    }

    /// <summary>
    /// Runs a check as soon as its site, its host and this machine bear one more; a run that was lost on the way is handed
    /// to <paramref name="lost"/> as it happens. A run that confirms a failure writes down everything.
    /// </summary>
    /// <exception cref="TakenOverException">It was not run: it is another runner's now.</exception>
    public async Task<Run> Run(Check check, Turn turn, Func<Run, Task> lost, CancellationToken cancel)
    {
        Interlocked.Increment(ref active);
        try
        {
            return await Fed(check, turn, lost, cancel);
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
            await Task.Delay(BetweenLooks, household.Time);
        while (Volatile.Read(ref active) > 0 && !stopped);
        await DisposeAsync();
    }

    /// <summary>Until when a check that ends its workers is left in peace; null for all others.</summary>
    public DateTimeOffset? Rest(Check check) => convicted.GetValueOrDefault(check.Key)?.NotBefore;

    public async ValueTask DisposeAsync()
    {
        stopped = true;
        await pool.DisposeAsync();
    }

    /// <summary>The run, tried again where it did not end in time because this machine was short.</summary>
    private async Task<Run> Fed(Check check, Turn turn, Func<Run, Task> lost, CancellationToken cancel)
    {
        var starvation = household.Limits.Starvation;
        for (var tries = 1; ; tries++)
        {
            var run = await Take(check, turn, lost, cancel);
            if (stopped || starvation.Of(run) is not { } starved)
                return run;
            if (tries == Starvation.MostTries)
                return starved;
            await lost(starved);
            await starvation.Pass(cancel);
        }
    }

    private async Task<Run> Take(Check check, Turn turn, Func<Run, Task> lost, CancellationToken cancel)
    {
        if (check.Mistake is { } mistake)
            return Running.Run.Without(check, household.Time.GetUtcNow(), VerdictTable.OutcomeOf(Happened.CheckWrong), mistake);
        if (convicted.ContainsKey(check.Key))
            return await Apart(check, turn, cancel);
        var (run, dead) = await InThePool(check, turn, lost, cancel);
        if (run.Outcome != Outcome.Lost || stopped)
            return run;
        if (dead is null || IsSuspect(check.Key, dead))
            return await Apart(check, turn, cancel);
        // Hardly to blame, but who knows: one after the other they try again among the others. The one that is lost then as well was it.
        await again.WaitAsync(cancel);
        var retry = InThePool(check, turn, lost, cancel);
        await Task.WhenAny(retry, Task.Delay(LongestRetry, household.Time, cancel));
        again.Release();
        (run, _) = await retry;
        return run.Outcome != Outcome.Lost || stopped ? run : await Apart(check, turn, cancel);
    }

    /// <summary>The run, and the worker that died in the middle of it.</summary>
    private async Task<(Run Run, Worker? Dead)> InThePool(Check check, Turn turn, Func<Run, Task> lost, CancellationToken cancel)
    {
        Worker? used = null;
        using var entered = await Enter(check, turn, cancel);
        var run = await Admitted(check, turn, () => Try(check, turn, async () => used = await pool.Find(), cancel), cancel);
        if (run.GoesOn && used is not null && !stopped)
        {
            // Its verdict stands. From now on it holds up a worker of its own.
            await Replace(check, used, "does not end");
            return (Convict(check, run), null);
        }
        if (run.Outcome != Outcome.Lost || stopped)
        {
            finished[MethodOf(check.Key)] = true;
            return (run, null);
        }
        await lost(run);
        if (used is { State: WorkerState.Gone })
            return (run, used);
        if (used is not null)
            await Replace(check, used, "did not end when it was told to");
        return (run, null);
    }

    /// <summary>Until its worker is gone it may still be doing what the others of its collection must not meet.</summary>
    private async Task Replace(Check check, Worker used, string why)
    {
        var replaced = pool.Replace(used, $"\"{check.FullName}\" {why}");
        if (check.Collection is not null || check.IsAlone)
            await replaced;
    }

    /// <summary>It has never finished a run, or the dead worker's last words speak of it.</summary>
    private bool IsSuspect(string key, Worker dead) => !finished.ContainsKey(MethodOf(key)) || dead.SpokeOf(key);

    /// <summary>The rows of a theory are one piece of code.</summary>
    private static string MethodOf(string key) => key.Split('~')[0];

    /// <summary>A run that is the only one in its worker.</summary>
    private async Task<Run> Apart(Check check, Turn turn, CancellationToken cancel)
    {
        using var entered = await Enter(check, turn, cancel);
        var (run, guilty) = await household.Quarantine.Repeat(suite, post.Environment, () => StartOne(cancel), find => Try(check, turn, find, cancel));
        if ((guilty || run.GoesOn) && !stopped)
            return Convict(check, run);
        if (!guilty && run.Outcome is not (Outcome.Broken or Outcome.Lost))
            convicted.TryRemove(check.Key, out _);
        return run;
    }

    /// <summary>A worker for one check, which yields to all others.</summary>
    private async Task<Worker> StartOne(CancellationToken cancel)
    {
        var worker = await Worker.Start(suite, post with { IsQuiet = true }, household.Time, cancel);
        _ = Checkup.Guard(worker, post.Allowance, household.Time);
        return worker;
    }

    /// <summary>Waits for what the check may not meet. Its time begins when it runs, not while it waits.</summary>
    private async Task<IDisposable?> Enter(Check check, Turn turn, CancellationToken cancel)
    {
        if (!isBound)
            return null;
        waiting[check.Id] = check.IsAlone ? "all other checks of its suite" : check.Collection is { } collection ? $"its collection \"{collection}\"" : "the other checks of its suite";
        try
        {
            return await locks.Enter(check.Collection, check.IsAlone, turn.Order(household.Time.GetUtcNow(), check.Pages), cancel);
        }
        finally
        {
            waiting.TryRemove(check.Id, out _);
        }
    }

    private async Task<Run> Admitted(Check check, Turn turn, Func<Task<Run>> run, CancellationToken cancel)
    {
        var order = turn.Order(household.Time.GetUtcNow(), check.Pages);
        Gate[] gates = [site, host, household.Limits.Machine];
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

    /// <summary>It ended its worker, or does not end: then its verdict is known all the same, and stands.</summary>
    private Run Convict(Check check, Run run)
    {
        var conviction = convicted.AddOrUpdate(check.Key, _ => new Conviction(1, null), (_, before) => before.Again(run.Outcome, household.Time.GetUtcNow(), LongestRest));
        var does = run.GoesOn ? "does not end" : "ends its worker, also when it runs alone";
        if (conviction.Times == 1)
            household.Log.LogWarning("{Check} {Does}: from now on it has a worker of its own until it passes", check.FullName, does);
        var rest = conviction.NotBefore is null ? "" : $" It has done so {conviction.Times} times in a row, and is run less often until it does not.";
        var consequence = $"It {does}. It has a worker of its own until it passes, so that no other check suffers.{rest}";
        return run with
        {
            Outcome = run.GoesOn ? run.Outcome : VerdictTable.OutcomeOf(Happened.WorkerEnded, Place.Worker),
            Failure = run.Failure is { } failure ? failure with { Message = $"{failure.Message}\n\n{consequence}" } : null,
        };
    }

    private async Task<Run> Try(Check check, Turn turn, Func<Task<Worker>> find, CancellationToken cancel)
    {
        var at = household.Time.GetUtcNow();
        var shelf = household.Shelf is { IsClosed: false } open ? open : null;
        try
        {
            if (stopped || await find() is not { } ready)
                return Running.Run.Without(check, at, VerdictTable.OutcomeOf(Happened.RunnerStopped), "The runner stopped before the check could run.");
            at = household.Time.GetUtcNow();
            var id = Running.Run.NewId(at);
            var order = new RunCheck(id, check.Key, shelf?.FolderFor(check, id), shelf?.WantsGood(check.Id) == true, turn.Confirms, turn.Said is not null)
            {
                Spans = Telemetry.IsExported,
            };
            // Now, not when it was due: it may have waited for its turn, or been lost with a worker.
            if (!await household.Holdings.IsSure(check.Shard))
                throw new TakenOverException();
            var ended = await ready.Run(order, check.Limit + EndGrace, turn.Said);
            if (ended.Finished is { Evidence.Count: > 0 } kept)
                shelf?.Keep(check.Id, id, kept.Outcome);
            var run = ended.Finished is { } finished ? Running.Run.From(finished, check, at)
                : Running.Run.Without(check, at, Outcome.Lost, ended.Hung
                    ? $"The check did not end within {Interval.Write(check.Limit)}, nor when it was told to: its worker was killed."
                    : stopped ? "The runner stopped in mid-run." : ready.Epitaph) with { Id = id };
            return turn.Due is { } due ? run with { Late = at - due } : run;
        }
        catch (SuiteFailedException e)
        {
            return Running.Run.Without(check, at, VerdictTable.OutcomeOf(stopped ? Happened.RunnerStopped : Happened.WorkerMissing), e.Message);
        }
        catch (OperationCanceledException) when (stopped || cancel.IsCancellationRequested)
        {
            return Running.Run.Without(check, at, VerdictTable.OutcomeOf(Happened.RunnerStopped), "The runner stopped before the check could run.");
        }
    }

    /// <summary>A check that ended its worker while it was alone, how often in a row, and when it may try again.</summary>
    private sealed record Conviction(int Times, DateTimeOffset? NotBefore)
    {
        private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(30);

        /// <summary>What fails is looked at as often as ever: its team waits for it to be well again.</summary>
        public Conviction Again(Outcome outcome, DateTimeOffset now, TimeSpan longest)
        {
            if (outcome == Outcome.Failed)
                return new Conviction(Times + 1, null);
            var rest = FirstRest * Math.Pow(2, Math.Min(Times - 1, 20));
            return new Conviction(Times + 1, now + (rest < longest ? rest : longest));
        }
    }
}
