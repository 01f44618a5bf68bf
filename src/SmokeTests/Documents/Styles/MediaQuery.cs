using System.Text.RegularExpressions;

namespace SmokeTests.Documents.Styles;

/// <summary>Whether a media query is true of the browser that the other driver opens: a screen of 1280 × 800, a mouse, no wishes.</summary>
internal static partial class MediaQuery
{
    public static bool IsTrue(string queries)
    {
        var list = queries.ToLowerInvariant();
        return string.IsNullOrWhiteSpace(list) || Selectors.List(list).Any(Query);
    }

    /// <summary>What cannot be read, and what no browser knows, is not true; nor is its contrary.</summary>
    private static bool Query(string query)
    {
        if (Type().Match(query) is not { Success: true } type)
            return Condition(query) is true;
        var named = type.Groups["type"].Value;
        if (named is "not" or "only" or "and" or "or")
            return false;
        var rest = type.Groups["rest"].Value;
        // Beside a type terms are joined by "and" alone.
        var so = rest.Length == 0 ? true : Or().IsMatch(WithoutBrackets(rest)) ? null : Condition(rest);
        return so is { } known && (named is "all" or "screen" && known) != type.Groups["not"].Success;
    }

    private static bool? Condition(string text) => new Condition(text, MediaFeatures.IsTrue).Value(out var isValid) is var so && isValid
        ? so : null;

    private static string WithoutBrackets(string text)
    {
        for (var open = text.IndexOf('('); open >= 0; open = text.IndexOf('(', open))
            text = text[..open] + " " + text[Math.Min(CssText.Close(text, open) + 1, text.Length)..];
        return text;
    }

    [GeneratedRegex(@"^(?:(?<not>not)\s+|only\s+)?(?<type>[a-z]+)(?:\s+and\s+(?<rest>.+)|\s*)$",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Type();

    [GeneratedRegex(@"\bor\b")]
    private static partial Regex Or();
}
