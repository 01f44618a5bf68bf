using System.Collections.Frozen;

namespace SmokeTests.Documents.Styles;

/// <summary>
/// What <c>@supports</c> asks: the properties that Chromium has, by their names, and the values of those that decide about text.
/// The values of all others are taken for known.
/// </summary>
internal static class Supports
{
    private static readonly Lazy<FrozenSet<string>> Names = new(ReadNames);

    public static bool IsTrue(string condition) => new Condition(condition, Has, Has).Value(out var isValid) is true && isValid;

    private static bool? Has(string declaration)
    {
        var colon = declaration.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
            return false;
        var (name, value) = (CssText.Unescape(declaration[..colon].Trim()), declaration[(colon + 1)..].Trim());
        if (name.StartsWith("--", StringComparison.Ordinal))
            return true;
        if (Properties.Of(name) is { } property && property != Property.All)
            return Declarations.Read(declaration) is { } read && read.Property == property;
        return value.Length > 0 && Names.Value.Contains(name);
    }

    private static bool? Has(string function, string argument) => function switch
    {
        "selector" => Selectors.IsOne(argument),
        "at-rule" => argument.ToLowerInvariant() is "@charset" or "@color-profile" or "@container" or "@counter-style" or "@font-face"
        or "@font-feature-values"
            or "@font-palette-values" or "@function" or "@import" or "@keyframes" or "@layer" or "@media" or "@namespace" or "@page"
            or "@position-try" or "@property"
            or "@scope" or "@starting-style" or "@supports" or "@view-transition" or "@-webkit-keyframes",
        "font-format" => argument.ToLowerInvariant() is "woff" or "woff2" or "opentype" or "truetype" or "collection",
        "font-tech" => argument.ToLowerInvariant() is "color-colrv0" or "color-colrv1" or "color-sbix" or "color-cbdt" or "variations"
        or "palettes" or "features-opentype"
            or "features-aat" or "incremental",
        _ => false,
    };

    private static FrozenSet<string> ReadNames()
    {
        using var stream = typeof(Supports).Assembly.GetManifestResourceStream("css-properties.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }
}
