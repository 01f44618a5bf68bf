using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SmokeTests.Recording;

/// <summary>A text read in another way, with the way back to where each of its characters stands in the text itself.</summary>
internal sealed partial class TextView
{
    private static readonly SearchValues<char> Escaping = SearchValues.Create("%=\\&");
    private static readonly SearchValues<string> LineEnds =
        SearchValues.Create(["\n", "\r", "\\n", "\\r"], StringComparison.Ordinal);

    private static readonly SearchValues<string> EncodedLineEnds =
        SearchValues.Create(["%0A", "250A", "<br", "&#10", "&#13", "&#xA", "&#xD", "&#x0A", "&#x0D", "%3D", "&gt;"],
            StringComparison.OrdinalIgnoreCase);

    private const string BetweenColumns = " \t|";

    private const int LeastDigits = 8;
    private const int LongestOffset = 100;

    private readonly StringBuilder read = new();
    private readonly List<Piece> pieces = [];
    private readonly List<DigitRun> runs = [];

    /// <summary>The view that this is a view of; null where it is one of the text itself.</summary>
    private readonly TextView? outer;

    private TextView(TextView? outer = null) => this.outer = outer;

    public string Text { get; private set; } = "";

    /// <summary>The runs of digits that it is made of, where it is made of those.</summary>
    public IReadOnlyList<DigitRun> Runs => runs;

    /// <summary>From the beginning of the first to the end of the last character.</summary>
    public (int Start, int End) Back(int start, int end)
    {
        var (first, last) = (PieceAt(start), PieceAt(end - 1));
        var place = (first.IsCopy ? first.Start + start - first.At : first.Start, last.IsCopy ? last.Start + end - last.At : last.End);
        return outer is null ? place : outer.Back(place.Item1, place.Item2);
    }

    /// <summary>
    /// As it was before its lines were wrapped: base64 and quoted-printable of mails, keys, indented and quoted messages. Null where it
    /// has one line.
    /// </summary>
    public static TextView? WithoutLineEnds(string text)
    {
        var isEncoded = text.AsSpan().ContainsAny(EncodedLineEnds);
        if (!isEncoded && !text.AsSpan().ContainsAny(LineEnds))
            return null;
        var view = new TextView();
        var done = 0;
        foreach (var match in (isEncoded ? AnyLineEnd() : LineEnd()).EnumerateMatches(text))
        {
            view.Copy(text, done, match.Index);
            done = match.Index + match.Length;
        }
        return view.End(text, done);
    }

