using System.Text;

namespace SmokeTests.Runner.Workers;

/// <summary>What the runtime writes to the standard error when it ends a process: why, and the stack.</summary>
internal sealed class CrashText
{
    private const int Most = 32 * 1024;

    /// <summary>A line may come in pieces.</summary>
    private const int LongestBeginning = 64;

    /// <summary>How the runtime begins.</summary>
    private static readonly string[] Beginnings =
        ["Unhandled exception.", "Process terminated.", "Stack overflow.", "Fatal error.", "Out of memory."];

    private readonly StringBuilder text = new();
    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string before = "\n";

    /// <summary>Done when the runtime has begun: until the process ends that may take seconds.</summary>
    public Task Begun => begun.Task;

    public void Add(ReadOnlySpan<char> piece)
    {
        lock (text)
        {
            if (text.Length > 0)
            {
                Take(piece);
                return;
            }
            var all = string.Concat(before, piece);
            var at = Beginnings.Select(b => all.IndexOf("\n" + b, StringComparison.Ordinal)).Where(i => i >= 0).DefaultIfEmpty(-1).Min();
            before = all[Math.Max(0, all.Length - LongestBeginning)..];
            if (at < 0)
                return;
            Take(all.AsSpan(at + 1));
            begun.TrySetResult();
        }
    }

    private void Take(ReadOnlySpan<char> piece)
    {
        if (text.Length > Most)
            return;
        var room = Most - text.Length;
        text.Append(piece[..Math.Min(piece.Length, room)]);
        if (piece.Length > room)
            // So that half a secret is known as one that was cut short.
            text.Append('…');
    }

    /// <summary>Empty where it has said nothing.</summary>
    public override string ToString()
    {
        lock (text)
            return text.ToString();
    }
}
