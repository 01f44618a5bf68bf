using SmokeTests.Worker;

namespace SmokeTests.Runner.Workers;

/// <summary>
/// Where runs are repeated that were lost with their worker: each as the only one in a worker, so that the one that ends it
/// again is known. A worker that a run has left well takes the next one; what it may have left in there ends another's run then,
/// which is repeated in a worker that nobody has used. Where other workers died in the same moment it may have been one of theirs:
/// then it is tried once more, while nothing else is in quarantine.
/// </summary>
internal sealed class Quarantine(CrashCorrelator crashCorrelator, TimeProvider time) : IAsyncDisposable
{
    private const int Rooms = 4;

    /// <summary>So long the worker of a convicted check is kept: what the check has left in it shows itself, or does no harm.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(30);

    private readonly PrioritySemaphore rooms = new(Rooms);
    private readonly SemaphoreSlim whole = new(1);
    private readonly Lock gate = new();
    private readonly List<Kept> kept = [];
    private readonly CancellationTokenSource stop = new();
    private int inside;

    /// <summary>The run, and whether it ended its worker again; null where no room was free in time.</summary>
    /// <param name="who">Whose run it is.</param>
    /// <param name="patience">How long it waits for a room; null for as long as it takes.</param>
    /// <param name="run">Runs it in the worker that it asks for.</param>
    public async Task<(Run Run, bool Guilty)?> Repeat(IsolatedRun who, TimeSpan? patience, Func<Func<Task<Worker>>, Task<Run>> run)
    {
        Interlocked.Increment(ref inside);
        try
        {
            if (await Shared(who.Began, patience, () => Once(who, run, fresh: false)) is not var (ended, dead))
                return null;
            // The worker may have been ended by what another has left in it.
            if (dead?.Ran.Count > 1 && !dead.Named.Contains(who.Key))
                (ended, dead) = (await Shared(who.Began, null, () => Once(who, run, fresh: true)))!.Value;
            if (dead is not null && dead.Named is not [_] && await crashCorrelator.DiedWithOthers(dead.ProcessId))
                (ended, dead) = await ByItself(() => Once(who, run, fresh: true));
            return (ended, dead is not null);
        }
        finally
        {
            if (Interlocked.Decrement(ref inside) == 0)
                await Clear(k => !k.Who.IsConvicted);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Clear(_ => true);
        whole.Dispose();
    }

    private async Task<T?> Shared<T>(long order, TimeSpan? patience, Func<Task<T>> act) where T : struct
    {
        using var limit = new CancellationTokenSource(patience ?? Timeout.InfiniteTimeSpan, time);
        try
        {
            await rooms.Enter(order, limit.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        try
        {
            return await act();
        }
        finally
        {
            rooms.Leave();
        }
    }

    private async Task<T> ByItself<T>(Func<Task<T>> act)
    {
        var taken = 0;
        try
        {
            await whole.WaitAsync();
            for (; taken < Rooms; taken++)
                await rooms.Enter(-1, CancellationToken.None);
            return await act();
        }
        finally
        {
            while (taken-- > 0)
                rooms.Leave();
            whole.Release();
        }
    }

    /// <summary>The run, and the worker that died of it.</summary>
    private async Task<(Run Run, Worker? Died)> Once(IsolatedRun who, Func<Func<Task<Worker>>, Task<Run>> run, bool fresh)
    {
        Worker? used = null;
        var ended = await run(async () => used = await Room(who, fresh));
        if (used is null)
            return (ended, null);
        if (ended.Outcome != Outcome.Lost && !ended.GoesOn)
        {
            Keep(new Kept(who, used));
            return (ended, null);
        }
        if (used.State != WorkerState.Gone)
            used.Kill("The check did not end: its worker was killed.");
        await used.DisposeAsync();
        // A worker that could still say what became of its run has not died of it.
        return (ended, ended.GoesOn ? null : used);
    }

    /// <summary>The worker that an innocent has left, or the check's own; otherwise a new one.</summary>
    private async Task<Worker> Room(IsolatedRun who, bool fresh)
    {
        lock (gate)
        {
            var at = fresh ? -1 : kept.FindIndex(k => k.Worker.State == WorkerState.Ready && IsFor(k.Who, who));
            if (at >= 0)
            {
                var worker = kept[at].Worker;
                kept.RemoveAt(at);
                return worker;
            }
        }
        var next = await who.Start();
        _ = next.End.ContinueWith(_ => crashCorrelator.Died(next.ProcessId), TaskScheduler.Default);
        return next;
    }

    private static bool IsFor(IsolatedRun before, IsolatedRun who) => who.IsConvicted ? before.IsConvicted && before == who
        : !before.IsConvicted && before.Suite == who.Suite && before.Environment == who.Environment;

    private void Keep(Kept one)
    {
        lock (gate)
            kept.Add(one);
        if (one.Who.IsConvicted)
            _ = LetGo(one);
    }

    private async Task LetGo(Kept one)
    {
        await Task.Delay(Linger, time, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Clear(k => ReferenceEquals(k, one));
    }

    private async Task Clear(Predicate<Kept> which)
    {
        Worker[] left;
        lock (gate)
        {
            left = [.. kept.Where(k => which(k)).Select(k => k.Worker)];
            kept.RemoveAll(which);
        }
        await Task.WhenAll(left.Select(w => w.DisposeAsync().AsTask()));
    }

    private sealed record Kept(IsolatedRun Who, Worker Worker);
}
