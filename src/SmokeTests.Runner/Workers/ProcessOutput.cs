using System.Diagnostics;
using SmokeTests.Recording;

namespace SmokeTests.Runner.Workers;

/// <summary>
/// The beginning and the end of what a process writes to its console: as much as fits a message, however much it was. What a
/// process writes while it crashes nobody has blotted: it is handed on without the secrets of its settings, and without those
/// that it has told of.
/// </summary>
/// <param name="secrets">Those of its settings.</param>
internal sealed class ProcessOutput(IEnumerable<string> secrets)
{
    /// <summary>So many of the secrets that it has told of are kept, such as tokens: the last ones.</summary>
    private const int MostTold = 500;

    /// <summary>Characters.</summary>
    public const int MostInAMinute = 16 * 1024 * 1024;
    private const long Minute = 60_000;

    private readonly SecretRedactor redactor = new(new SecretSet(secrets, least: 3));
    private readonly Queue<string> told = [];
    private readonly OutputTail output = new();
    private readonly OutputTail errors = new();
    private readonly CrashText crash = new();
    private long written;
    private long countedSince = Environment.TickCount64;

    /// <summary>Done when all is read that was written.</summary>
    public Task End { get; private set; } = Task.CompletedTask;

    /// <summary>Done when the runtime has begun to say why it ends the process.</summary>
    public Task Crashing => crash.Begun;

    /// <summary>What the runtime says when it ends the process, not blotted; empty where it says nothing.</summary>
    public string Crash => crash.ToString();

    /// <summary>More was written in a minute than anybody would read: no more is read.</summary>
    public bool IsFlooded => Volatile.Read(ref written) > MostInAMinute;

    /// <summary>Listens to a process until it has nothing more to say.</summary>
    public void Listen(Process process)
    {
        End = Task.WhenAll(Listen(process.StandardOutput, output, null), Listen(process.StandardError, errors, crash));
    }

    /// <summary>A secret that the process has met.</summary>
    public void Learn(string secret)
    {
        lock (told)
        {
            if (redactor.Knows(secret))
                return;
            told.Enqueue(secret);
            redactor.Learn(secret);
            while (told.Count > MostTold)
                redactor.Forget(told.Dequeue());
        }
    }

    /// <summary>Notes what the runner itself has to say of the process.</summary>
    public void Add(ReadOnlySpan<char> text) => errors.Add(text);

    /// <summary>A text of the process, without its secrets.</summary>
    public string Blotted(string text) => redactor.Blot(text);

    public override string ToString()
    {
        var said = string.Join('\n', new[] { output, errors }.Select(o => o.Blotted(redactor).TrimEnd()).Where(t => t.Length > 0));
        return said.Length == 0 ? "(nothing)" : said;
    }

    /// <summary>By the piece, not by the line: a process may write gigabytes without ending one.</summary>
    private async Task Listen(StreamReader reader, OutputTail tail, CrashText? alsoTo)
    {
        var piece = new char[4096];
        try
        {
            while (await reader.ReadAsync(piece) is var read && read > 0)
            {
                tail.Add(piece.AsSpan(0, read));
                alsoTo?.Add(piece.AsSpan(0, read));
                Count(read);
                if (IsFlooded)
                    // Who writes on waits until the process is ended.
                    return;
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The process is gone and so is its pipe.
        }
    }

    private void Count(int characters)
    {
        var now = Environment.TickCount64;
        if (now - Volatile.Read(ref countedSince) > Minute)
        {
            Volatile.Write(ref countedSince, now);
            Volatile.Write(ref written, 0);
        }
        Interlocked.Add(ref written, characters);
    }
}
