using System.Diagnostics;
using System.Text;

namespace SmokeTests.Runner.Workers;

/// <summary>The beginning and the end of what a process writes to its console: as much as fits a message, however much it was.</summary>
internal sealed class LastWords
{
    private const int Most = 8 * 1024;
    private readonly StringBuilder beginning = new();
    private readonly StringBuilder end = new();
    private long left;

    public LastWords(Process process)
    {
        _ = Listen(process.StandardOutput);
        _ = Listen(process.StandardError);
    }

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
    private async Task Listen(StreamReader reader)
    {
        var piece = new char[4096];
        try
        {
            while (await reader.ReadAsync(piece) is var read && read > 0)
                Add(piece.AsSpan(0, read));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The process is gone and so is its pipe.
        }
    }
}
