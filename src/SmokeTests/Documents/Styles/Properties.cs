namespace SmokeTests.Documents.Styles;

internal static class Properties
{
    public const int Count = (int)Property.WhiteSpace + 1;

    private static readonly Dictionary<string, Property> Named = new(StringComparer.OrdinalIgnoreCase)
    {
        ["all"] = Property.All,
        ["display"] = Property.Display,
        ["visibility"] = Property.Visibility,
        ["float"] = Property.Float,
        ["position"] = Property.Position,
        ["content-visibility"] = Property.ContentVisibility,
        ["text-transform"] = Property.TextTransform,
        ["white-space"] = Property.WhiteSpace,
        ["white-space-collapse"] = Property.WhiteSpace,
    };

    private static readonly HashSet<string> Inside = Words("flow flow-root table flex grid ruby math list-item");

    private static readonly HashSet<string>[] Values =
    [
        [],
        Words("none contents inline block inline-block list-item flow flow-root flex inline-flex grid inline-grid table inline-table "
            + "table-row table-cell "
            + "table-row-group table-header-group table-footer-group table-caption table-column table-column-group ruby ruby-text math "
            + "-webkit-box -webkit-inline-box -webkit-flex -webkit-inline-flex grid-lanes inline-grid-lanes"),
        Words("visible hidden collapse"),
        Words("none left right inline-start inline-end"),
        Words("static relative absolute fixed sticky -webkit-sticky"),
        Words("visible auto hidden"),
        Words("none capitalize uppercase lowercase full-width full-size-kana math-auto"),
        Words("normal nowrap pre pre-wrap pre-line break-spaces -webkit-nowrap collapse preserve preserve-breaks wrap balance stable "
            + "pretty"),
    ];

    public static Property? Of(ReadOnlySpan<char> name) =>
        Named.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var property) ? property : null;

    /// <summary>Whether a text may speak of any of them; their names may be written with escapes.</summary>
    public static bool Speaks(string css) => css.Contains('\\', StringComparison.Ordinal) || Named.Keys.Any(name => css.Contains(name,
        StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Whether a browser takes a value, which is in lower case; one that it does not take leaves what was declared before.
    /// </summary>
    public static bool Takes(Property property, string value)
    {
        if (value is "initial" or "inherit" or "unset" or "revert" or "revert-layer")
            return true;
        var allowed = Values[(int)property];
        var words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return property switch
        {
            Property.Display when words.Length > 1 =>
                words.All(w => w is "block" or "inline" || Inside.Contains(w)) && words.Count(w => w is "block" or "inline") <= 1,
            Property.TextTransform or Property.WhiteSpace =>
                words.Length is > 0 and < 4 && words.All(allowed.Contains) && (words.Length == 1 || !words.Contains("none")),
            _ => allowed.Contains(value),
        };
    }

    private static HashSet<string> Words(string words) => [.. words.Split(' ')];
}
