namespace SmokeTests.Runner.Workers;

/// <summary>
/// The warm workers of a suite. One that has to go, because it is old, large, silent or holds a run that will not end, goes
/// when its replacement is there. After a death without warning another worker stands by for a while.
/// </summary>
/// <param name="suite">What it runs.</param>
/// <param name="post">Where its workers stand.</param>
/// <param name="sharedServices">What all pools share.</param>
/// <param name="died">Told a worker that has ended without being told to, or had to be killed.</param>
internal sealed class WorkerPool(Suite suite, WorkerOptions post, SharedWorkerServices sharedServices, Action<Worker> died)
    : IAsyncDisposable
{
    private const int MostTries = 5;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Caution = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LongestCrash = TimeSpan.FromSeconds(15);

    private readonly TimeProvider time = sharedServices.Time;
    private readonly ILogger log = sharedServices.Log;
    private readonly Lock gate = new();
    private readonly List<Worker> ready = [];
    private readonly List<Task<Worker>> starting = [];
    private readonly HashSet<Worker> leaving = [];
    private readonly List<Task> goodbyes = [];
    private readonly CancellationTokenSource stop = new();
    private Task<Worker>? standby;
    private int standbyRepairs;
    private DateTimeOffset cautiousUntil;
    private (SuiteFailedException Why, DateTimeOffset Until)? failed;
    private bool started;
    private Task? ending;

    /// <summary>The processes that take orders; where all of them are about to go, those.</summary>
    public IReadOnlyList<int> Processes
    {
        get
        {
            lock (gate)
                return [.. ready.Where(w => !leaving.Contains(w) || leaving.Count >= ready.Count).Select(w => w.ProcessId)];
        }
    }

    public int Count { get { lock (gate) return ready.Count; } }

    /// <summary>How long work waits for a thread in the worst of them, in milliseconds.</summary>
    public double Wait { get { lock (gate) return ready.Count == 0 ? 0 : ready.Max(w => w.Wait); } }

    /// <summary>The worker that has least to do; the next that is ready, where none is.</summary>
    /// <exception cref="SuiteFailedException">It cannot be started; it is tried again after 5 s.</exception>
    public Task<Worker> Find()
    {
        lock (gate)
        {
            ready.RemoveAll(w => w.State == WorkerState.Gone);
            if (starting.Count == 0 && ready.Count == 0 && failed is { } still && time.GetUtcNow() < still.Until)
                return Task.FromException<Worker>(still.Why);
            while (ready.Count(w => !leaving.Contains(w)) + starting.Count < post.WorkerLimits.Count && !stop.IsCancellationRequested)
                starting.Add(Begin());
            return ready.Where(w => w.State == WorkerState.Ready).MinBy(w => w.InFlight) is { } free ? Task.FromResult(free)
                : starting.FirstOrDefault() ?? Task.FromException<Worker>(new SuiteFailedException($"{suite.Name}: the runner stops."));
        }
    }

    /// <summary>This worker goes as soon as another is ready.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="why">What is wrong with it.</param>
    /// <param name="urgency">How long its runs are waited for.</param>
    public async Task Replace(Worker worker, string why, Urgency urgency = Urgency.None)
    {
        lock (gate)
            if (stop.IsCancellationRequested || !leaving.Add(worker))
                return;
        log.LogWarning("{Suite}: {Why}; worker {Process} is replaced", suite.Name, why, worker.ProcessId);
        if (urgency == Urgency.Now)
        {
            worker.Retire();
            lock (gate)
                cautiousUntil = time.GetUtcNow() + Caution;
            Replenish();
            worker.Kill(WorkerHealth.Sentence(why));
        }
        try
        {
            await Find();
            Task<Worker>[] next;
            lock (gate)
                next = [.. starting];
            await Task.WhenAll(next);
        }
        catch (SuiteFailedException e)
        {
            log.LogError("{Why}", e.Message);
        }
        worker.Retire();
        if (urgency == Urgency.Soon)
        {
            // Most of what it has ends in a moment, and need not be lost with it.
            await Task.Delay(Farewell, time, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            worker.Kill(WorkerHealth.Sentence(why));
        }
        if (urgency != Urgency.None)
        {
            await worker.End;
            died(worker);
        }
        await Dismiss(worker);
    }

    /// <summary>Ends them all, and what is still in flight with them.</summary>
    public ValueTask DisposeAsync()
    {
        lock (gate)
            return new ValueTask(ending ??= End());
    }

    private async Task End()
    {
        await Task.Yield();
        await stop.CancelAsync();
        Task<Worker>[] coming;
        lock (gate)
            coming = [.. starting, .. standby is null ? Array.Empty<Task<Worker>>() : [standby]];
        await Task.WhenAll(coming.Select(
            async c => { try { await (await c).DisposeAsync();
                } catch (SuiteFailedException) { /* It is not there. */ } catch (OperationCanceledException) { /* Nor is this one. */ } }));
        Worker[] here;
        lock (gate)
            here = [.. ready];
        foreach (var busy in here.Where(w => w.InFlight > 0))
            busy.Kill("The runner stopped in mid-run.");
        await Task.WhenAll(here.Select(w => w.DisposeAsync().AsTask()));
        Task[] last;
        lock (gate)
            last = [.. goodbyes];
        await Task.WhenAll(last);
        stop.Dispose();
    }

    /// <summary>Called under the gate.</summary>
    private Task<Worker> Begin()
    {
        var first = standby;
        standby = null;
        Task<Worker>? task = null;
        task = Start();
        return task;

        async Task<Worker> Start()
        {
            await Task.Yield();
            try
            {
                var worker = await (first is null ? StartOne() : Fit(first));
                lock (gate)
                {
                    starting.Remove(task!);
                    ready.Add(worker);
                    failed = null;
                    goodbyes.RemoveAll(g => g.IsCompleted);
                    goodbyes.Add(Follow(worker));
                    _ = WorkerHealth.Watch(worker, post.WorkerLimits, sharedServices.MachineIsShort,
                        finding => Found(worker, finding), time);
                    if (time.GetUtcNow() < cautiousUntil && !stop.IsCancellationRequested)
                        StandBy();
                }
                return worker;
            }
            catch (Exception e) when (e is SuiteFailedException or IOException)
            {
                var why = e as SuiteFailedException ?? new SuiteFailedException($"{suite.Name}: its worker cannot be started: {e.Message}");
                lock (gate)
                {
                    starting.Remove(task!);
                    failed = (why, time.GetUtcNow() + Pause);
                }
                throw why;
            }
        }
    }

    /// <summary>Called under the gate.</summary>
    private void StandBy()
    {
        if (standby is not null)
            return;
        standbyRepairs = suite.Copy?.Repairs ?? 0;
        standby = StartOne();
    }

    /// <summary>The worker that stood by, unless the folder that it stands in was deleted meanwhile.</summary>
    private async Task<Worker> Fit(Task<Worker> first)
    {
        var (worker, repairs) = (await first, standbyRepairs);
        suite.Mend();
        if (repairs == (suite.Copy?.Repairs ?? 0) && worker.State == WorkerState.Ready)
            return worker;
        lock (gate)
            goodbyes.Add(worker.DisposeAsync().AsTask());
        return await StartOne();
    }

    /// <summary>
    /// A suite that has started before starts again: one that does not at once may have been killed by a check of the worker before it.
    /// </summary>
    private async Task<Worker> StartOne()
    {
        for (var tries = 1; ; tries++)
            try
            {
                var worker = await WorkerStart.Run(suite, post, time, stop.Token);
                started = true;
                return worker;
            }
            catch (SuiteFailedException) when (started && tries < MostTries && !stop.IsCancellationRequested)
            {
                await Task.Delay(BetweenTries, time, stop.Token);
            }
    }

    /// <summary>A worker that ends without being told to has died: the next one comes at once, and another stands by.</summary>
    private async Task Follow(Worker worker)
    {
        var isMine = false;
        if (await Task.WhenAny(worker.End, worker.Crashing) == worker.Crashing && worker.State != WorkerState.Gone)
        {
            // The runtime writes its stack, which takes a while: what comes next need not wait for that.
            worker.Retire();
            isMine = Succeed(worker);
            await Task.WhenAny(worker.End, Task.Delay(LongestCrash, time));
        }
        else
            await worker.End;
        if (!isMine && !Succeed(worker))
            return;
        if (worker.State == WorkerState.Gone)
        {
            sharedServices.CrashCorrelator.Died(worker.ProcessId);
            log.LogWarning("{Suite}: worker {Process} is gone; another takes its place", suite.Name, worker.ProcessId);
            died(worker);
        }
        await worker.DisposeAsync();
    }

    /// <summary>
    /// Another takes the place of a worker that goes by itself, and one more stands by for a while. False where it is told to go.
    /// </summary>
    private bool Succeed(Worker worker)
    {
        lock (gate)
        {
            if (leaving.Contains(worker) || stop.IsCancellationRequested)
                return false;
            ready.Remove(worker);
            cautiousUntil = time.GetUtcNow() + Caution;
        }
        Replenish();
        return true;
    }

    private void Replenish() => _ = Find().ContinueWith(static t => t.Exception, TaskScheduler.Default);

    private async Task Dismiss(Worker worker)
    {
        await worker.DisposeAsync();
        lock (gate)
        {
            ready.Remove(worker);
            leaving.Remove(worker);
        }
    }

    /// <summary>Whether that was the last that is looked for in it.</summary>
    private bool Found(Worker worker, Finding finding)
    {
        lock (gate)
        {
            if (worker.State != WorkerState.Ready || leaving.Contains(worker))
                return worker.State == WorkerState.Gone;
            goodbyes.Add(Replace(worker, finding.Why, finding.Urgency));
        }
        return finding.Urgency != Urgency.None;
    }
}
