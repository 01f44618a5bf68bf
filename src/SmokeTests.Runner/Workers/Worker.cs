using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using SmokeTests.Recording;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Workers;

/// <summary>One warm process of a suite: runs go in, results come out, and its end takes all that it started with it.</summary>
internal sealed class Worker : IAsyncDisposable
{
    private static readonly TimeSpan CancelLimit = TimeSpan.FromSeconds(2);

    /// <summary>
    /// A worker says by itself what became of a run that does not end, 4 s after its time was up; later it counts as silent.
    /// </summary>
    private static readonly TimeSpan VerdictLimit = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(0.3);

    /// <summary>A runtime that ends a process writes its stack, and the core perhaps.</summary>
    private static readonly TimeSpan CrashLimit = TimeSpan.FromSeconds(2);
    private const int MostOfCause = 4 * 1024;
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestAbsence = TimeSpan.FromSeconds(4);
    private static readonly Dictionary<string, double> NoneOutside = [];

    private readonly Process process;
    private readonly ProcessGroup processGroup;
    private readonly Wire wire;
    private readonly ConcurrentDictionary<string, Waiting> inFlight = new(StringComparer.Ordinal);
    private readonly AccountLeases loans;
    private readonly ProcessOutput words;
    private readonly WorkerOptions post;
    private readonly TimeProvider time;
    private readonly DateTimeOffset born;
    private readonly Task listening;
    private readonly Task speaking;
    private readonly ConcurrentDictionary<string, bool> ran = new(StringComparer.Ordinal);
    private long heardAt;
    private long askedAt;
    private int exitCode = -1;
    private string? killedFor;
    private Ending? ending;
    private bool dismissed;
    private bool wasDismissed;

    internal Worker(Process process, ProcessGroup processGroup, Wire wire, Task speaking, Hello hello, ProcessOutput words,
        WorkerOptions post, TimeProvider time)
    {
        (this.process, this.processGroup, this.wire, this.speaking, this.words, this.post, this.time, Hello) =
            (process, processGroup, wire, speaking, words, post, time, hello);
        loans = new AccountLeases(post.LogIns, wire);
        ProcessId = process.Id;
        born = time.GetUtcNow();
        heardAt = askedAt = time.GetTimestamp();
        State = WorkerState.Ready;
        listening = Listen();
    }

    public Hello Hello { get; }

    public WorkerState State { get; private set; }

    public int ProcessId { get; }

    /// <summary>The checks that it has run, or was running.</summary>
    public IReadOnlyCollection<string> Ran => [.. ran.Keys];

    /// <summary>Of those that were looked at apart from the others, which it is for.</summary>
    public int Group => post.Group;

    /// <summary>It has been told to end: its end is nobody's fault.</summary>
    public bool IsDismissed => State == WorkerState.Gone ? wasDismissed : Volatile.Read(ref dismissed) && killedFor is null;

    /// <summary>Runs were in flight when it ended.</summary>
    public bool WasBusy { get; private set; }

    /// <summary>The checks that what it said and wrote at its end speaks of.</summary>
    public IReadOnlyList<string> Named => Blame.Of(ending?.Check, words.Crash, Ran);

    /// <summary>Done when the runtime has begun to end it, which may take seconds.</summary>
    public Task Crashing => words.Crashing;

    /// <summary>All threads of its pool are held up.</summary>
    public bool IsHeldUp { get; private set; }

    /// <summary>It writes past its console, more than anybody would read.</summary>
    public bool HasWrittenTooMuch => words.IsFlooded;

    /// <summary>It was stopped, by itself perhaps. Only Linux tells.</summary>
    public bool IsStopped => OperatingSystem.IsLinux() && ProcessTree.Read(ProcessId) is { State: 'T' };

    /// <summary>Runs that it has been given.</summary>
    public long Taken { get; private set; }

    public int InFlight => inFlight.Count;

    public TimeSpan Age => time.GetUtcNow() - born;

