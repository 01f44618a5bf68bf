using System.Buffers;

namespace SmokeTests.Recording;

/// <summary>Where a text was cut short: by <c>…</c>, three dots, or as xunit does it.</summary>
/// <param name="At">Where it begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="From">Where the text before it begins.</param>
/// <param name="To">Where the text after it ends.</param>
internal readonly record struct Ellipsis(int At, int End, int From, int To)
{
    /// <summary>No more of a text is looked at on each side.</summary>
    private const int Window = 8 * 1024;

    /// <summary>Quotes, brackets and blanks may stand between the text and the ellipsis.</summary>
    private const int MostBetween = 3;

    private static readonly SearchValues<string> Written = SearchValues.Create(["…", "...", "···"], StringComparison.Ordinal);
    private static readonly SearchValues<char> Between = SearchValues.Create(" \t\r\n\"'[](){}|,;");

    public static IReadOnlyList<Ellipsis> In(string text)
    {
        List<Ellipsis>? found = null;
        var from = 0;
        for (var at = Next(text, 0); at >= 0;)
        {
            var end = EndOf(text, at);
            var next = Next(text, end);
            (found ??= []).Add(new Ellipsis(at, end, Math.Max(from, at - Window), Math.Min(next < 0 ? text.Length : next, end + Window)));
            (from, at) = (end, next);
        }
        return found ?? [];
    }

    /// <summary>The ellipsis that follows on what ends here; -1 where none does.</summary>
    public static int Following(string text, int end)
    {
        var at = end;
        while (at < text.Length && at - end < MostBetween && Between.Contains(text[at]))
            at++;
        return IsAt(text, at) ? at : -1;
    }

    /// <summary>Whether an ellipsis stands before what begins here.</summary>
    public static bool Precedes(string text, int start)
    {
        var at = start;
        while (at > 0 && start - at < MostBetween && Between.Contains(text[at - 1]))
            at--;
        return at > 0 && (text[at - 1] == '…' || at > 2 && IsAt(text, at - 3));
    }

    /// <summary>The text before it, to its last sign.</summary>
    public ReadOnlySpan<char> Before(string text)
    {
        var end = At;
        while (end > From && At - end < MostBetween && Between.Contains(text[end - 1]))
            end--;
        return text.AsSpan(From, end - From);
    }

    /// <summary>Where the text after it begins.</summary>
    public int Behind(string text)
    {
        var start = End;
        while (start < To && start - End < MostBetween && Between.Contains(text[start]))
            start++;
        return start;
    }

    /// <summary>Where the text ends that the next ellipsis follows; -1 where none follows.</summary>
    public int EndOfNext(string text)
    {
        if (!IsAt(text, To))
            return -1;
        var end = To;
        while (end > End && To - end < MostBetween && Between.Contains(text[end - 1]))
            end--;
        return end;
    }

    private static bool IsAt(string text, int at) =>
        at < text.Length && (text[at] == '…' || text.AsSpan(at).StartsWith("...", StringComparison.Ordinal)
            || text.AsSpan(at).StartsWith("···", StringComparison.Ordinal));

    private static int Next(string text, int from) => text.AsSpan(from).IndexOfAny(Written) is >= 0 and var at ? from + at : -1;

    private static int EndOf(string text, int at)
    {
        var length = text.AsSpan(at).IndexOfAnyExcept(text[at]);
        return length < 0 ? text.Length : at + length;
    }
}
