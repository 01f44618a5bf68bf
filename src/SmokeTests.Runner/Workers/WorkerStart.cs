using System.Diagnostics;
using System.Net.Sockets;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Workers;

/// <summary>How a worker comes to life: its process, its socket, its hello.</summary>
internal static class WorkerStart
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    /// <summary>Starts the suite's process and waits for its hello.</summary>
    /// <exception cref="SuiteFailedException">It ended, said nothing in 60 s, or speaks another protocol.</exception>
    public static async Task<Worker> Run(Suite suite, WorkerOptions post, TimeProvider time, CancellationToken cancel)
    {
        suite.Mend();
        var folder = Directory.CreateTempSubdirectory("smoke-");
        try
        {
            var path = Path.Combine(folder.FullName, "w");
            using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen(1);
            var processGroup = new ProcessGroup(post.Warn);
            var process = Leftovers.Start(WorkerStartInfo.Command(suite, path, post, processGroup), processGroup);
            processGroup.Assign(process);
            if (post.IsQuiet)
                Yield(process);
            var words = new ProcessOutput(WorkerStartInfo.Secrets(suite, post));
            words.Listen(process);
            try
            {
                return await Greet(suite, process, processGroup, listener, words, post, time, cancel);
            }
            catch
            {
                processGroup.KillAll(process);
                Leftovers.Release(process);
                Leftovers.Sweep();
                throw;
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Worker> Greet(
        Suite suite, Process process, ProcessGroup processGroup, Socket listener, ProcessOutput words, WorkerOptions post,
        TimeProvider time, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(StartLimit);
        var connecting = listener.AcceptAsync(limit.Token).AsTask();
        try
        {
            if (await Task.WhenAny(connecting, process.WaitForExitAsync(limit.Token)) != connecting && process.HasExited)
                throw new SuiteFailedException(
                    $"{suite.Name}: its worker ended with exit code {process.ExitCode} before it said hello. It wrote:\n{words}");
            var wire = new Wire(await connecting);
            var first = await wire.Receive(limit.Token);
            for (; first is SecretMet met; first = await wire.Receive(limit.Token))
                words.Learn(met.Text);
            if (first is null)
                throw new SuiteFailedException($"{suite.Name}: its worker ended before it said hello. It wrote:\n{words}");
            if (first is not Hello hello || hello.Protocol != Protocol.Version)
                throw new SuiteFailedException(
                    $"{suite.Name}: its worker speaks another protocol than this runner ({Protocol.Version}). "
                    + "Build it against the same SmokeTests.");
            return new Worker(process, processGroup, wire, wire.RunSender(), hello, words, post, time);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new SuiteFailedException(
                $"{suite.Name}: its worker did not say hello within {Interval.Write(StartLimit)}. It wrote:\n{words}");
        }
    }

    private static void Yield(Process process)
    {
        try
        {
            process.PriorityClass = ProcessPriorityClass.BelowNormal;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception or PlatformNotSupportedException)
        {
            // It has ended already, or it competes like any other.
        }
    }
}
