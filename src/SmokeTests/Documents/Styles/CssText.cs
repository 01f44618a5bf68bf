using System.Text;

namespace SmokeTests.Documents.Styles;

/// <summary>Finds its way in the text of a style sheet: past strings, brackets, escapes and comments.</summary>
internal static class CssText
{
    /// <summary>Where one of some characters stands next, outside of strings and brackets; the end of the text where none does.</summary>
    public static int Find(string css, int from, string wanted)
    {
        for (var at = from; at < css.Length; at++)
        {
            var c = css[at];
            if (wanted.Contains(c))
                return at;
            at = Past(css, at, c);
        }
        return css.Length;
    }

    /// <summary>
    /// The end of the block that begins at <paramref name="open"/>: its closing bracket, or the last character of the text.
    /// </summary>
    public static int Close(string css, int open)
    {
        var closing = css[open] switch { '{' => "}", '(' => ")", _ => "]" };
        for (var at = open + 1; at < css.Length; at++)
        {
            if (css[at] == closing[0])
                return at;
            at = css[at] == '{' ? Close(css, at) : Past(css, at, css[at]);
        }
        return css.Length - 1;
    }

    public static string WithoutComments(string css)
    {
        if (!css.Contains("/*", StringComparison.Ordinal))
            return css;
        var text = new StringBuilder(css.Length);
        var at = 0;
        while (at < css.Length)
        {
            if (css[at] is '"' or '\'')
            {
                var end = Math.Min(EndOfString(css, at), css.Length - 1);
                text.Append(css, at, end + 1 - at);
                at = end + 1;
            }
            else if (css.AsSpan(at).StartsWith("/*"))
            {
                var end = css.IndexOf("*/", at + 2, StringComparison.Ordinal);
                text.Append(' ');
                at = end < 0 ? css.Length : end + 2;
            }
            else
                text.Append(css[at++]);
        }
        return text.ToString();
    }

    /// <summary>A name or a value with its escapes read: <c>\6eone</c> is <c>none</c>.</summary>
    public static string Unescape(string css)
    {
        if (!css.Contains('\\', StringComparison.Ordinal))
            return css;
        var text = new StringBuilder(css.Length);
        for (var at = 0; at < css.Length; at++)
            if (css[at] != '\\' || at + 1 >= css.Length)
                text.Append(css[at]);
            else if (char.IsAsciiHexDigit(css[at + 1]))
            {
                var end = EndOfEscape(css, at);
                var code = Convert.ToInt32(css[(at + 1)..(end + 1)].TrimEnd(), 16);
                text.Append(code is 0 or > 0x10FFFF or >= 0xD800 and <= 0xDFFF ? "\ufffd" : char.ConvertFromUtf32(code));
                at = end;
            }
            else
                text.Append(css[++at]);
        return text.ToString();
    }

    /// <summary>The last character of what begins here and is read as one piece.</summary>
    private static int Past(string css, int at, char c) => c switch
    {
        '\\' => EndOfEscape(css, at),
        '"' or '\'' => EndOfString(css, at),
        '(' or '[' => Close(css, at),
        _ => at,
    };

    private static int EndOfEscape(string css, int at)
    {
        var end = at + 1;
        while (end < css.Length && end < at + 7 && char.IsAsciiHexDigit(css[end]))
            end++;
        return end == at + 1 || end < css.Length && char.IsWhiteSpace(css[end]) ? end : end - 1;
    }

    private static int EndOfString(string css, int open)
    {
        for (var at = open + 1; at < css.Length; at++)
            if (css[at] == '\\')
                at++;
            else if (css[at] == css[open] || css[at] == '\n')
                return at;
        return css.Length;
    }
}
