using System.Text;

namespace SmokeTests.Content;

/// <summary>Text as people read it on a page, whatever white space and whichever characters it was written with.</summary>
internal static class TidyText
{
    /// <summary>
    /// White space folded as a browser folds it, of any kind; empty lines and characters that nobody sees left out; letters with their
    /// accents as one, however they are written.
    /// </summary>
    public static string Of(string text)
    {
        var tidy = new StringBuilder(text.Length);
        var (gap, line) = (false, false);
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (char.IsWhiteSpace(c))
            {
                gap = true;
                line |= c == '\n';
            }
            else if (!IsUnseen(c))
            {
                if (gap && tidy.Length > 0)
                    tidy.Append(line ? '\n' : ' ');
                (gap, line) = (false, false);
                if (c == '\uD835' && at + 1 < text.Length && MathLetter(text[at + 1]) is { } letter)
                    (c, at) = (letter, at + 1);
                tidy.Append(c == 'ℎ' ? 'h' : c);
            }
        }
        return Composition.Of(tidy.ToString());
    }

    /// <summary>The same in one line, as names, choices and titles are compared.</summary>
    public static string OneLine(string text) => Of(text).Replace('\n', ' ');

    /// <summary>Soft hyphens, spaces without a width, marks of direction.</summary>
    private static bool IsUnseen(char c) => c is '\u00AD' or '\u061C' or '\u200B' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E')
        or (>= '\u2060' and <= '\u2064') or (>= '\u2066' and <= '\u2069') or '\uFEFF';

    /// <summary>A browser writes single letters of a formula slanted; people say the letter.</summary>
    private static char? MathLetter(char low) => (low - 0xDC34) switch
    {
        >= 0 and < 26 and var upper => (char)('A' + upper),
        >= 26 and < 52 and var lower => (char)('a' + lower - 26),
        _ => (low - 0xDEE2) switch
        {
            >= 0 and < 25 and var upper => (char)('Α' + upper),
            >= 26 and < 51 and var lower => (char)('α' + lower - 26),
            _ => null,
        },
    };
}
