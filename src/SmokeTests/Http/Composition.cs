using System.Text;

namespace SmokeTests.Http;

/// <summary>
/// Each letter in the one way that Unicode composes it (NFC): nobody sees whether an é is one character or an e with an accent. .NET does
/// it only where ICU is installed, which the images that checks run in do without. Letters beyond U+FFFF stay as they are.
/// </summary>
internal static class Composition
{
    /// <summary>Up to here each letter is written in one way alone; from the next character on accents follow their letters.</summary>
    private const char LastOfOneWay = '\u02FF';

    private const int Syllables = 0xAC00, FirstLead = 0x1100, FirstVowel = 0x1161, FirstTrail = 0x11A7;
    private const int Leads = 19, Vowels = 21, Trails = 28;

    public static string Of(string text) =>
        text.AsSpan().ContainsAnyExceptInRange('\0', LastOfOneWay) && text.AsSpan().ContainsAny(Letters.Table.Composing) ? Compose(Taken(text)) : text;

    /// <summary>Letters and accents apart, the accents in their order.</summary>
    private static StringBuilder Taken(string text)
    {
        var apart = new StringBuilder(text.Length + 8);
        foreach (var c in text)
            Add(c);
        return apart;

        void Add(char c)
        {
            if (Letters.Table.PartsOf(c) is not var (first, second))
            {
                Put(apart, c);
                return;
            }
            Add(first);
            if (second is { } accent)
                Add(accent);
        }
    }

    /// <summary>An accent goes before those that stand further out.</summary>
    private static void Put(StringBuilder apart, char c)
    {
        var at = apart.Length;
        if (Letters.Table.ClassOf(c) is > 0 and var own)
            while (at > 0 && Letters.Table.ClassOf(apart[at - 1]) > own)
                at--;
        apart.Insert(at, c);
    }

    private static string Compose(StringBuilder apart)
    {
        var whole = new StringBuilder(apart.Length);
        var (letter, last) = (-1, 0);
        for (var at = 0; at < apart.Length; at++)
        {
            var (c, own) = (apart[at], Letters.Table.ClassOf(apart[at]));
            // What stands between them and is no further out keeps them apart.
            if (letter >= 0 && (whole.Length == letter + 1 || own > last) && Together(whole[letter], c) is { } composed)
            {
                whole[letter] = composed;
                continue;
            }
            if (own == 0)
                letter = whole.Length;
            last = own;
            whole.Append(c);
        }
        return whole.ToString();
    }

    private static char? Together(char first, char second)
    {
        if (first - FirstLead is >= 0 and < Leads and var lead && second - FirstVowel is >= 0 and < Vowels and var vowel)
            return (char)(Syllables + (lead * Vowels + vowel) * Trails);
        if (first - Syllables is >= 0 and < Leads * Vowels * Trails and var syllable && syllable % Trails == 0
            && second - FirstTrail is > 0 and < Trails and var trail)
            return (char)(first + trail);
        return Letters.Table.Composed(first, second);
    }
}