    /// <summary>
    /// With the letters and digits that it writes as escapes (<c>%41</c>, <c>\u0041</c>, <c>&amp;#65;</c>); null where it writes none so.
    /// </summary>
    /// <param name="text">The text, or that of a view.</param>
    /// <param name="of">The view.</param>
    public static TextView? Decoded(string text, TextView? of = null)
    {
        if (!HasEscapes(text))
            return null;
        TextView? view = null;
        var done = 0;
        foreach (Match match in Escape().Matches(text))
        {
            var written = match.Groups["hex"] is { Success: true } hex
                ? int.Parse(hex.ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                : int.Parse(match.Groups["dec"].ValueSpan, CultureInfo.InvariantCulture);
            if (written > 'z' || !char.IsAsciiLetterOrDigit((char)written))
                continue;
            view ??= new TextView(of);
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
            if ((text[at], text[at + 1]) is ('%', >= '2' and <= '7') or ('=', >= '3' and <= '7') or ('\\', 'u' or 'x' or '\\')
                or ('&', '#' or 'a'))
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

    /// <summary>
    /// The digits of dumps whose lines begin with an offset or end with the bytes as characters: those of consecutive lines are one run.
    /// Null where there is none.
    /// </summary>
    public static TextView? Dump(string text) => Dump(text, DumpLine());

    /// <summary>The same where the lines end with <c>\n</c> written out. Null where none does.</summary>
    public static TextView? DumpInJson(string text) => text.Contains("\\n", StringComparison.Ordinal) ? Dump(text, DumpLineInJson()) : null;

    private static TextView? Dump(string text, Regex lines)
    {
        if (text.Length < LeastDigits || !HasDigits(text))
            return null;
        TextView? view = null;
        var (from, began, ended) = (0, 0, -1);
        foreach (Match line in lines.Matches(text))
        {
            // The last one may be cut short in its offset.
            if (line.Groups["offset"].Length == 0 && text.AsSpan(line.Index + line.Length).StartsWith("…", StringComparison.Ordinal))
                break;
            view ??= new TextView();
            if (ended >= 0 && line.Index != ended)
            {
                view.EndRun(from, began, ended);
                (from, ended) = (view.read.Length, -1);
            }
            if (ended < 0)
                began = line.Index;
            ended = line.Index + line.Length;
            view.AddLine(text, line.Groups["bytes"], ended - LengthOfEnd(text.AsSpan(0, ended)));
        }
        view?.EndRun(from, began, AfterOffset(text, ended));
        return view?.End("", 0);
    }

    private static int LengthOfEnd(ReadOnlySpan<char> line) =>
        line.EndsWith("\n") ? 1 : line.EndsWith("\\r\\n") ? 4 : line.EndsWith("\\n") ? 2 : 0;

    /// <summary>Where a dump ends that is cut short in the offset of a line, or before any character.</summary>
    private static int AfterOffset(string text, int end)
    {
        var at = end;
        while (at < text.Length && at - end < LongestOffset
            && (char.IsAsciiHexDigit(text[at]) || text[at] is ' ' or '\t' or 'x' or ':' or '|'))
            at++;
        return at < text.Length && text[at] == '…' ? at : end;
    }

    /// <summary>The bytes of a line of a dump. Each stands for the rest of the line as well, where the characters are.</summary>
    private void AddLine(string text, Group bytes, int lineEnd)
    {
        var places = new List<int>();
        for (var at = bytes.Index; at < bytes.Index + bytes.Length - 1; at++)
            if (char.IsAsciiHexDigit(text[at]))
            {
                places.Add(at++);
                if (AreShown(text, places, at + 1, lineEnd))
                    break;
            }
        foreach (var at in places)
        {
            Add(char.ToLowerInvariant(text[at]), at, lineEnd);
            Add(char.ToLowerInvariant(text[at + 1]), at + 1, lineEnd);
        }
    }

    /// <summary>Whether what follows shows just these bytes as characters: those may look like bytes themselves.</summary>
    private static bool AreShown(string text, List<int> places, int from, int lineEnd)
    {
        var rest = text.AsSpan(from, Math.Max(0, lineEnd - from)).TrimEnd('\r');
        var signs = rest.TrimStart(BetweenColumns);
        if (signs.Length < places.Count || signs.Length == rest.Length || signs[places.Count..].ContainsAnyExcept(BetweenColumns))
            return false;
        for (var i = 0; i < places.Count; i++)
        {
            var value = (char)byte.Parse(text.AsSpan(places[i], 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (value is > ' ' and <= '~' ? signs[i] != value : char.IsAsciiLetterOrDigit(signs[i]))
                return false;
        }
        return true;
    }

    /// <summary>
    /// In letters and signs that are written in hexadecimal every other digit is a decimal one, and a number is one anyway.
    /// </summary>
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
        var from = read.Length;
        for (var at = start; at < end;)
            if (Separator(text, at) is > 0 and var separator)
                at += separator;
            else
                Add(char.ToLowerInvariant(text[at]), at, ++at);
        EndRun(from, start, end);
    }

    private void EndRun(int from, int start, int end)
    {
        if (read.Length > from)
            runs.Add(new DigitRun(from, read.Length, start, end));
        Add('\n', end, end);
    }

    private void AddNumbers(Match run)
    {
        var from = read.Length;
        foreach (Capture number in run.Groups["number"].Captures)
            if (byte.TryParse(number.ValueSpan, CultureInfo.InvariantCulture, out var value))
                foreach (var digit in value.ToString("x2", CultureInfo.InvariantCulture))
                    Add(digit, number.Index, number.Index + number.Length);
            else
            {
                EndRun(from, run.Index, number.Index);
                from = read.Length;
            }
        EndRun(from, run.Index, run.Index + run.Length);
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

    /// <summary>Digits that stand together.</summary>
    /// <param name="From">Where the first one stands in the view.</param>
    /// <param name="To">Behind the last one.</param>
    /// <param name="Start">Where they begin in the text.</param>
    /// <param name="End">Where they end there, with what separates them.</param>
    internal readonly record struct DigitRun(int From, int To, int Start, int End);

    /// <summary>Where a part of the view comes from.</summary>
    /// <param name="At">Where it begins in the view.</param>
    /// <param name="Start">Where it begins in the text.</param>
    /// <param name="End">Where it ends there.</param>
    /// <param name="IsCopy">Character by character; otherwise one character is written with all of these.</param>
    private readonly record struct Piece(int At, int Start, int End, bool IsCopy);

    // A run of backslashes is looked at from its beginning alone: from each of its places the time would grow with its square.
    [GeneratedRegex(
        @"(?:=|=3D|%(?:25)*3D)?"
        + @"(?:\r\n?|\n|(?<!\\)(?:(?>\\+)r(?=\\))?(?>\\+)[nr]|(?:%(?:25)*0D)?%(?:25)*0A|<br\ ?/?>|(?:&\#(?:x0?[ad]|1[03]);)+)"
        + @"(?:[ \t]|>\ |&gt;\ )*",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex AnyLineEnd();

    [GeneratedRegex(@"=?(?:\r\n?|\n|(?<!\\)(?:(?>\\+)r(?=\\))?(?>\\+)[nr])(?:[ \t]|>\ )*", RegexOptions.CultureInvariant)]
    private static partial Regex LineEnd();

    [GeneratedRegex(
        @"(?:%(?:25)*|=|(?<!\\)(?>\\+)(?:u00|x))(?<hex>[3-7][0-9A-Fa-f])"
        + @"|(?:&|%26)(?:amp;)*(?:#|%23)(?:[xX]0*(?<hex>[3-7][0-9A-Fa-f])|0*(?<dec>[0-9]{2,3}))(?:;|%3[Bb])?",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Escape();

    [GeneratedRegex(
        @"(?<![0-9.])(?<number>[0-9]{1,3})(?:[\s,;]+(?<number>[0-9]{1,3})(?![0-9.])){3,}",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Decimal();

    // An offset ends with a colon or a bar, or is longer than what follows; behind the bytes stand a gap and the characters.
    [GeneratedRegex(
        @"^[ \t]*(?<offset>(?:0x)?[0-9A-F]{4,16}h?"
        + @"(?:[ \t]*[:|][ \t|]*|[ \t]+(?=[0-9A-F]{2}[ \t\-:,|]|[0-9A-F]{4}[ \t]|[0-9A-F]{2,4}(?:\r?$|…))))?"
        + @"(?<bytes>(?:[0-9A-F]{2}(?:[ \-:,|]{0,3}|\t))+)(?:[ \t|]+[^\n…]*)?\r?(?:\n|\z|(?=…))",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex DumpLine();

    // As above, up to the end of the text that it stands in: what comes after the quote is somebody else's.
    [GeneratedRegex(
        @"(?<=\\n|"")[ \t]*(?<offset>(?:0x)?[0-9A-F]{4,16}h?"
        + @"(?:[ \t]*[:|][ \t|]*|[ \t]+(?=[0-9A-F]{2}[ \t\-:,|]|[0-9A-F]{4}[ \t]|[0-9A-F]{2,4}(?:\\|""|…))))?"
        + @"(?<bytes>(?:[0-9A-F]{2}(?:[ \-:,|]{0,3}|\t))+)(?:[ \t|]+(?:[^\n…\\""]|\\[^n\n…])*)?(?:\\r)?(?:\\n|(?=[""…])|\z)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex DumpLineInJson();
}
