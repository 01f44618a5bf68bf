namespace SmokeTests.Documents.Styles;

/// <summary>What values of properties mean for text.</summary>
internal static class Value
{
    public static Box Box(string display, Box byDefault, Box parent) => display switch
    {
        "revert" or "revert-layer" => byDefault,
        "inherit" => parent,
        "none" or "table-column" or "table-column-group" => Styles.Box.None,
        "contents" => Styles.Box.Contents,
        "table-cell" => Styles.Box.Cell,
        "table-row" => Styles.Box.Row,
        "table-row-group" or "table-header-group" or "table-footer-group" => Styles.Box.Rows,
        "inline" or "ruby" or "ruby-text" or "math" or "initial" or "unset" => Styles.Box.Inline,
        _ when display.StartsWith("inline-", StringComparison.Ordinal) || display.StartsWith("-webkit-inline-", StringComparison.Ordinal) =>
            Styles.Box.Atomic,
        _ => Several(display.Split(' ')),
    };

    public static bool IsFlexible(string display) =>
        display.EndsWith("flex", StringComparison.Ordinal) || display.EndsWith("grid", StringComparison.Ordinal)
        || display.EndsWith("-box", StringComparison.Ordinal) || display.EndsWith("grid-lanes", StringComparison.Ordinal)
        || display.Split(' ') is { Length: > 1 } words && (words.Contains("flex") || words.Contains("grid"));

    public static Spaces Spaces(string value, Spaces byDefault, Spaces parent) => value switch
    {
        "revert" or "revert-layer" => byDefault,
        "inherit" or "unset" => parent,
        _ when value.Contains("pre-line", StringComparison.Ordinal) || value.Contains("preserve-breaks", StringComparison.Ordinal) =>
            Styles.Spaces.PreserveBreaks,
        _ when value.Split(' ').Any(w => w is "pre" or "pre-wrap" or "preserve" or "break-spaces") => Styles.Spaces.Preserve,
        _ => Styles.Spaces.Collapse,
    };

    public static Capitals Capitals(string value, Capitals byDefault, Capitals parent) => value switch
    {
        "revert" or "revert-layer" => byDefault,
        "inherit" or "unset" => parent,
        _ when value.Contains("uppercase", StringComparison.Ordinal) => Styles.Capitals.Upper,
        _ when value.Contains("lowercase", StringComparison.Ordinal) => Styles.Capitals.Lower,
        _ when value.Contains("capitalize", StringComparison.Ordinal) => Styles.Capitals.First,
        _ => Styles.Capitals.AsWritten,
    };

    private static Box Several(string[] words) =>
        words.Length == 1 || words.Contains("block") ? words is ["flow"] ? Styles.Box.Block : Styles.Box.Block
        : words.Any(w => w is "flow-root" or "flex" or "grid" or "table") ? words.Contains("inline") ? Styles.Box.Atomic : Styles.Box.Block
        : words.Contains("inline") || words.Contains("ruby") ? Styles.Box.Inline : Styles.Box.Block;
}
