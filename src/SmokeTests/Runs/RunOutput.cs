using System.Text;

namespace SmokeTests.Runs;

/// <summary>What a run writes to the console: its beginning, and how much it was.</summary>
internal sealed class RunOutput
{
    /// <summary>A check that writes more is broken: it holds up the others.</summary>
    public const int Most = 10 * 1024 * 1024;
    private const int Kept = 64 * 1024;

    private readonly StringBuilder kept = new();

    public long Characters { get; private set; }

    /// <summary>Called with what is written, as it is written.</summary>
    public Action<string>? Heard { get; set; }

    public void Write(ReadOnlySpan<char> text)
    {
        lock (kept)
        {
            Characters += text.Length;
            if (kept.Length < Kept)
                kept.Append(text[..Math.Min(text.Length, Kept - kept.Length)]);
            else if (Characters > Most)
                return;
        }
        if (!text.IsEmpty)
            Heard?.Invoke(text[..Math.Min(text.Length, Kept)].ToString());
    }

    public void Write(string text) => Write(text.AsSpan());

    public override string ToString()
    {
        lock (kept)
            return Characters > kept.Length ? $"{kept}\n… {Characters - kept.Length:N0} characters left out …" : kept.ToString().TrimEnd();
    }
}
