using System.Text;
using System.Text.RegularExpressions;

namespace SmokeTests.Recording;

/// <summary>
/// A secret of one line in all its spellings. Letters and digits are written as they are everywhere but in base64 and
/// hexadecimal; every other character may stand as itself, behind backslashes, as <c>\u003c</c>, <c>%3C</c>, <c>=3C</c> or
/// <c>&amp;lt;</c>, and those encoded again and again (<c>%253C</c>, <c>\\u003c</c>, <c>%26lt%3B</c>).
/// </summary>
internal sealed class SecretSpelling
{
    private const string Percent = "%(?:25)*";
    private const string Byte = "(?:%(?:25)*|=)";

    private const int LeastInParts = 8;
    private const int LeastBytes = 4;

    /// <summary>Fewer digits are those of other numbers.</summary>
    public const int LeastDigits = 2 * LeastBytes;
    private const int LeastBase64 = 6;

    private static readonly Dictionary<int, string> Entities = new()
    {
        ['<'] = "lt", ['>'] = "gt", ['&'] = "amp", ['"'] = "quot", ['\''] = "apos", [' '] = "nbsp",
    };

    private static readonly Dictionary<int, string> Escapes = new() { ['\n'] = "n", ['\r'] = "r", ['\t'] = "t" };

    private readonly string secret;
    private readonly SecretForm plain;
    private readonly SecretForm[] encoded;

    public SecretSpelling(string secret)
    {
        this.secret = secret;
        plain = new SecretForm(secret);
        encoded = [.. Base64(secret).Where(f => f.Length >= LeastBase64).Distinct(StringComparer.Ordinal).Select(f => new SecretForm(f))];
        var bytes = Encoding.UTF8.GetBytes(secret);
        Digits = bytes.Length < LeastBytes ? []
            :
            [
                Convert.ToHexStringLower(bytes), Convert.ToHexStringLower(Encoding.Unicode.GetBytes(secret)),
                Convert.ToHexStringLower(Encoding.BigEndianUnicode.GetBytes(secret)),
                .. new[] { Swapped(bytes), Swapped(bytes[1..]) }.Where(d => d.Length >= LeastDigits),
            ];
    }

    /// <summary>As dumps of words of two bytes show it, where the lower comes first; a byte alone at its end is left out.</summary>
    private static string Swapped(byte[] bytes) =>
        string.Concat(bytes.Chunk(2).Where(word => word.Length == 2).Select(word => Convert.ToHexStringLower([word[1], word[0]])));

    public int Length => secret.Length;

    /// <summary>As pages show it.</summary>
    public IEnumerable<string> Shown =>
        [secret, .. encoded.Select(f => f.Text), .. Digits.Take(1), .. Digits.Take(1).Select(d => d.ToUpperInvariant())];

    public IEnumerable<SecretForm> Forms => encoded.Append(plain);

    /// <summary>What ends with padding begins and ends as the same without it.</summary>
    private SecretForm[] CutForms => field ??= [plain, .. encoded.Where(f => !f.Text.EndsWith('='))];

    /// <summary>Whether a view of a text can show it: a shorter one would be found in other words that a line's end parts.</summary>
    public bool IsInViews => secret.Length >= LeastInParts;

    /// <summary>Its bytes in hexadecimal.</summary>
    public IReadOnlyList<string> Digits { get; }

    public void Find(string text, TextView? of, Findings found)
    {
        if (of is not null && !IsInViews)
            return;
        plain.Find(text, of, found);
        foreach (var form in encoded)
            form.Find(text, of, found);
    }

    /// <summary>Its beginning or end, where an ellipsis has cut it short.</summary>
    /// <param name="text">The text.</param>
    /// <param name="near">The ellipses that one of its forms may stand at.</param>
    /// <param name="all">All ellipses, for forms of which that cannot be said.</param>
    /// <param name="of">The view that it is the text of.</param>
    /// <param name="found">Takes what is found.</param>
    public void FindCut(string text, IReadOnlyList<Ellipsis> near, IReadOnlyList<Ellipsis> all, TextView? of, Findings found)
    {
        if (of is not null && !IsInViews)
            return;
        foreach (var form in CutForms)
            if ((form.IsCutAnywhere ? all : near) is { Count: > 0 } ellipses)
                form.FindCut(text, ellipses, of, found);
    }

