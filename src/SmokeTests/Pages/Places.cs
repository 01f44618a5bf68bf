using SmokeTests.PageModel;

namespace SmokeTests.Pages;

/// <summary>What the places of a page are for, by their elements, roles and classes.</summary>
internal static class Places
{
    private static readonly char[] Quotes =
        ['"', '\'', '“', '”', '‘', '’', '«', '»', '„', '‚', '‹', '›', '`', '「', '」', '『', '』'];

    private static readonly char[] Crosses = ['×', '✕', '✖', '✗', '✘', '⨯', '╳'];
    private static readonly string[] Wholes = ["Breadcrumb", "Search", "WebPage", "WebSite", "ItemList", "ListItem"];

    /// <summary>Where one of several things stands: an item, a row, an article, what the site calls a result.</summary>
    public static bool IsItem(Outline e) => e.Tag switch
    {
        "li" or "dt" or "article" or "figure" => true,
        "tr" => e.Children.Count(c => c.Text().Length > 0) > 1 && !IsOfKey(e),
        _ => e.Role is "listitem" or "row" or "article" or "option" or "gridcell" || IsThing(e) || IsCalledResult(e["class"]),
    };

    /// <summary>Beside what the page says: ways through the site.</summary>
    public static bool IsBeside(Outline e) => e.Tag is "nav" or "search" || e.Role is "navigation" or "search"
        || e["class"]?.Contains("breadcrumb", StringComparison.OrdinalIgnoreCase) == true
        || e["itemtype"]?.Contains("Breadcrumb", StringComparison.Ordinal) == true;

    /// <summary>Where a page says something about what it does, or names something.</summary>
    public static bool IsSaying(Outline e) => IsBeside(e) || e.Role is "status" or "alert" or "log" || e["aria-live"] is not (null or "off")
        || e.Tag is "dd" or "legend" or "caption" or "summary" or "figcaption" or "th" or "button" or "label" or "output";

    /// <summary>In a row that says what something is: "Query: dune".</summary>
    public static bool IsOfKey(Outline e) =>
        e.Line.FirstOrDefault(l => l.Tag == "tr") is { } row && row.Children.ToArray() is [{ Tag: "th" }, { Tag: "td" }];

    /// <summary>The level of a heading; 0 for what is none.</summary>
    public static int Level(Outline e) => e.Tag is ['h', >= '1' and <= '6'] ? e.Tag[1] - '0' : e.Role == "heading" ? 2 : 0;

    /// <summary>Whether a quote stands in front of a text or after it; an apostrophe is none.</summary>
    public static bool IsQuoted(string line, int at, int length)
    {
        var end = at + length;
        return at > 0 && Quotes.Contains(line[at - 1]) && (at == 1 || !char.IsLetter(line[at - 2]))
            || end < line.Length && Quotes.Contains(line[end]) && line[end] is not ('\'' or '’');
    }

    public static bool IsCross(char letter) => Crosses.Contains(letter);

    private static bool IsThing(Outline e) =>
        e["itemscope"] is not null && e["itemtype"] is { } type
        && !Wholes.Any(w => type.Contains(w, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// What a site calls a result by its class: <c>card</c>, <c>search-result</c>; not <c>no-result</c>, <c>result-count</c>.
    /// </summary>
    private static bool IsCalledResult(string? classes) =>
        classes?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Any(name => IsResultName(name.ToLowerInvariant().Split('-', '_'))) == true;

    private static bool IsResultName(string[] words) =>
        words[^1] is "result" or "card" or "product" or "hit" or "item" or "teaser" or "tile"
        && !words.Any(w => w is "no" or "not" or "empty" or "zero" or "breadcrumb" or "nav" or "menu" or "filter");
}
