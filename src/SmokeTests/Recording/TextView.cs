using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SmokeTests.Recording;

/// <summary>A text read in another way, with the way back to where each of its characters stands in the text itself.</summary>
internal sealed partial class TextView
{
    private static readonly SearchValues<char> Escaping = SearchValues.Create("%=\\&");

    private readonly StringBuilder read = new();
    private readonly List<Piece> pieces = [];

    private TextView()
    {
    }

    public string Text { get; private set; } = "";

    /// <summary>From the beginning of the first to the end of the last character.</summary>
    public (int Start, int End) Back(int start, int end)
    {
        var (first, last) = (PieceAt(start), PieceAt(end - 1));
        return (first.IsCopy ? first.Start + start - first.At : first.Start, last.IsCopy ? last.Start + end - last.At : last.End);
    }

    /// <summary>As it was before its lines were wrapped: base64 and quoted-printable of mails, keys, indented messages. Null where it has one line.</summary>
    public static TextView? WithoutLineEnds(string text)
    {
        if (!text.Contains('\n', StringComparison.Ordinal) && !text.Contains("\\n", StringComparison.Ordinal))
            return null;
        var view = new TextView();
        var done = 0;
        foreach (var match in LineEnd().EnumerateMatches(text))
        {
            view.Copy(text, done, match.Index);
            done = match.Index + match.Length;
        }
        return view.End(text, done);
    }

    /// <summary>With the letters and digits that it writes as escapes (<c>%41</c>, <c>\u0041</c>, <c>&amp;#65;</c>); null where it writes none so.</summary>
    public static TextView? Decoded(string text)
    {
        if (!text.AsSpan().ContainsAny(Escaping))
            return null;
        TextView? view = null;
        var done = 0;
        foreach (Match match in Escape().Matches(text))
        {
            var written = match.Groups["hex"] is { Success: true } hex ? int.Parse(hex.ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                : int.Parse(match.Groups["dec"].ValueSpan, CultureInfo.InvariantCulture);
            if (written > 'z' || !char.IsAsciiLetterOrDigit((char)written))
                continue;
            view ??= new TextView();
            view.Copy(text, done, match.Index);
            done = match.Index + match.Length;
            view.Add((char)written, match.Index, done);
        }
        return view?.End(text, done);
    }

    /// <summary>
    /// The hexadecimal digits of all that looks like a dump of at least four bytes, in small letters and without what separates
    /// them; bytes in decimal numbers as well. Null where nothing does.
    /// </summary>
    public static TextView? Digits(string text)
    {
        if (text.Length < 8)
            return null;
        var view = new TextView();
        foreach (var run in Hexadecimal().EnumerateMatches(text))
            view.AddDigits(text, run.Index, run.Index + run.Length);
        foreach (Match run in Decimal().Matches(text))
            view.AddNumbers(run);
        return view.pieces.Count == 0 ? null : view.End("", 0);
    }

    private void AddDigits(string text, int start, int end)
    {
        for (var at = start; at < end; at++)
            if (text[at] == '0' && at + 1 < end && text[at + 1] is 'x' or 'X')
                at++;
            else if (char.IsAsciiHexDigit(text[at]))
                Add(char.ToLowerInvariant(text[at]), at, at + 1);
        Add('\n', end, end);
    }

    private void AddNumbers(Match run)
    {
        foreach (Capture number in run.Groups["number"].Captures)
            if (byte.TryParse(number.ValueSpan, CultureInfo.InvariantCulture, out var value))
                foreach (var digit in value.ToString("x2", CultureInfo.InvariantCulture))
                    Add(digit, number.Index, number.Index + number.Length);
            else
                Add('\n', number.Index, number.Index);
        Add('\n', run.Index, run.Index);
    }

    private void Copy(string text, int start, int end)
    {
        if (start == end)
            return;
        pieces.Add(new Piece(read.Length, start, end, IsCopy: true));
        read.Append(text, start, end - start);
    }

    private void Add(char letter, int start, int end)
    {
        // What follows on the one before it needs no place of its own.
        if (end == start + 1 && pieces.Count > 0 && pieces[^1] is { IsCopy: true } last && last.End == start)
            pieces[^1] = last with { End = end };
        else
            pieces.Add(new Piece(read.Length, start, end, IsCopy: end == start + 1));
        read.Append(letter);
    }

    private Piece PieceAt(int position)
    {
        var (low, high) = (0, pieces.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (pieces[middle].At <= position)
                low = middle;
            else
                high = middle - 1;
        }
        return pieces[low];
    }

    private TextView End(string text, int done)
    {
        Copy(text, done, text.Length);
        Text = read.ToString();
        return this;
    }

    /// <summary>Where a part of the view comes from.</summary>
    /// <param name="At">Where it begins in the view.</param>
    /// <param name="Start">Where it begins in the text.</param>
    /// <param name="End">Where it ends there.</param>
    /// <param name="IsCopy">Character by character; otherwise one character is written with all of these.</param>
    private readonly record struct Piece(int At, int Start, int End, bool IsCopy);

    [GeneratedRegex(@"=?(?:\r?\n|(?:\\+r)?\\+n)[ \t]*", RegexOptions.CultureInvariant)]
    private static partial Regex LineEnd();

    [GeneratedRegex(
        @"(?:%(?:25)*|=|\\+u00|\\+x)(?<hex>[3-7][0-9A-Fa-f])"
        + @"|(?:&|%26)(?:amp;)*(?:#|%23)(?:[xX]0*(?<hex>[3-7][0-9A-Fa-f])|0*(?<dec>[0-9]{2,3}))(?:;|%3[Bb])?",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Escape();

    [GeneratedRegex(@"(?:[0-9A-Fa-f](?>(?:[\s:,;_%\-]|0[xX]|\\+[xrn])*)){8,}", RegexOptions.CultureInvariant)]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(@"(?<![0-9.])(?<number>[0-9]{1,3})(?:[\s,;]+(?<number>[0-9]{1,3})(?![0-9.])){3,}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Decimal();
}
