using System.Globalization;
using System.Text;
using AngleSharp.Dom;
using SmokeTests.Documents.Styles;

namespace SmokeTests.Documents;

/// <summary>Capitals as <c>text-transform</c> asks for them.</summary>
internal static class Casing
{
    /// <summary>Characters whose capitals are several, as Unicode's SpecialCasing has them: the common ones.</summary>
    private static readonly Dictionary<char, string> Several = new()
    {
        ['ß'] = "SS", ['ŉ'] = "ʼN", ['ǰ'] = "J\u030C", ['ﬀ'] = "FF", ['ﬁ'] = "FI", ['ﬂ'] = "FL", ['ﬃ'] = "FFI", ['ﬄ'] = "FFL", ['ﬅ'] = "ST",
            ['ﬆ'] = "ST", ['և'] = "ԵՒ",
    };

    /// <param name="before">The character that stands before the text.</param>
    public static string Apply(string text, Capitals capitals, char before, IElement around)
    {
        var language = Language(around);
        return capitals switch
        {
            Capitals.Upper => Upper(text, language),
            Capitals.Lower => Lower(text, language),
            _ => First(text, before, language),
        };
    }

    private static string Language(IElement around) =>
        around.Closest("[lang]")?.GetAttribute("lang") is { Length: >= 2 } language ? language[..2].ToLowerInvariant() : "";

    private static string Upper(string text, string language)
    {
        if (language == "el")
            text = string.Concat(text.Normalize(NormalizationForm.FormD)
                .Where(c => c is not ('\u0301' or '\u0300' or '\u0342' or '\u0313' or '\u0314'))).Normalize();
        var upper = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (rune.IsBmp && Several.TryGetValue((char)rune.Value, out var several))
                upper.Append(several);
            else
                upper.Append(rune.Value == 'i' && language is "tr" or "az" ? "İ" : Rune.ToUpperInvariant(rune).ToString());
        return upper.ToString();
    }

    private static string Lower(string text, string language)
    {
        var lower = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            lower.Append(c switch
            {
                'İ' => language is "tr" or "az" ? "i" : "i\u0307",
                'I' when language is "tr" or "az" => "ı",
                // At the end of a word a sigma has a form of its own; what stands in another element says nothing about it.
                'Σ' when at > 0 && IsCased(text[at - 1]) && (at + 1 == text.Length || !IsCased(text[at + 1])) => "ς",
                _ when char.IsHighSurrogate(c) && at + 1 < text.Length => text.Substring(at++, 2).ToLowerInvariant(),
                _ => char.ToLowerInvariant(c).ToString(),
            });
        }
        return lower.ToString();
    }

    private static bool IsCased(char c) => char.IsUpper(c) || char.IsLower(c);

    private static string First(string text, char before, string language)
    {
        var first = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var starts = Rune.IsLetter(rune) && !Joins(before);
            first.Append(!starts ? rune.ToString() : Title(rune, language));
            // A character that nobody sees belongs to the one before it, white space as well.
            if (char.IsWhiteSpace(before) && Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format && rune.Value != '\u200B')
                continue;
            before = rune.IsBmp ? (char)rune.Value : Rune.IsLetterOrDigit(rune) ? 'a' : ' ';
        }
        return first.ToString();
    }

    /// <summary>Whether a letter after this character stands within a word.</summary>
    private static bool Joins(char before) =>
        before != '\u200B' && !IsWordOfItsOwn(before)
        && (char.IsLetterOrDigit(before) || before is '_' or '\'' or '’' or '·' or '\u00AD' or '\u200D' or '\u2060'
        || char.GetUnicodeCategory(before) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        or UnicodeCategory.EnclosingMark or UnicodeCategory.Format);

    /// <summary>Of scripts without spaces: Thai, Lao, Burmese, Khmer, kana, Chinese.</summary>
    private static bool IsWordOfItsOwn(char c) => c >= '\u0E00' && c is (>= '\u0E00' and <= '\u0EFF') or (>= '\u1000' and <= '\u109F')
        or (>= '\u1780' and <= '\u17FF') or '\u3005' or (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u4DBF')
        or (>= '\u4E00' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF') or (>= '\uFF66' and <= '\uFF9F');

    private static string Title(Rune letter, string language) => letter.Value switch
    {
        'i' when language is "tr" or "az" => "İ",
        // Letters of two parts, the first of which is written large.
        'ǆ' or 'ǅ' or 'Ǆ' => "ǅ",
        'ǉ' or 'ǈ' or 'Ǉ' => "ǈ",
        'ǌ' or 'ǋ' or 'Ǌ' => "ǋ",
        'ǳ' or 'ǲ' or 'Ǳ' => "ǲ",
        _ => Rune.ToUpperInvariant(letter).ToString(),
    };
}
