using System.Text;
using SmokeTests.Runs;

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
