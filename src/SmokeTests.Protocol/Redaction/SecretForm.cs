using System.Text;
using System.Text.RegularExpressions;

namespace SmokeTests.Recording;

/// <summary>
/// One way to write a secret. Its longest plain part is looked for before anything slower, and the rest only around that: most
/// texts hold no secret.
/// </summary>
internal sealed partial class SecretForm
{
    /// <summary>What is shorter stands before and after ellipses by chance.</summary>
    public const int LeastPart = 4;

    /// <summary>What is shorter stands between two ellipses by chance.</summary>
    public const int LeastBetween = 6;

    /// <summary>Of so many letters and digits it is known quickly that they stand nowhere.</summary>
    private const int LeastKnown = 3;

    /// <summary>What may be left of an escape that was cut in two.</summary>
    private const string HalfBefore = @"(?:[%&\\=][%&=#\;\\A-Za-z0-9]{0,24})?";
    private const string HalfAfter = @"[%&=#\;\\A-Za-z0-9]{0,24}?";
    private const string Escapes = @"%&\=";
    private const int LongestHalf = 25;

    /// <summary>So many characters a character may take, and what stands at the beginning and the end besides.</summary>
    private const int Widest = 24;
    private const int Margin = 64;

    private readonly int anchorAt;
    private readonly Lazy<Regex> spelled;
    private readonly Lazy<(Regex Beginning, Regex End)> cut;

    public SecretForm(string text)
    {
        Text = text;
        Anchor = text.Split([.. text.Where(c => !char.IsAsciiLetterOrDigit(c)).Distinct()]).MaxBy(run => run.Length)!;
        anchorAt = text.IndexOf(Anchor, StringComparison.Ordinal);
        IsPlain = Anchor.Length == text.Length;
        First = Letters(text, LeastPart);
        Last = Letters(string.Concat(text.Reverse()), LeastPart) is { } last ? string.Concat(last.Reverse()) : null;
        spelled = new Lazy<Regex>(() => new Regex(string.Concat(Runes()), RegexOptions.CultureInvariant));
        // The whole is no part.
        cut = new Lazy<(Regex, Regex)>(() => (Beginning([.. Runes().SkipLast(1)]), Ending([.. Runes().Skip(1)])));
    }

    public string Text { get; }

    /// <summary>Its longest part of letters and digits, which are written as they are.</summary>
    public string Anchor { get; }

    /// <summary>The letters and digits that it begins with; null where they are too few to be told from others.</summary>
    public string? First { get; }

    /// <summary>Those that it ends with.</summary>
    public string? Last { get; }

    /// <summary>Only a look at each place tells whether a text was cut in it.</summary>
    public bool IsCutAnywhere => First is null || Last is null;

    private bool IsPlain { get; }

    public void Find(string text, TextView? of, Findings found)
    {
        if (Anchor.Length < SecretPattern.LeastAnchor)
        {
            foreach (var match in spelled.Value.EnumerateMatches(text))
                found.Add(match.Index, match.Index + match.Length, of);
            return;
        }
        for (var at = text.IndexOf(Anchor, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Anchor, at + 1, StringComparison.Ordinal))
            FindAt(text, at, of, found);
    }

    /// <summary>It may stand where its anchor does.</summary>
    public void FindAt(string text, int at, TextView? of, Findings found)
    {
        if (IsPlain)
        {
            found.Add(at, at + Text.Length, of);
            return;
        }
        var start = Math.Max(0, at - (anchorAt * Widest) - Margin);
        var end = Math.Min(text.Length, at + Anchor.Length + ((Text.Length - anchorAt - Anchor.Length) * Widest) + Margin);
        foreach (var match in spelled.Value.EnumerateMatches(text.AsSpan(start, end - start)))
            found.Add(start + match.Index, start + match.Index + match.Length, of);
    }

    /// <summary>Its beginning before an ellipsis, its end after one, and what stands of it between two.</summary>
    public void FindCut(string text, IReadOnlyList<Ellipsis> ellipses, TextView? of, Findings found)
    {
        foreach (var ellipsis in ellipses)
        {
            if (Beginning(ellipsis.Before(text)) is var begins and >= 0)
                found.AddCut(ellipsis.From + begins, ellipsis.At, of);
            var (from, to) = (ellipsis.Behind(text), ellipsis.To);
            if (End(text.AsSpan(from, to - from)) is var ends and > 0)
                found.Add(from, from + ends, of);
        }
        FindBetween(Text, text, ellipses, of, found);
    }

