using System.Globalization;
using System.Text.RegularExpressions;

namespace SmokeTests.Documents.Styles;

/// <summary>What a media query may ask of a browser, and what the other driver's answers.</summary>
internal static partial class MediaFeatures
{
    public const double Width = 1280, Height = 800;

    /// <summary>The values that a browser knows of a feature; the first is its own.</summary>
    private static readonly Dictionary<string, string[]> Words = new(StringComparer.Ordinal)
    {
        ["orientation"] = ["landscape", "portrait"],
        ["hover"] = ["hover", "none"],
        ["any-hover"] = ["hover", "none"],
        ["pointer"] = ["fine", "coarse", "none"],
        ["any-pointer"] = ["fine", "coarse", "none"],
        ["prefers-color-scheme"] = ["light", "dark"],
        ["prefers-reduced-motion"] = ["no-preference", "reduce"],
        ["prefers-reduced-transparency"] = ["no-preference", "reduce"],
        ["prefers-contrast"] = ["no-preference", "more", "less", "custom"],
        ["forced-colors"] = ["none", "active"],
        ["scripting"] = ["enabled", "none", "initial-only"],
        ["display-mode"] = ["browser", "fullscreen", "standalone", "minimal-ui", "window-controls-overlay", "picture-in-picture", "tabbed"],
        ["update"] = ["fast", "slow", "none"],
        ["overflow-block"] = ["scroll", "none", "paged"],
        ["overflow-inline"] = ["scroll", "none"],
        ["dynamic-range"] = ["standard", "high"],
        ["color-gamut"] = ["srgb", "p3", "rec2020"],
        ["device-posture"] = ["continuous", "folded"],
    };

    /// <summary>Null where a browser does not know the feature, or no such value of it.</summary>
    public static bool? IsTrue(string term)
    {
        if (term.IndexOfAny(['<', '>', '=']) >= 0)
            return Range(term);
        var colon = term.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return Words.TryGetValue(term, out var of) ? of[0] is not ("none" or "no-preference") : Number(term) is { } there ? there > 0
                : null;
        var (name, value) = (term[..colon].Trim(), term[(colon + 1)..].Trim());
        if (Words.TryGetValue(name, out var known))
            return known.Contains(value) ? known[0] == value : null;
        var bound = Bound().Match(name);
        var feature = bound.Success ? bound.Groups["before"].Value + bound.Groups["feature"].Value : name;
        if (Number(feature) is not { } number || Read(feature, value) is not { } wanted)
            return null;
        return !bound.Success ? number == wanted : feature == "grid" ? null : bound.Groups["which"].Value == "min" ? number >= wanted
            : number <= wanted;
    }

    /// <summary>Such as <c>600px &lt;= width &lt; 1200px</c>.</summary>
    private static bool? Range(string term)
    {
        var parts = Comparison().Split(term).Select(p => p.Trim()).ToArray();
        if (parts.Length is not (3 or 5) || parts.FirstOrDefault(p => Number(p) is not null) is not { } feature)
            return null;
        for (var at = 1; at < parts.Length; at += 2)
        {
            if (Side(feature, parts[at - 1]) is not { } left || Side(feature, parts[at + 1]) is not { } right)
                return null;
            if (!(parts[at] switch { "<" => left < right, "<=" => left <= right, ">" => left > right, ">=" => left >= right, _ =>
                left == right }))
                return false;
        }
        return true;
    }

    private static double? Side(string feature, string text) => text == feature ? Number(feature) : Read(feature, text);

    private static double? Number(string feature) => feature switch
    {
        "width" or "device-width" => Width,
        "height" or "device-height" => Height,
        "aspect-ratio" or "device-aspect-ratio" => Width / Height,
        "resolution" or "-webkit-device-pixel-ratio" or "-webkit-transform-3d" or "horizontal-viewport-segments"
        or "vertical-viewport-segments" => 1,
        "color" => 8,
        "monochrome" or "grid" or "color-index" => 0,
        _ => null,
    };

    /// <summary>A value of that feature: a length, a ratio, a resolution, a number.</summary>
    private static double? Read(string feature, string value) => feature switch
    {
        "width" or "height" or "device-width" or "device-height" => CssLength.Of(value),
        "aspect-ratio" or "device-aspect-ratio" => Ratio(value),
        "resolution" => Resolution(value),
        "-webkit-device-pixel-ratio" => Plain(value),
        _ => Plain(value) is { } whole && whole == Math.Floor(whole) ? whole : null,
    };

    private static double? Ratio(string value) => value.Split('/') is [var over, var under] ? Plain(over.Trim()) / Plain(under.Trim())
        : Plain(value);

    private static double? Resolution(string value)
    {
        var unit = value.TrimStart("+-.0123456789".ToCharArray());
        return Plain(value[..^unit.Length]) is not { } number ? null : unit switch
        {
            "dppx" or "x" => number,
            "dpi" => number / 96,
            "dpcm" => number * 2.54 / 96,
            _ => null,
        };
    }

    private static double? Plain(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        ? number : null;

    [GeneratedRegex("^(?<before>-webkit-)?(?<which>min|max)-(?<feature>.+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Bound();

    [GeneratedRegex("(<=|>=|<|>|=)")]
    private static partial Regex Comparison();
}