    public void FindDigits(TextView view, Findings found)
    {
        foreach (var digits in Digits)
            for (var at = view.Text.IndexOf(digits, StringComparison.Ordinal); at >= 0;
                at = view.Text.IndexOf(digits, at + digits.Length, StringComparison.Ordinal))
                found.Add(at, at + digits.Length, view);
    }

    /// <summary>The beginning or the end of its bytes, at the end or the beginning of a run that an ellipsis follows or precedes.</summary>
    public void FindCutDigits(string text, TextView view, Findings found)
    {
        foreach (var run in view.Runs)
        {
            var digits = view.Text.AsSpan(run.From, run.To - run.From);
            if (Ellipsis.Following(text, run.End) is >= 0 and var ellipsis)
                foreach (var bytes in Digits)
                    if (Beginning(digits, bytes) is > 0 and var known)
                        found.AddCut(view.Back(run.To - known, run.To).Start, ellipsis);
            if (Ellipsis.Precedes(text, run.Start))
                foreach (var bytes in Digits)
                    if (Overlap.After(digits, bytes, LeastDigits) is > 0 and var known)
                        found.Add(run.From, run.From + known, view);
        }
    }

    /// <summary>How many digits at the end are its beginning. The last byte may be half a number.</summary>
    private static int Beginning(ReadOnlySpan<char> digits, string bytes)
    {
        var known = Overlap.Before(digits, bytes, LeastDigits);
        if (known > 0 || digits.Length <= 2)
            return known;
        known = Overlap.Before(digits[..^2], bytes, LeastDigits);
        return known == 0 ? 0 : known + 2;
    }

    internal static string Spelling(Rune rune)
    {
        if (Rune.IsLetterOrDigit(rune) && rune.IsAscii)
            return rune.ToString();
        var character = rune.ToString();
        var bytes = Encoding.UTF8.GetBytes(character);
        var entities = new[] { Entities.GetValueOrDefault(rune.Value), $"(?:#|{Percent}23)0*{rune.Value}",
            $"(?:#|{Percent}23)[xX]0*(?i:{rune.Value:x})" }.OfType<string>();
        string[] ways =
        [
            $@"\\*{Regex.Escape(character)}",
            $@"(?:\\|{Percent}5[Cc])+u(?i:{string.Join(@"(?:\\|" + Percent + "5[Cc])+u", character.Select(c => $"{(int)c:x4}"))})",
            string.Concat(bytes.Select(b => $"{Byte}(?i:{b:x2})")),
            $@"(?:&|{Percent}26|\\+u0026)(?:amp(?:;|{Percent}3[Bb]))*(?:{string.Join('|', entities)})(?:;|{Percent}3[Bb])",
            .. rune.Value == ' ' ? [@"\+", $"{Percent}2[Bb]", @"\s"] : Array.Empty<string>(),
            .. Escapes.GetValueOrDefault(rune.Value) is { } letter ? [@"\\+" + letter] : Array.Empty<string>(),
            .. rune.Value == '\\' ? [@"\\+", $"(?:{Percent}5[Cc])+"] : Array.Empty<string>(),
            .. rune.IsAscii ? Array.Empty<string>()
                : [Regex.Escape(Encoding.Latin1.GetString(bytes)), $"{Percent}(?i:{rune.Value & 0xff:x2})"],
        ];
        return $"(?:{string.Join('|', ways)})";
    }

    /// <summary>Base64 of a text that holds the secret somewhere: what stays the same at each of the three offsets.</summary>
    private static IEnumerable<string> Base64(string secret)
    {
        foreach (var bytes in new[] { Encoding.UTF8.GetBytes(secret), Encoding.Unicode.GetBytes(secret) })
        {
            yield return Convert.ToBase64String(bytes);
            for (var before = 0; before < 3; before++)
            {
                var whole = Convert.ToBase64String([.. new byte[before], .. bytes]).TrimEnd('=');
                var core = whole[((before * 8 + 5) / 6)..((before + bytes.Length) * 8 / 6)];
                yield return core;
                yield return core.Replace('+', '-').Replace('/', '_');
            }
        }
    }
}
