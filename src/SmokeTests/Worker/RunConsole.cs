using System.Text;

namespace SmokeTests.Worker;

/// <summary>The console of a worker: what a check writes belongs to its run, what nobody's run writes goes out as before.</summary>
internal sealed class RunConsole(TextWriter before) : TextWriter
{
    public override Encoding Encoding => before.Encoding;

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        if (RunContext.Writing is { } run)
            run.Output.Write(buffer);
        else
            before.Write(buffer);
    }

    public override void Write(string? value) => Write(value.AsSpan());

    /// <summary>In two pieces: what is written may be megabytes, and is not copied.</summary>
    public override void WriteLine(string? value)
    {
        Write(value.AsSpan());
        Write(NewLine.AsSpan());
    }

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
