using System.Text;

namespace SmokeTests.Runner.Workers;

/// <summary>The beginning and the end of a process's console output.</summary>
internal sealed class LastWords(int most)
{
    private readonly StringBuilder beginning = new();
    private readonly StringBuilder end = new();
    private int left;

    public void Add(string? line)
    {
        if (line is null)
            return;
        lock (end)
        {
            if (beginning.Length < most / 2)
            {
                beginning.Append(line.AsSpan(0, Math.Min(line.Length, most / 2))).Append('\n');
                return;
            }
            end.Append(line).Append('\n');
            if (end.Length > most)
            {
                left += end.Length - most / 2;
                end.Remove(0, end.Length - most / 2);
            }
        }
    }

    public override string ToString()
    {
        lock (end)
            return beginning.Length == 0 ? "(nothing)" : $"{beginning}{(left > 0 ? $"… {left} characters left out …\n" : "")}{end}".TrimEnd();
    }
}