    /// <summary>
    /// How long it has said nothing; it says something every second. To be asked as often: where nobody asked for a while, this process
    /// stood still itself, and could not hear it.
    /// </summary>
    public TimeSpan Silence()
    {
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(Interlocked.Exchange(ref askedAt, now), now) > LongestAbsence)
            Volatile.Write(ref heardAt, now);
        return time.GetElapsedTime(Volatile.Read(ref heardAt), now);
    }

    /// <summary>How long work waits for a thread in it, in milliseconds.</summary>
    public double Wait { get; private set; }

    /// <summary>Done when it is gone.</summary>
    public Task End => listening;

    /// <summary>Runs a check. One that does not end, nor when it is told to, is abandoned: its worker must be replaced.</summary>
    /// <param name="said">Told what it writes and does, where the order asks for that.</param>
    public async Task<Ended> Run(RunCheck order, TimeSpan limit, Action<string>? said = null)
    {
        var waiting = inFlight[order.Id] = new Waiting(said, time.GetTimestamp());
        Taken++;
        ran[order.Check] = true;
        if (State == WorkerState.Gone || !wire.Enqueue(order))
            Forget(order.Id);
        for (var borne = TimeSpan.Zero; ;)
        {
            if (await Within(waiting.Done.Task, limit))
                return new Ended(await waiting.Done.Task, Hung: false);
            // What the monitor did for itself meanwhile, as far as it is known now, is waited for as well.
            if (waiting.Outside - borne is var more && more <= TimeSpan.Zero)
                break;
            (borne, limit) = (borne + more, more);
        }
        wire.Enqueue(new CancelRun(order.Id));
        if (await Within(waiting.Done.Task, VerdictLimit))
            return new Ended(await waiting.Done.Task, Hung: false);
        Forget(order.Id);
        return new Ended(null, Hung: true);
    }

    /// <summary>How the process ended, and what it wrote. To be asked when a run was lost with it.</summary>
    public string ExitReason => (killedFor ?? $"The worker died in mid-run (exit code {(exitCode < 0 ? "unknown" : exitCode)}).")
        + (ending is { } said ? $" {said.Why}" : "") + $" It wrote:\n{words}";

    /// <summary>How it ended, in a few lines.</summary>
    public string Cause => (killedFor ?? $"It ended with exit code {(exitCode < 0 ? "unknown" : exitCode)}.") + "\n"
        + (ending?.Why
            ?? (words.Crash is { Length: > 0 } crash ? TextLimit.Cut(words.Blotted(crash), MostOfCause) : $"It wrote:\n{words}"));

    /// <summary>What it takes of the machine; null when it has gone.</summary>
    public (long Bytes, int Threads)? Weigh()
    {
        try
        {
            process.Refresh();
            return (process.WorkingSet64, process.Threads.Count);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>It takes no more runs; those that it has go on.</summary>
    public void Retire()
    {
        if (State == WorkerState.Ready)
            State = WorkerState.Draining;
    }

    /// <summary>Ends it at once, with all that it has started; its runs are lost for this reason.</summary>
    public void Kill(string why)
    {
        killedFor ??= why;
        processGroup.KillAll(process);
    }

    /// <summary>Lets it finish what it has, then ends it with all that it has started.</summary>
    public async ValueTask DisposeAsync()
    {
        Volatile.Write(ref dismissed, true);
        Retire();
        await Task.WhenAll(inFlight.Values.Select(w => w.Done.Task));
        wire.Enqueue(new StopWorker());
        using var patience = new CancellationTokenSource(StopLimit, time);
        await process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        processGroup.KillAll(process);
        await listening;
        wire.Dispose();
        await speaking;
        processGroup.Dispose();
        Leftovers.Release(process);
    }

    private async Task Listen()
    {
        await Task.Yield();
        try
        {
            while (await wire.Receive() is { } message)
            {
                Volatile.Write(ref heardAt, time.GetTimestamp());
                Heard(message);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException
            or System.Text.Json.JsonException or InvalidDataException or NotSupportedException)
        {
            words.Add($"(its socket broke: {e.Message})\n");
        }
        (wasDismissed, WasBusy) = (Volatile.Read(ref dismissed) && killedFor is null, !inFlight.IsEmpty);
        State = WorkerState.Gone;
        wire.Close();
        // A process that ends by itself is given a moment to say why.
        var patience = words.Crashing.IsCompleted || ending is not null ? CrashLimit : LastMoment;
        if (!await Within(process.WaitForExitAsync(), patience) && !inFlight.IsEmpty)
            killedFor ??= "The worker's connection to the runner was closed in mid-run: its process was killed.";
        processGroup.KillAll(process);
        if (await Within(process.WaitForExitAsync(), CancelLimit))
        {
            exitCode = process.ExitCode;
            DiagnosticFiles.Remove(process.Id);
        }
        await Within(words.End, LastMoment);
        _ = Task.Run(Leftovers.Sweep);
        loans.Close();
        // In the order that they began: who stopped a worker had begun, those after it had not.
        foreach (var (id, _) in inFlight.ToArray().OrderBy(w => w.Value.Began))
            Forget(id);
    }

    private void Heard(WorkerMessage message)
    {
        switch (message)
        {
            case RunFinished finished when inFlight.TryRemove(finished.Id, out var waiting):
                waiting.Done.TrySetResult(finished);
                break;
            case Said said when inFlight.TryGetValue(said.Id, out var saying):
                saying.Said?.Invoke(said.Text);
                break;
            case Heartbeat beat:
                (Wait, IsHeldUp) = (beat.Wait, beat.IsHeldUp == true);
                foreach (var (id, seconds) in beat.Outside ?? NoneOutside)
                    if (inFlight.TryGetValue(id, out var bearing))
                        bearing.Outside = TimeSpan.FromSeconds(seconds);
                break;
            case Ending said:
                ending ??= said with { Why = words.Blotted(TextLimit.Cut(said.Why, TextLimit.Block)) };
                break;
            case SecretMet met:
                words.Learn(met.Text);
                break;
            case DebtsChanged:
                post.DebtsChanged();
                break;
            case LogInWanted wanted:
                _ = loans.Lend(wanted);
                break;
            case LogInBack { Id: var loan }:
                loans.TakeBack(loan);
                break;
        }
    }

    private void Forget(string id)
    {
        if (inFlight.TryRemove(id, out var waiting))
            waiting.Done.TrySetResult(null);
    }

    private async Task<bool> Within(Task task, TimeSpan limit)
    {
        await task.WaitAsync(limit, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCompleted;
    }

    private sealed record Waiting(Action<string>? Said, long Began)
    {
        /// <summary>To be added to its time.</summary>
        public TimeSpan Outside { get; set; }

        public TaskCompletionSource<RunFinished?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
