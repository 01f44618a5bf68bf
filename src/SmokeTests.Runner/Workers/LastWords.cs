using System.Diagnostics;
using System.Text;

namespace SmokeTests.Runner.Workers;

/// <summary>The beginning and the end of what a process writes to its console: as much as fits a message, however much it was.</summary>
internal sealed class LastWords
{
    private const int Most = 8 * 1024;
    private const int MostOfCrash = 32 * 1024;

    /// <summary>Characters.</summary>
    public const int MostInAMinute = 16 * 1024 * 1024;
    private const long Minute = 60_000;

    /// <summary>How the runtime begins to say why it ends a process.</summary>
    private static readonly string[] Crashes = ["Unhandled exception.", "Process terminated.", "Stack overflow.", "Fatal error.", "Out of memory."];
    private readonly StringBuilder beginning = new();
    private readonly StringBuilder end = new();
    private readonly StringBuilder crash = new();
    private readonly TaskCompletionSource crashing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string lineBefore = "";
    private long left;
    private long written;
    private long countedSince = Environment.TickCount64;

    public LastWords(Process process)
    {
        End = Task.WhenAll(Listen(process.StandardOutput, _ => { }), Listen(process.StandardError, LookForCrash));
    }

    /// <summary>Done when all is read that was written.</summary>
    public Task End { get; }

    /// <summary>Done when the runtime has begun to say why it ends the process: that may take seconds.</summary>
    public Task Crashing => crashing.Task;

    /// <summary>What the runtime says when it ends a process, with the stack; empty where it says nothing.</summary>
    public string Crash { get { lock (end) return crash.ToString(); } }

    /// <summary>More was written in a minute than anybody would read: no more is read.</summary>
    public bool IsFlooded => Volatile.Read(ref written) > MostInAMinute;

    public void Add(ReadOnlySpan<char> text)
    {
        lock (end)
        {
            var first = Math.Min(text.Length, (Most / 2) - beginning.Length);
            beginning.Append(text[..first]);
            end.Append(text[first..]);
            if (end.Length <= Most)
                return;
            left += end.Length - (Most / 2);
            end.Remove(0, end.Length - (Most / 2));
        }
    }

    public override string ToString()
    {
        lock (end)
            return beginning.Length == 0 ? "(nothing)" : $"{beginning}{(left > 0 ? $"\n… {left:N0} characters left out …\n" : "")}{end}".TrimEnd();
    }

    /// <summary>By the piece, not by the line: a process may write gigabytes without ending one.</summary>
    private async Task Listen(StreamReader reader, Action<string> heard)
    {
        var piece = new char[4096];
        try
        {
            while (await reader.ReadAsync(piece) is var read && read > 0)
            {
                Add(piece.AsSpan(0, read));
                heard(new string(piece, 0, read));
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

    /// <summary>From the line on in which the runtime begins.</summary>
    private void LookForCrash(string piece)
    {
        lock (end)
        {
            if (crash.Length == 0)
            {
                var text = lineBefore + piece;
                var at = Crashes.Select(c => Begins(text, c)).Where(i => i >= 0).DefaultIfEmpty(-1).Min();
                if (at >= 0)
                {
                    crash.Append(text, at, Math.Min(text.Length - at, MostOfCrash));
                    crashing.TrySetResult();
                }
                else
                    // A line may come in pieces.
                    lineBefore = text[Math.Max(0, Math.Max(text.LastIndexOf('\n'), text.Length - 64))..];
            }
            else if (crash.Length < MostOfCrash)
                crash.Append(piece, 0, Math.Min(piece.Length, MostOfCrash - crash.Length));
        }
    }

    /// <summary>Where a line begins with these words; -1 where none does.</summary>
    private static int Begins(string text, string words) => text.StartsWith(words, StringComparison.Ordinal) ? 0
        : text.IndexOf('\n' + words, StringComparison.Ordinal) is var at and >= 0 ? at + 1 : -1;

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