    /// <summary>What stands of a secret between two ellipses.</summary>
    public static void FindBetween(string secret, string text, IReadOnlyList<Ellipsis> ellipses, TextView? of, Findings found)
    {
        foreach (var ellipsis in ellipses)
        {
            var start = ellipsis.Behind(text);
            var end = ellipsis.EndOfNext(text);
            if (end - start < LeastBetween || end - start > 2 * secret.Length)
                continue;
            var between = text.AsSpan(start, end - start);
            // xunit writes backslashes before quotes and backslashes.
            if (secret.AsSpan().Contains(between, StringComparison.Ordinal)
                || between.Contains('\\') && secret.Contains(Escaped().Replace(between.ToString(), "$1"), StringComparison.Ordinal))
                found.Add(start, end, of);
        }
    }

    /// <summary>Where its beginning begins that a text ends with; -1 where it ends with none.</summary>
    private int Beginning(ReadOnlySpan<char> text)
    {
        var most = (Text.Length * Widest) + Margin;
        if (text.Length > most)
            return Beginning(text[^most..]) is >= 0 and var at ? at + text.Length - most : -1;
        if (IsPlain)
        {
            if (Overlap.Before(text, Text.AsSpan(0, Text.Length - 1), LeastPart) is 0 && HalfEscape(text) is > 0 and var half)
                text = text[..half];
            return Overlap.Before(text, Text.AsSpan(0, Text.Length - 1), LeastPart) is > 0 and var known ? text.Length - known : -1;
        }
        if (First is not null && !text.Contains(First, StringComparison.Ordinal))
            return -1;
        foreach (var match in cut.Value.Beginning.EnumerateMatches(text))
            return match.Index;
        return -1;
    }

    /// <summary>Where the half of an escape begins that the text ends with; -1 where it ends with none.</summary>
    private static int HalfEscape(ReadOnlySpan<char> text)
    {
        var from = Math.Max(0, text.Length - LongestHalf);
        return text[from..].LastIndexOfAny(Escapes) is >= 0 and var at ? text[..(from + at)].TrimEnd(Escapes).Length : -1;
    }

    private int End(ReadOnlySpan<char> text)
    {
        if (IsPlain)
            return Overlap.After(text, Text.AsSpan(1), LeastPart);
        if (Last is not null && !text.Contains(Last, StringComparison.Ordinal))
            return 0;
        foreach (var match in cut.Value.End.EnumerateMatches(text))
            return match.Length;
        return 0;
    }

    private static string? Letters(string text, int most)
    {
        var letters = new string([.. text.Take(most).TakeWhile(char.IsAsciiLetterOrDigit)]);
        return letters.Length < LeastKnown ? null : letters;
    }

    [GeneratedRegex(@"\\(.)", RegexOptions.CultureInvariant)]
    private static partial Regex Escaped();

    private IEnumerable<string> Runes() => Text.EnumerateRunes().Select(SecretSpelling.Spelling);

    private static Regex Beginning(string[] spellings)
    {
        var pattern = new StringBuilder(string.Concat(spellings.Take(LeastPart)));
        foreach (var spelling in spellings.Skip(LeastPart))
            pattern.Append("(?:").Append(spelling);
        for (var open = spellings.Length - LeastPart; open > 0; open--)
            pattern.Append(")?");
        return new Regex(pattern.Append(HalfBefore).Append(@"\z").ToString(), RegexOptions.CultureInvariant);
    }

    private static Regex Ending(string[] spellings)
    {
        var optional = Math.Max(0, spellings.Length - LeastPart);
        var pattern = new StringBuilder(@"\A").Append(HalfAfter);
        for (var open = 0; open < optional; open++)
            pattern.Append("(?:");
        foreach (var spelling in spellings.Take(optional))
            pattern.Append(spelling).Append(")?");
        return new Regex(pattern.Append(string.Concat(spellings.Skip(optional))).ToString(), RegexOptions.CultureInvariant);
    }
}
