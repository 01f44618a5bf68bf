using System.Text;

namespace SmokeTests.Worker;

/// <summary>The console of a worker: what a check writes belongs to its run, what nobody's run writes goes out as before.</summary>
internal sealed class RunConsole(TextWriter before) : TextWriter
{
    public override Encoding Encoding => before.Encoding;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(string? value)
    {
        if (value is null)
            return;
        if (RunContext.Writing is { } run)
            run.Output.Write(value);
        else
            before.Write(value);
    }

    public override void WriteLine(string? value) => Write(value + NewLine);

    public override void Flush() => before.Flush();
}

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

    public void Write(string text)
    {
        lock (kept)
        {
            Characters += text.Length;
            if (kept.Length < Kept)
                kept.Append(text, 0, Math.Min(text.Length, Kept - kept.Length));
        }
        Heard?.Invoke(text);
    }

    public override string ToString()
    {
        lock (kept)
            return Characters > kept.Length ? $"{kept}\n… {Characters - kept.Length:N0} characters left out …" : kept.ToString().TrimEnd();
    }
}
