using System.Globalization;
using System.Text.RegularExpressions;

namespace SmokeTests.Http.Styles;

/// <summary>Whether a media query is true of the browser that the other driver opens: a screen of 1280 × 800, a mouse, no wishes.</summary>
internal static partial class MediaQuery
{
    private const double Width = 1280, Height = 800, Em = 16;

    private static readonly Dictionary<string, string> Features = new(StringComparer.Ordinal)
    {
        ["orientation"] = "landscape",
        ["hover"] = "hover",
        ["any-hover"] = "hover",
        ["pointer"] = "fine",
        ["any-pointer"] = "fine",
        ["prefers-color-scheme"] = "light",
        ["scripting"] = "enabled",
        ["display-mode"] = "browser",
        ["update"] = "fast",
        ["overflow-block"] = "scroll",
        ["overflow-inline"] = "scroll",
    };

    public static bool IsTrue(string queries)
    {
        var list = queries.ToLowerInvariant();
        return string.IsNullOrWhiteSpace(list) || list.Split(',').Any(q => Query(q.Trim()));
    }

    private static bool Query(string query)
    {
        var words = query.StartsWith("only ", StringComparison.Ordinal) ? query[5..].TrimStart() : query;
        if (words.StartsWith("not ", StringComparison.Ordinal))
            return !Query(words[4..].TrimStart());
        var type = Type().Match(words);
        if (!type.Success)
            return Condition(words);
        return type.Groups["type"].Value is "all" or "screen" && (type.Groups["rest"].Value is not { Length: > 0 } rest || Condition(rest));
    }

    /// <summary>Terms in brackets, joined by <c>and</c> or by <c>or</c>.</summary>
    private static bool Condition(string condition)
    {
        var words = condition.Trim();
        if (words.StartsWith("not ", StringComparison.Ordinal) || words.StartsWith("not(", StringComparison.Ordinal))
            return !Condition(words[3..]);
        bool? so = null;
        var or = false;
        for (var at = words.IndexOf('('); at >= 0 && at < words.Length;)
        {
            var end = CssText.Close(words, at);
            var one = Term(words[(at + 1)..end].Trim());
            so = so is not { } before ? one : or ? before || one : before && one;
            var next = words.IndexOf('(', Math.Min(end + 1, words.Length));
            if (next < 0)
                break;
            var join = words[(end + 1)..next].Trim();
            or = join.StartsWith("or", StringComparison.Ordinal);
            if (join.EndsWith("not", StringComparison.Ordinal))
                return or ? so.Value || !Condition(words[next..]) : so.Value && !Condition(words[next..]);
            at = next;
        }
        return so ?? false;
    }

    private static bool Term(string term)
    {
        if (term.StartsWith('(') || term.StartsWith("not", StringComparison.Ordinal))
            return Condition(term);
        if (term.IndexOfAny(['<', '>', '=']) >= 0)
            return Range(term);
        var colon = term.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return Features.ContainsKey(term) || Number(term) is > 0;
        var (name, value) = (term[..colon].Trim(), term[(colon + 1)..].Trim());
        if (name.StartsWith("min-", StringComparison.Ordinal) || name.StartsWith("-webkit-min-", StringComparison.Ordinal))
            return Number(name[(name.IndexOf("min-", StringComparison.Ordinal) + 4)..]) >= Length(value);
        if (name.StartsWith("max-", StringComparison.Ordinal) || name.StartsWith("-webkit-max-", StringComparison.Ordinal))
            return Number(name[(name.IndexOf("max-", StringComparison.Ordinal) + 4)..]) <= Length(value);
        return Features.TryGetValue(name, out var feature) ? feature == value
            : Number(name) is { } number ? number == Length(value)
            // A wish of somebody who has none.
            : value is "no-preference" or "none";
    }

    /// <summary>Such as <c>600px &lt;= width &lt; 1200px</c>.</summary>
    private static bool Range(string term)
    {
        var parts = Comparison().Split(term).Select(p => p.Trim()).ToArray();
        for (var at = 1; at < parts.Length; at += 2)
        {
            var (left, right) = (Number(parts[at - 1]) ?? Length(parts[at - 1]), Number(parts[at + 1]) ?? Length(parts[at + 1]));
            if (!(parts[at] switch { "<" => left < right, "<=" => left <= right, ">" => left > right, ">=" => left >= right, _ => left == right }))
                return false;
        }
        return parts.Length > 1;
    }

    private static double? Number(string feature) => feature switch
    {
        "width" or "device-width" => Width,
        "height" or "device-height" => Height,
        "aspect-ratio" or "device-aspect-ratio" => Width / Height,
        "resolution" or "device-pixel-ratio" => 1,
        "color" => 8,
        "monochrome" or "grid" or "color-index" => 0,
        _ => null,
    };

    private static double? Length(string value)
    {
        var ratio = value.Split('/');
        if (ratio.Length == 2)
            return Length(ratio[0].Trim()) / Length(ratio[1].Trim());
        var unit = value.TrimStart("+-.0123456789".ToCharArray());
        if (!double.TryParse(value[..^unit.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return null;
        return unit switch
        {
            "em" or "rem" => number * Em,
            "cm" => number * 96 / 2.54,
            "mm" => number * 9.6 / 2.54,
            "in" => number * 96,
            "pt" => number * 96 / 72,
            "dpi" => number / 96,
            "dpcm" => number * 2.54 / 96,
            _ => number,
        };
    }

    [GeneratedRegex(@"^(?<type>[a-z]+)(?:\s+and\s+(?<rest>.+)|\s*)$", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Type();

    [GeneratedRegex("(<=|>=|<|>|=)")]
    private static partial Regex Comparison();
}
