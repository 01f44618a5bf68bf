using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SmokeTests.Recording;

/// <summary>A text read in another way, with the way back to where each of its characters stands in the text itself.</summary>
internal sealed partial class TextView
{
    private static readonly SearchValues<char> Escaping = SearchValues.Create("%=\\&");

    private const int LeastDigits = 8;

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
        if (!HasEscapes(text))
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

    /// <summary>A quick look: most texts, and most addresses, have none.</summary>
    private static bool HasEscapes(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny(Escaping) is >= 0 and var at && at + 2 < text.Length)
        {
            if ((text[at], text[at + 1]) is ('%', >= '2' and <= '7') or ('=', >= '3' and <= '7') or ('\\', 'u' or 'x' or '\\') or ('&', '#' or 'a'))
                return true;
            text = text[(at + 1)..];
        }
        return false;
    }

    /// <summary>
    /// The hexadecimal digits of all that looks like a dump of at least four bytes, in small letters and without what separates
    /// them; bytes in decimal numbers as well. Null where nothing does.
    /// </summary>
    public static TextView? Digits(string text)
    {
        if (text.Length < LeastDigits || !HasDigits(text))
            return null;
        var view = new TextView();
        for (var at = 0; at < text.Length;)
            at = char.IsAsciiHexDigit(text[at]) ? view.TryDigits(text, at) : at + 1;
        foreach (Match run in Decimal().Matches(text))
            view.AddNumbers(run);
        return view.pieces.Count == 0 ? null : view.End("", 0);
    }

    /// <summary>In letters and signs that are written in hexadecimal every other digit is a decimal one, and a number is one anyway.</summary>
    private static bool HasDigits(ReadOnlySpan<char> text)
    {
        for (var found = 0; found < LeastDigits / 2; found++)
        {
            var at = text.IndexOfAnyInRange('0', '9');
            if (at < 0)
                return false;
            text = text[(at + 1)..];
        }
        return true;
    }

    /// <summary>Adds the run of digits that begins here, if it is long enough; where the next may begin.</summary>
    private int TryDigits(string text, int start)
    {
        var (at, digits) = (start, 0);
        while (at < text.Length)
            if (Separator(text, at) is > 0 and var separator)
                at += separator;
            else if (char.IsAsciiHexDigit(text[at]))
                (at, digits) = (at + 1, digits + 1);
            else
                break;
        if (digits >= LeastDigits)
            AddDigits(text, start, at);
        return at;
    }

    /// <summary>How long what separates bytes is that stands here; 0 where nothing does.</summary>
    private static int Separator(string text, int at) => text[at] switch
    {
        ' ' or '\t' or '\r' or '\n' or ':' or ',' or ';' or '_' or '-' or '%' => 1,
        '0' when at + 1 < text.Length && text[at + 1] is 'x' or 'X' => 2,
        '\\' when text.AsSpan(at).IndexOfAnyExcept('\\') is > 0 and var letter && text[at + letter] is 'x' or 'r' or 'n' => letter + 1,
        _ => 0,
    };

    private void AddDigits(string text, int start, int end)
    {
        for (var at = start; at < end;)
            if (Separator(text, at) is > 0 and var separator)
                at += separator;
            else
                Add(char.ToLowerInvariant(text[at]), at, ++at);
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

    [GeneratedRegex(@"(?<![0-9.])(?<number>[0-9]{1,3})(?:[\s,;]+(?<number>[0-9]{1,3})(?![0-9.])){3,}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Decimal();
}
