namespace SmokeTests.Content;

/// <summary>
/// Each letter in the one way that Unicode composes it (NFC): nobody sees whether an é is one character or an e with an accent. .NET does
/// it only where ICU is installed, which the images that checks run in do without. Letters beyond U+FFFF stay as they are.
/// </summary>
internal static class Composition
{
    /// <summary>Up to here each letter is written in one way alone; from the next character on accents follow their letters.</summary>
    private const char LastOfOneWay = '\u02FF';

    private const char LastOfAscii = '\u007F';

    private const int Syllables = 0xAC00, FirstLead = 0x1100, FirstVowel = 0x1161, FirstTrail = 0x11A7;
    private const int Leads = 19, Vowels = 21, Trails = 28;

    public static string Of(string text) =>
        text.AsSpan().ContainsAnyExceptInRange('\0', LastOfOneWay) && text.AsSpan().ContainsAny(Letters.Table.Composing)
        ? Compose(Taken(text)) : text;

    /// <summary>Letters and accents apart, the accents in their order.</summary>
    private static List<char> Taken(string text)
    {
        var apart = new List<char>(text.Length + 16);
        foreach (var c in text)
            Add(apart, c);
        return apart;
    }

    private static void Add(List<char> apart, char c)
    {
        if (c > LastOfAscii && Letters.Table.PartsOf(c) is var (first, second))
        {
            Add(apart, first);
            if (second is { } accent)
                Add(apart, accent);
            return;
        }
        apart.Add(c);
        if (c <= LastOfOneWay || Letters.Table.ClassOf(c) is not (> 0 and var own))
            return;
        // An accent goes before those that stand further out.
        for (var at = apart.Count - 1; at > 0 && Letters.Table.ClassOf(apart[at - 1]) > own; at--)
            (apart[at], apart[at - 1]) = (apart[at - 1], apart[at]);
    }

    private static string Compose(List<char> apart)
    {
        var whole = new char[apart.Count];
        var (letter, last, count) = (-1, 0, 0);
        foreach (var c in apart)
        {
            var own = c <= LastOfOneWay ? 0 : Letters.Table.ClassOf(c);
            // What stands between them and is no further out keeps them apart.
            if (c > LastOfOneWay && letter >= 0 && (count == letter + 1 || own > last) && Together(whole[letter], c) is { } composed)
            {
                whole[letter] = composed;
                continue;
            }
            if (own == 0)
                letter = count;
            last = own;
            whole[count++] = c;
        }
        return new string(whole, 0, count);
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
