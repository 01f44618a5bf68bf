using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Workers;

/// <summary>The life of a worker. It only moves forward, and only this file moves it.</summary>
internal enum WorkerState
{
    /// <summary>It has said hello and takes runs.</summary>
    Ready,

    /// <summary>It finishes what it has and takes no more.</summary>
    Stopping,

    /// <summary>The process has ended, or its socket has.</summary>
    Gone,
}

/// <summary>One warm process of a suite: runs go in, results come out, and its end takes all that it started with it.</summary>
internal sealed class Worker : IAsyncDisposable
{
    private const int MostWords = 8 * 1024;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan CancelLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly Process process;
    private readonly Socket socket;
    private readonly NetworkStream stream;
    private readonly StreamWriter writer;
    private readonly SemaphoreSlim writing = new(1);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<RunFinished?>> inFlight = new(StringComparer.Ordinal);
    private readonly LastWords words;
    private readonly Post post;
    private readonly Task reading;
    private int? exitCode;

    private Worker(Process process, Socket socket, StreamReader reader, NetworkStream stream, Hello hello, LastWords words, Post post)
    {
        (this.process, this.socket, this.stream, this.words, this.post, Hello) = (process, socket, stream, words, post, hello);
        ProcessId = process.Id;
        writer = new StreamWriter(stream) { AutoFlush = true };
        State = WorkerState.Ready;
        reading = Read(reader);
    }

    public Hello Hello { get; }

    public WorkerState State { get; private set; }

    public int ProcessId { get; }

    /// <summary>Starts the suite's process and waits for its hello.</summary>
    /// <exception cref="SuiteFailedException">It ended, said nothing in 60 s, or speaks another protocol.</exception>
    public static async Task<Worker> Start(Suite suite, Post post, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("smoke-");
        try
        {
            var path = Path.Combine(folder.FullName, "w");
            using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen(1);
            var words = new LastWords(MostWords);
            var process = Process.Start(Command(suite, path, post))!;
            process.OutputDataReceived += (_, said) => words.Add(said.Data);
            process.ErrorDataReceived += (_, said) => words.Add(said.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            try
            {
                return await Greet(suite, process, listener, words, post, cancel);
            }
            catch
            {
                Kill(process);
                throw;
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Runs a check. A run that does not end, nor when it is told to, takes the worker with it.</summary>
    public async Task<Ended> Run(RunCheck order, TimeSpan limit, TimeProvider time)
    {
        var id = order.Id;
        var ended = inFlight[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (State != WorkerState.Ready || !await Send(order))
            Forget(id);
        if (await Within(ended.Task, limit, time))
            return new Ended(await ended.Task, Hung: false);
        await Send(new CancelRun(id));
        if (await Within(ended.Task, CancelLimit, time))
            return new Ended(await ended.Task, Hung: false);
        Kill(process);
        return new Ended(await ended.Task, Hung: true);
    }

    /// <summary>How the process ended, and what it wrote. To be asked when a run was lost with it.</summary>
    public string Epitaph => $"The worker died in mid-run (exit code {exitCode?.ToString() ?? "unknown"}). It wrote:\n{words}";

    public async ValueTask DisposeAsync()
    {
        if (State == WorkerState.Ready)
        {
            State = WorkerState.Stopping;
            await Send(new StopWorker());
        }
        using var patience = new CancellationTokenSource(StopLimit, TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Kill(process);
        }
        await reading;
        await stream.DisposeAsync();
        socket.Dispose();
        process.Dispose();
        writing.Dispose();
    }

    private static async Task<Worker> Greet(Suite suite, Process process, Socket listener, LastWords words, Post post, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(StartLimit);
        var connecting = listener.AcceptAsync(limit.Token).AsTask();
        try
        {
            if (await Task.WhenAny(connecting, process.WaitForExitAsync(limit.Token)) != connecting && process.HasExited)
                throw new SuiteFailedException($"{suite.Name}: its worker ended with exit code {process.ExitCode} before it said hello. It wrote:\n{words}");
            var socket = await connecting;
            var stream = new NetworkStream(socket);
            var reader = new StreamReader(stream);
            var first = await reader.ReadLineAsync(limit.Token);
            if (first is null)
                throw new SuiteFailedException($"{suite.Name}: its worker ended before it said hello. It wrote:\n{words}");
            if (Protocol.Read(first) is not Hello hello || hello.Protocol != Protocol.Version)
                throw new SuiteFailedException($"{suite.Name}: its worker speaks another protocol than this runner ({Protocol.Version}). Build it against the same SmokeTests.");
            return new Worker(process, socket, reader, stream, hello, words, post);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new SuiteFailedException($"{suite.Name}: its worker did not say hello within {Interval.Write(StartLimit)}. It wrote:\n{words}");
        }
    }

    private static ProcessStartInfo Command(Suite suite, string socket, Post post)
    {
        var start = new ProcessStartInfo(Dotnet()) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = suite.Folder, UseShellExecute = false };
        string[] arguments = ["exec", suite.Path, "--worker", socket, .. Option("--environment", post.Environment), .. Option("--settings", post.Settings), .. Option("--debts", post.Debts)];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_gcServer"] = "0";
        return start;

        static string[] Option(string name, string? value) => value is null ? [] : [name, value];
    }

    /// <summary>The muxer of the runtime that runs us: the same on every platform, whether or not it is on the path.</summary>
    private static string Dotnet()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var ours = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(ours) ? ours : name;
    }

    private async Task Read(StreamReader reader)
    {
        await Task.Yield();
        try
        {
            while (await reader.ReadLineAsync() is { } line)
                switch (Protocol.Read(line))
                {
                    case RunFinished finished when inFlight.TryRemove(finished.Id, out var waiting):
                        waiting.TrySetResult(finished);
                        break;
                    case DebtsChanged:
                        post.DebtsChanged();
                        break;
                }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or System.Text.Json.JsonException)
        {
            words.Add($"(its socket broke: {e.Message})");
        }
        State = WorkerState.Gone;
        Kill(process);
        if (await Within(process.WaitForExitAsync(), CancelLimit, TimeProvider.System))
            exitCode = process.ExitCode;
        foreach (var id in inFlight.Keys)
            Forget(id);
    }

    private void Forget(string id)
    {
        if (inFlight.TryRemove(id, out var waiting))
            waiting.TrySetResult(null);
    }

    private async Task<bool> Send(Message message)
    {
        await writing.WaitAsync();
        try
        {
            await writer.WriteAsync(Protocol.Write(message) + "\n");
            return true;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            writing.Release();
        }
    }

    private static async Task<bool> Within(Task task, TimeSpan limit, TimeProvider time)
    {
        using var timer = new CancellationTokenSource();
        var first = await Task.WhenAny(task, Task.Delay(limit, time, timer.Token));
        await timer.CancelAsync();
        return first == task;
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended by itself.
        }
    }
}

/// <summary>Where a worker stands, and what it is to report besides its runs.</summary>
/// <param name="Environment">One of the settings' environments; null for the settings' own choice.</param>
/// <param name="Settings">The settings file; null for the suite's own.</param>
/// <param name="Debts">The file of what is owed; null for the usual one.</param>
/// <param name="DebtsChanged">Called when what is owed has changed.</param>
internal sealed record Post(string? Environment, string? Settings, string? Debts, Action DebtsChanged);

/// <summary>How a run ended: with a result, or lost with its worker, perhaps because it would not end.</summary>
internal readonly record struct Ended(RunFinished? Finished, bool Hung);

/// <summary>A suite whose worker cannot be started.</summary>
internal sealed class SuiteFailedException(string message) : Exception(message);
