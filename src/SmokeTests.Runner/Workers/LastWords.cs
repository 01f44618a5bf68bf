using System.Diagnostics;
using SmokeTests.Recording;

namespace SmokeTests.Runner.Workers;

/// <summary>
/// The beginning and the end of what a process writes to its console: as much as fits a message, however much it was. What a
/// process writes while it crashes nobody has blotted: it is handed on without the secrets of its settings, and without those
/// that it has told of.
/// </summary>
/// <param name="secrets">Those of its settings.</param>
internal sealed class LastWords(IEnumerable<string> secrets)
{
    /// <summary>So many of the secrets that it has told of are kept, such as tokens: the last ones.</summary>
    private const int MostTold = 500;

    private readonly Blotter blotter = new(new SecretSet(secrets, least: 3));
    private readonly Queue<string> told = [];
    private readonly OutputTail output = new();
    private readonly OutputTail errors = new();

    /// <summary>Listens to a process until it has nothing more to say.</summary>
    public void Listen(Process process)
    {
        _ = Listen(process.StandardOutput, output);
        _ = Listen(process.StandardError, errors);
    }

    /// <summary>A secret that the process has met.</summary>
    public void Learn(string secret)
    {
        lock (told)
        {
            if (blotter.Knows(secret))
                return;
            told.Enqueue(secret);
            blotter.Learn(secret);
            while (told.Count > MostTold)
                blotter.Forget(told.Dequeue());
        }
    }

    /// <summary>Notes what the runner itself has to say of the process.</summary>
    public void Add(ReadOnlySpan<char> text) => errors.Add(text);

    public override string ToString()
    {
        var said = string.Join('\n', new[] { output, errors }.Select(o => o.Blotted(blotter).TrimEnd()).Where(t => t.Length > 0));
        return said.Length == 0 ? "(nothing)" : said;
    }

    /// <summary>By the piece, not by the line: a process may write gigabytes without ending one.</summary>
    private static async Task Listen(StreamReader reader, OutputTail tail)
    {
        var piece = new char[4096];
        try
        {
            while (await reader.ReadAsync(piece) is var read && read > 0)
                tail.Add(piece.AsSpan(0, read));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The process is gone and so is its pipe.
        }
    }
}
