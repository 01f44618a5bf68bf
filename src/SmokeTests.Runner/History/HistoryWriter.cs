using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Data.Common;
using System.Threading.Channels;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Worker;

namespace SmokeTests.Runner.History;

/// <summary>
/// The one writer of runs. What ends within 50 ms is committed together, with the decisions and messages that follow from
/// it; a run that is not good waits for no other. What the rules look at is kept in memory, and only by the writer: it is
/// as the database has it. When the database does not take runs, they wait; when too many wait, good runs are shortened,
/// then left out, and counted. What decides something is never left out.
/// </summary>
internal sealed class HistoryWriter(HistoryStore historyStore, EvidenceStore? evidenceStore, TimeProvider time, ILogger<HistoryWriter> log)
{
    /// <summary>So many runs go into one commit at most.</summary>
    private const int Batch = 2_000;
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // At the stop somebody waits, who kills the runner after 10 s if he is a container.
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestLastBackoff = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>So many runs may wait on the disk for the database to come back: some 300 MB without their steps.</summary>
    private const int MostSpooled = 1_000_000;

    private readonly Channel<Waiting> waiting = Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });
    private readonly TaskCompletionSource closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, (RuleInput Standing, long Fence)> standings = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Run> lasts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ImmutableDictionary<string, Run>> views = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> calm = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> unsaved = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Gap> gaps = new(StringComparer.Ordinal);
    private readonly int[] ofShards = new int[Shards.All];
    private int count;
    private long leftOut;

    /// <summary>Runs that wait to be written.</summary>
    public int Queue => Volatile.Read(ref count);

    /// <summary>Whether nothing of a shard waits to be written.</summary>
    public bool IsQuiet(int shard) => Volatile.Read(ref ofShards[shard]) == 0;

    /// <summary>Good runs that were left out since the start, because too many were waiting, or the disk is full.</summary>
    public long LeftOut => Interlocked.Read(ref leftOut);

    /// <summary>
    /// Above this many waiting runs good ones lose their steps and output, and no run leaves evidence; above five times as many
    /// good runs are left out.
    /// </summary>
    public int Comfortable { get; init; } = 10_000;

    /// <summary>Whether there is hardly room on the disk: then only what is not good is saved, without its steps.</summary>
    public Func<bool> IsScarce { get; init; } = () => false;

    /// <summary>Why the database took nothing the last time; null when it did.</summary>
    public string? Trouble
    {
        get => Interim is { IsOn: true, IsCutOff: true } ? "neither the database nor the other runners are reached" : field;
        private set;
    }

    /// <summary>What stands in for a database that is away for longer; null where the history is on this machine.</summary>
    public FallbackHistory? Interim { get; init; }

    private HistoryStore Current => Interim is { IsOn: true } ? Interim.HistoryStore : historyStore;

    /// <summary>Saves a run; done once it is committed.</summary>
    /// <param name="reckon">The time since the check's last run, of each location where several look.</param>
    public Task<Ruling> Save(Run run, Decide? decide = null, Func<IReadOnlyCollection<Run>, TimeBreakdown>? reckon = null)
    {
        var queue = Queue;
        if (evidenceStore is not null)
            evidenceStore.IsBusy = queue > Comfortable;
        if (IsScarce())
        {
            // Whoever is told of it has the steps; the history has not.
            if (run.Outcome == Outcome.Passed && calm.ContainsKey(run.Check))
                return LeaveOut(run);
            run = run with { Steps = [], Output = null, Measures = [] };
        }
        var spooled = Interim?.Spooled ?? 0;
        if (run.Outcome == Outcome.Passed && (queue > Comfortable || spooled > Comfortable) && calm.ContainsKey(run.Check))
        {
            if (queue > Comfortable * 5 || spooled > MostSpooled)
                return LeaveOut(run);
            run = run with { Steps = [], Output = null, Measures = [] };
        }
        var one = new Waiting(run, decide, reckon);
        Interlocked.Increment(ref count);
        Interlocked.Increment(ref ofShards[Shards.Of(run.Check)]);
        return waiting.Writer.TryWrite(one) ? one.Done.Task : throw new InvalidOperationException("The history is closed.");
    }

    /// <summary>Due times at which a check did not run: written down with its next run.</summary>
    public void RecordGap(Gap gap) =>
        gaps.AddOrUpdate(gap.Check, gap, (_, before) => before with { Until = gap.Until, Times = before.Times + gap.Times });

    private Task<Ruling> LeaveOut(Run run)
    {
        RecordGap(new Gap(run.Check, run.At - (run.Late ?? TimeSpan.Zero) - TimeSpan.FromMilliseconds(1), run.At.AddMilliseconds(run.Ms), 1,
            "it ran, but the history could not take it"));
        unsaved[run.Check] = run.At;
        Interlocked.Increment(ref leftOut);
        return Task.FromResult(Ruling.Nothing);
    }

    /// <summary>The last run of a check that is committed.</summary>
    public Run? Last(string check)
    {
        if (lasts.TryGetValue(check, out var last))
            return last;
        return Current.LastRun(check) is { } saved ? lasts.GetOrAdd(check, saved) : null;
    }

    /// <summary>Knows the last runs again, so that nobody has to look them up one by one after a restart.</summary>
    public void LoadLatest()
    {
        foreach (var run in historyStore.LastRuns())
            lasts.TryAdd(run.Check, run);
    }

    /// <summary>Runs of checks that other runners have.</summary>
    public void AddReplicated(IEnumerable<Run> runs)
    {
        foreach (var run in runs)
            See(run);
    }

    /// <summary>A check's last run from each location that it runs from.</summary>
    public IReadOnlyCollection<Run> Views(string check) =>
        [.. views.GetOrAdd(check,
            _ => Current.Runs(check, AlertRules.Horizon).Where(r => r.Location is not null).GroupBy(r => r.Location!)
                .ToImmutableDictionary(g => g.Key, g => g.First())).Values];

    /// <summary>The same, as far as this runner has seen it since its start.</summary>
    public IReadOnlyCollection<Run> KnownViews(string check) => views.TryGetValue(check, out var seen) ? [.. seen.Values] : [];

    /// <summary>What a location reports late is no news, but for that location.</summary>
    private void See(Run run)
    {
        if (run.Location is not { } location)
        {
            lasts[run.Check] = run;
            return;
        }
        lasts.AddOrUpdate(run.Check, run, (_, last) => last.At > run.At ? last : run);
        _ = Views(run.Check);
        views.AddOrUpdate(run.Check, _ => ImmutableDictionary<string, Run>.Empty.Add(location, run),
            (_, all) => all.SetItem(location, run));
    }

    /// <summary>The last run of a check that this runner has seen.</summary>
    public Run? LastKnown(string check) => lasts.GetValueOrDefault(check);

    /// <summary>When a check's last run of this runner began, whatever came of it.</summary>
    public DateTimeOffset? LastInMemory(string check)
    {
        DateTimeOffset? saved = lasts.TryGetValue(check, out var last) ? last.At : null;
        return unsaved.TryGetValue(check, out var at) && !(saved > at) ? at : saved;
    }

    /// <summary>Nothing comes any more: what waits is written, then <see cref="Run"/> ends.</summary>
    public void Close()
    {
        waiting.Writer.TryComplete();
        closing.TrySetResult();
    }

    public async Task Run()
    {
        var batch = new List<Waiting>();
        while (await Wait())
        {
            await Return();
            batch.Clear();
            Take(batch);
            if (batch.TrueForAll(w => w.Run.Outcome == Outcome.Passed) && !waiting.Reader.Completion.IsCompleted)
            {
                await Task.Delay(Linger, time);
                Take(batch);
            }
            await Write(batch);
            Interlocked.Add(ref count, -batch.Count);
            foreach (var one in batch)
                Interlocked.Decrement(ref ofShards[Shards.Of(one.Run.Check)]);
        }
    }

    private async Task<bool> Wait()
    {
        var ready = waiting.Reader.WaitToReadAsync().AsTask();
        while (Interim is { IsOn: true } && await Task.WhenAny(ready, Task.Delay(BetweenLooks, time)) != ready)
            await Return();
        return await ready;
    }

    /// <summary>The database that was away has everything before it gets more.</summary>
    private async Task Return()
    {
        if (Interim is { IsOn: true, IsBack: true } fallbackHistory && await fallbackHistory.MoveToDatabase())
            standings.Clear();
    }

    /// <summary>A check stands once in a batch: the second run is decided when the first is saved.</summary>
    private void Take(List<Waiting> batch)
    {
        var seen = batch.Select(w => w.Run.Check).ToHashSet(StringComparer.Ordinal);
        while (batch.Count < Batch && waiting.Reader.TryPeek(out var next) && seen.Add(next.Run.Check) && waiting.Reader.TryRead(out _))
            batch.Add(next);
    }

    private async Task Write(IReadOnlyCollection<Waiting> batch)
    {
        var began = time.GetTimestamp();
        for (var attempt = 0; ; attempt++)
            try
            {
                Commit(batch);
                Trouble = null;
                return;
            }
            catch (Exception e)
                when (e is DbException or IOException or UnauthorizedAccessException && (attempt < 2 || DatabaseFault.MayPass(e)))
            {
                if (attempt == 2)
                    log.LogError("The history takes nothing ({Why}); {Count} runs wait, and it is tried again", e.Message, Queue);
                Trouble = attempt >= 2 ? e.Message : Trouble;
                var isLast = closing.Task.IsCompleted;
                if (Interim is { IsOn: false } && time.GetElapsedTime(began) > (isLast ? LastPatience : Patience))
                    Interim.Begin(e.Message, tells: !isLast);
                else
                    await Backoff(attempt);
            }
#pragma warning disable CA1031 // What cannot be saved must not hold up what can: it is told to whoever waits for it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                if (batch.Count > 1)
                    foreach (var one in batch)
                        await Write([one]);
                else
                    batch.First().Done.TrySetException(e);
                return;
            }
    }

    /// <summary>Longer each time, until the stop.</summary>
    private Task Backoff(int attempt)
    {
        var longest = closing.Task.IsCompleted ? LongestLastBackoff : LongestBackoff;
        var pause = Task.Delay(TimeSpan.FromMilliseconds(Math.Min(50 * Math.Pow(2, attempt), longest.TotalMilliseconds)), time);
        return closing.Task.IsCompleted ? pause : Task.WhenAny(closing.Task, pause);
    }

    private void Commit(IReadOnlyCollection<Waiting> batch)
    {
        var written = batch.Select(w => (Waiting: w, Outcome: Decide(w))).ToArray();
        var refused = Current.Save([.. written.Select(w => w.Outcome.Entry)]);
        Interim?.RecordSaved(written.Length,
            [.. written.Where(w => w.Outcome.Entry.Decided.Count > 0).Select(w => w.Outcome.Entry.Run.Check)]);
        if (refused.Count > 0)
            log.LogWarning("{Count} runs were not saved, of {Check} for one: another runner has taken them over", refused.Count,
                refused.First().Run.Check);
        foreach (var (one, (entry, ruling, standing)) in written)
            if (refused.Contains(entry))
            {
                Forget(one.Run);
                one.Done.TrySetResult(Ruling.Nothing);
            }
            else
            {
                Remember(one.Run, entry, standing);
                one.Done.TrySetResult(ruling);
            }
    }

    /// <summary>Another runner has its check: whatever is known of it here is out of date, and its run is not told.</summary>
    private void Forget(Run run)
    {
        standings.Remove(run.Check);
        lasts.TryRemove(run.Check, out _);
        views.TryRemove(run.Check, out _);
        calm.TryRemove(run.Check, out _);
    }

    /// <summary>What is known of a check holds as long as its shard stays here.</summary>
    private long Fence(string check) => historyStore.Fences is { } fences ? fences.FenceOf(Shards.Of(check)) ?? -1 : 0;

    private (HistoryEntry Entry, Ruling Ruling, RuleInput? Standing) Decide(Waiting one)
    {
        if (gaps.TryRemove(one.Run.Check, out var gap))
            one.Gap = gap;
        var passed = one.Reckon is { } reckon && Last(one.Run.Check) is { } last
            ? reckon(last.Location is null ? [last] : Views(one.Run.Check)) : default;
        if (one.Decide is null)
            return (new HistoryEntry(one.Run, false, []) { Before = passed, Gap = one.Gap }, Ruling.Nothing, null);
        var fence = Fence(one.Run.Check);
        var before = standings.TryGetValue(one.Run.Check, out var known) && known.Fence == fence ? known.Standing
            : Current.Standing(one.Run.Check);
        var standing = before.After(one.Run);
        var (ruling, decided) = one.Decide(standing);
        return (new HistoryEntry(one.Run, standing.EverPassed && !before.EverPassed, decided) { Before = passed, Fence = fence,
            Gap = one.Gap }, ruling, standing);
    }

    private void Remember(Run run, HistoryEntry entry, RuleInput? standing)
    {
        See(run);
        if (standing is null)
            return;
        // What was decided has a number in the database: the next run reads it there.
        if (entry.Decided.Count > 0)
            standings.Remove(run.Check);
        else
            standings[run.Check] = (standing, entry.Fence);
        if (standing.Open.Count == 0 && entry.Decided.Count == 0 && run.Outcome == Outcome.Passed)
            calm[run.Check] = true;
        else
            calm.TryRemove(run.Check, out _);
    }

    private sealed record Waiting(Run Run, Decide? Decide, Func<IReadOnlyCollection<Run>, TimeBreakdown>? Reckon)
    {
        /// <summary>What was missed before it.</summary>
        public Gap? Gap { get; set; }

        public TaskCompletionSource<Ruling> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
