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
    private const int LeastBeginning = 4;

    /// <summary>A secret that is shorter would be found in other words that a line's end parts, and in other numbers.</summary>
    private const int LeastInParts = 8;
    private const int LeastBytes = 4;
    private const int LeastBase64 = 6;

    private static readonly Dictionary<int, string> Entities = new()
    {
        ['<'] = "lt", ['>'] = "gt", ['&'] = "amp", ['"'] = "quot", ['\''] = "apos", [' '] = "nbsp",
    };

    private static readonly Dictionary<int, string> Escapes = new() { ['\n'] = "n", ['\r'] = "r", ['\t'] = "t" };

    private readonly string secret;
    private readonly Form plain;
    private readonly Form[] encoded;
    private readonly string beginning;
    private readonly Lazy<Regex> cut;

    public SecretSpelling(string secret)
    {
        this.secret = secret;
        plain = new Form(secret);
        encoded = [.. Base64(secret).Where(f => f.Length >= LeastBase64).Distinct(StringComparer.Ordinal).Select(f => new Form(f))];
        var bytes = Encoding.UTF8.GetBytes(secret);
        Digits = bytes.Length < LeastBytes ? []
            : [Convert.ToHexStringLower(bytes), Convert.ToHexStringLower(Encoding.Unicode.GetBytes(secret)), Convert.ToHexStringLower(Encoding.BigEndianUnicode.GetBytes(secret))];
        beginning = new string([.. secret.TakeWhile(char.IsAsciiLetterOrDigit).Take(LeastBeginning)]);
        cut = new Lazy<Regex>(() => CutOff([.. secret.EnumerateRunes().Select(r => Spelling(r))]));
    }

    public int Length => secret.Length;

    /// <summary>As pages show it.</summary>
    public IEnumerable<string> Shown => [secret, .. encoded.Select(f => f.Text), .. Digits.Take(1), .. Digits.Take(1).Select(d => d.ToUpperInvariant())];

    public IEnumerable<string> Anchors => encoded.Select(f => f.Anchor).Append(plain.Anchor);

    /// <summary>Its bytes in hexadecimal.</summary>
    public IReadOnlyList<string> Digits { get; }

    public void Find(string text, TextView? of, Findings found)
    {
        if (of is not null && secret.Length < LeastInParts)
            return;
        plain.Find(text, of, found);
        foreach (var form in encoded)
            form.Find(text, of, found);
        if (!text.Contains('…', StringComparison.Ordinal) || !text.Contains(beginning, StringComparison.Ordinal))
            return;
        foreach (var match in cut.Value.EnumerateMatches(text))
            found.Add(match.Index, match.Index + match.Length, of);
    }

    public void FindDigits(TextView view, Findings found)
    {
        foreach (var digits in Digits)
            for (var at = view.Text.IndexOf(digits, StringComparison.Ordinal); at >= 0; at = view.Text.IndexOf(digits, at + digits.Length, StringComparison.Ordinal))
                found.Add(at, at + digits.Length, view);
    }

    /// <summary>The beginning of the secret where a text was cut short in the middle of it: before an ellipsis, with half a spelling perhaps.</summary>
    private static Regex CutOff(string[] spellings)
    {
        const int least = LeastBeginning;
        var pattern = new StringBuilder(string.Concat(spellings.Take(least)));
        foreach (var spelling in spellings.Skip(least))
            pattern.Append("(?:").Append(spelling);
        for (var open = spellings.Length - least; open > 0; open--)
            pattern.Append(")?");
        return new Regex(pattern.Append(@"[%&#\;A-Za-z0-9]{0,6}(?=\s?…)").ToString(), RegexOptions.CultureInvariant);
    }

    private static string Spelling(Rune rune)
    {
        if (Rune.IsLetterOrDigit(rune) && rune.IsAscii)
            return rune.ToString();
        var character = rune.ToString();
        var bytes = Encoding.UTF8.GetBytes(character);
        var entities = new[] { Entities.GetValueOrDefault(rune.Value), $"(?:#|{Percent}23)0*{rune.Value}", $"(?:#|{Percent}23)[xX]0*(?i:{rune.Value:x})" }.OfType<string>();
        string[] ways =
        [
            $@"\\*{Regex.Escape(character)}",
            $@"(?:\\|{Percent}5[Cc])+u(?i:{string.Join(@"(?:\\|" + Percent + "5[Cc])+u", character.Select(c => $"{(int)c:x4}"))})",
            string.Concat(bytes.Select(b => $"{Byte}(?i:{b:x2})")),
            $@"(?:&|{Percent}26|\\+u0026)(?:amp(?:;|{Percent}3[Bb]))*(?:{string.Join('|', entities)})(?:;|{Percent}3[Bb])",
            .. rune.Value == ' ' ? [@"\+", $"{Percent}2[Bb]", @"\s"] : Array.Empty<string>(),
            .. Escapes.GetValueOrDefault(rune.Value) is { } letter ? [@"\\+" + letter] : Array.Empty<string>(),
            .. rune.Value == '\\' ? [@"\\+", $"(?:{Percent}5[Cc])+"] : Array.Empty<string>(),
            .. rune.IsAscii ? Array.Empty<string>() : [Regex.Escape(Encoding.Latin1.GetString(bytes)), $"{Percent}(?i:{rune.Value & 0xff:x2})"],
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

    /// <summary>One way to write it, whose longest plain part is looked for before anything slower: most texts hold no secret.</summary>
    private sealed class Form
    {
        private readonly Lazy<Regex>? spellings;

        public Form(string text)
        {
            Text = text;
            Anchor = text.Split([.. text.Where(c => !char.IsAsciiLetterOrDigit(c)).Distinct()]).MaxBy(run => run.Length)!;
            spellings = Anchor.Length == text.Length ? null
                : new Lazy<Regex>(() => new Regex(string.Concat(text.EnumerateRunes().Select(Spelling)), RegexOptions.CultureInvariant));
        }

        public string Text { get; }

        public string Anchor { get; }

        public void Find(string text, TextView? of, Findings found)
        {
            if (Anchor.Length >= SecretPattern.LeastAnchor && !text.Contains(Anchor, StringComparison.Ordinal))
                return;
            if (spellings is null)
                for (var at = text.IndexOf(Text, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Text, at + Text.Length, StringComparison.Ordinal))
                    found.Add(at, at + Text.Length, of);
            else
                foreach (var match in spellings.Value.EnumerateMatches(text))
                    found.Add(match.Index, match.Index + match.Length, of);
        }
    }
}
