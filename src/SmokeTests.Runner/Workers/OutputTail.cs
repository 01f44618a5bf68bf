using System.Text;
using SmokeTests.Recording;

namespace SmokeTests.Runner.Workers;

/// <summary>
/// The beginning and the end of one stream. On both sides of what is left out more is kept than is shown, so that no secret is
/// shown of which the cut has left a half.
/// </summary>
internal sealed class OutputTail
{
    private const int Most = 8 * 1024;

    /// <summary>More than any secret of one line is long, as it may be written.</summary>
    private const int Margin = 8 * 1024;
    private const int Side = (Most / 2) + Margin;

    private readonly StringBuilder beginning = new();
    private readonly StringBuilder end = new();
    private long left;

    public void Add(ReadOnlySpan<char> text)
    {
        lock (end)
        {
            var first = Math.Min(text.Length, Side - beginning.Length);
            beginning.Append(text[..first]);
            end.Append(text[first..]);
            // Not at every piece: what is dropped moves the rest.
            if (end.Length <= 2 * Side)
                return;
            left += end.Length - Side;
            end.Remove(0, end.Length - Side);
        }
    }

    /// <summary>What is shown of it: at most 8,192 characters, and how many are left out.</summary>
    public string Blotted(SecretRedactor redactor)
    {
        string first, last;
        long dropped;
        lock (end)
            (first, last, dropped) = (beginning.ToString(), end.ToString(), left);
        if (dropped == 0)
        {
            var all = redactor.Blot(first + last);
            return all.Length <= Most ? all : Shown(all[..(Most / 2)], all.Length - Most, all[^(Most / 2)..]);
        }
        // Half a secret at the cut is found by no pattern, and is shorter than what is dropped here.
        var (written, margin) = (dropped + first.Length + last.Length, Math.Min(Margin, redactor.Longest));
        first = redactor.Blot(first);
        first = first[..Math.Clamp(first.Length - margin, 0, Most / 2)];
        last = redactor.Blot(last);
        last = last[Math.Clamp(last.Length - (Most / 2), Math.Min(margin, last.Length), last.Length)..];
        return Shown(first, written - first.Length - last.Length, last);
    }

    private static string Shown(string first, long left, string last) => $"{first}\n… {left:N0} characters left out …\n{last}";
}
