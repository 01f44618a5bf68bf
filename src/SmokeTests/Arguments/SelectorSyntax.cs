using System.Text.RegularExpressions;

namespace SmokeTests.Arguments;

/// <summary>
/// Tells what is no CSS selector, before a driver is asked: AngleSharp takes some that no browser takes, and browsers close what was left
/// open. What only the drivers know, such as a pseudo-class that there is not, is left to them.
/// </summary>
internal static partial class SelectorSyntax
{
    public static bool MayBeOne(string selector) => Plain(selector) is { } plain && !Wrong().IsMatch(plain);

    /// <summary>Escapes as a letter, and values in quotes as one pair of them; null where a bracket or a quote is left open.</summary>
    private static string? Plain(string selector)
    {
        var plain = Quoted().Replace(Escaped().Replace(selector, "x"), "''");
        if (plain.Contains('\\', StringComparison.Ordinal) || plain.Replace("''", "", StringComparison.Ordinal).AsSpan().ContainsAny("'\""))
            return null;
        var open = new Stack<char>();
        foreach (var c in plain)
            if (c is '(' or '[')
                open.Push(c == '(' ? ')' : ']');
            else if (c is ')' or ']' && !(open.TryPop(out var expected) && expected == c))
                return null;
        return open.Count == 0 ? plain : null;
    }

    [GeneratedRegex(@"\\(?:[0-9a-fA-F]{1,6}[ \t\r\n\f]?|[^\r\n\f0-9a-fA-F])")]
    private static partial Regex Escaped();

    [GeneratedRegex("\"[^\"\r\n]*\"|'[^'\r\n]*'")]
    private static partial Regex Quoted();

    /// <summary>
    /// A comma with nothing on one of its sides, one of the combinators at the beginning, two of them, a colon without a name, an attribute
    /// whose value is neither a name nor in quotes, and what other libraries add to CSS.
    /// </summary>
    [GeneratedRegex(@"^\s*[,>+~]|,\s*(?:,|$|[>+~])|[>+~]\s*(?:[>+~,)]|$)|:\s*(?:$|[^\w:-])|:{3}|::(?![\w-])|"
        + @"=\s*(?:[0-9\]]|-[0-9]|$)|:(?:contains|matches)\(", RegexOptions.CultureInvariant)]
    private static partial Regex Wrong();
}
