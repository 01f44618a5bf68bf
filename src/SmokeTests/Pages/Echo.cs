namespace SmokeTests.Pages;

/// <summary>
/// A page that repeats what was searched for ("No results for dune") has not found it. What is a repetition follows from
/// where the words stand, in whatever language: a result is a link to another page, or it begins an item of a list, a row
/// of a table, an article, a heading below the page's own, or is a block by itself. All else (sentences, the page's heading, what
/// stands in quotes, filters, breadcrumbs, links that search again) is taken for a repetition.
/// </summary>
internal sealed class Echo(Searched search, Uri page, Outline root)
{
    private static readonly char[] Quotes = ['"', '\'', '“', '”', '‘', '’', '«', '»', '„', '‚', '‹', '›', '`', '「', '」', '『', '』'];
    private static readonly char[] Crosses = ['×', '✕', '✖', '✗', '✘', '⨯', '╳'];
    private static readonly HashSet<string> Labels = ["dd", "legend", "caption", "summary", "figcaption", "th"];

    private readonly IReadOnlyList<OutlineLine> lines = root.Lines();
    private readonly Outline main = root.All().FirstOrDefault(e => e.Tag == "main" || e.Role == "main") ?? root;

    /// <summary>Whether the text stands where results do; and the first line that shows it at all.</summary>
    public (bool Found, string? Line) Look(string wanted)
    {
        var places = lines.SelectMany((line, i) => line.Places(wanted).Select(at => (Line: line, Before: i == 0 ? null : lines[i - 1], At: at))).ToArray();
        return (places.Any(p => IsResult(p.Line, p.Before, p.At, wanted)), places.FirstOrDefault().Line?.Text);
    }

    private bool IsResult(OutlineLine line, OutlineLine? before, int at, string wanted)
    {
        var element = line.At(at);
        var heading = element.Line.FirstOrDefault(e => Level(e) > 0);
        var item = element.Line.Any(IsBeside) ? null : element.Line.FirstOrDefault(IsItem);
        var begins = !line.Text[..at].Any(char.IsLetter);
        var quoted = IsQuoted(line.Text, at, wanted.Length);
        if (element.Line.FirstOrDefault(e => e.Tag is "a" or "area" && e["href"] is not null) is { } link)
            return IsResult(link, line, at, begins, quoted, listed: item is not null || heading is not null && (begins ? Level(heading) > 1 : !IsTitle(heading)));
        if (quoted)
            return false;
        if (heading is not null && IsTitle(heading))
            return begins && search.LedElsewhere(page);
        if (item is not null && (begins ? !IsFilter(item, wanted) : IsOneOfMany(item)))
            return true;
        if (heading is not null)
            return begins && (Level(heading) > 2 || main.All().Count(e => e.Tag == heading.Tag) > 1);
        return IsAlone(line, before, at, wanted, element);
    }

    /// <summary>A link leads to a result, unless it searches again, or stands in a sentence.</summary>
    private bool IsResult(Outline link, OutlineLine line, int at, bool begins, bool quoted, bool listed)
    {
        var address = link["href"]!;
        if (search.StaysAt(page, address))
            return false;
        var elsewhere = Uri.TryCreate(page, address, out var target) && target.Authority != page.Authority;
        if (search.Carries(page, address) && (elsewhere || !listed))
            return false;
        var start = at;
        while (start > 0 && line.At(start - 1).Line.Contains(link))
            start--;
        var ownLine = !line.Text[..start].Any(char.IsLetter);
        return begins || (listed ? ownLine || !quoted : ownLine && IsOneOfMany(line.Block));
    }

    /// <summary>A block of its own: nothing but the text, and no label in front of it.</summary>
    private bool IsAlone(OutlineLine line, OutlineLine? before, int at, string wanted, Outline element)
    {
        if (line.Text.Remove(at, wanted.Length).Any(c => !char.IsPunctuation(c) && !char.IsWhiteSpace(c)) || element.Line.Any(e => IsBeside(e) || Labels.Contains(e.Tag) || IsStatus(e))
            || element.Line.TakeWhile(e => e.InLine).Any(e => e.Tag is "button" or "label" or "output") || line.Block.Parent is null)
            return false;
        var label = before is not null && before.Block.Parent == line.Block.Parent && Level(before.Block) == 0
            && before.Text.Any(char.IsLetter) && !before.Text.Contains(wanted, StringComparison.OrdinalIgnoreCase);
        return !label && before?.Text.EndsWith(':') != true && !IsFilter(line.Block, wanted) && !IsKey(line.Block);
    }

    /// <summary>The page's own heading: of the first level, or the first of all in the main part.</summary>
    private bool IsTitle(Outline heading) => Level(heading) == 1 || main.All().FirstOrDefault(e => Level(e) > 0) == heading && !heading.Line.Any(IsItem);

    /// <summary>What filters by the words: they can be taken away, and nothing else is there.</summary>
    private bool IsFilter(Outline item, string wanted)
    {
        bool Acts(Outline e) => e.Tag == "button" || e.Role == "button" || e.Tag == "a" && e["href"] is { } href && search.StaysAt(page, href);
        if (item.All().Any(e => e.Tag == "img" || e.Tag == "a" && e["href"] is not null && !Acts(e)))
            return false;
        var rest = item.Text(Acts);
        var at = rest.IndexOf(wanted, StringComparison.OrdinalIgnoreCase);
        rest = at < 0 ? rest : rest.Remove(at, wanted.Length);
        return !rest.Any(char.IsLetterOrDigit) && (rest.Any(Crosses.Contains) || item.All().Any(Acts));
    }

    /// <summary>One of several things that each lead somewhere: a message is none of them.</summary>
    private bool IsOneOfMany(Outline item) => item.Parent is { } list && Leads(item)
        && list.Children.Any(other => other != item && other.Tag == item.Tag && Leads(other));

    /// <summary>Whether an item has a link for a title, or a picture that is one: none in the middle of a sentence.</summary>
    private bool Leads(Outline item) => item.All().Any(e => e.Tag == "a" && e["href"] is { } href && !search.StaysAt(page, href) && !search.Carries(page, href)
        && (e.Text() is not { Length: > 0 } text || item.Lines().Any(l => l.Text.StartsWith(text, StringComparison.Ordinal))));

    private static bool IsItem(Outline e) => e.Tag switch
    {
        "li" or "dt" or "article" or "figure" => true,
        "tr" => e.Children.Count(c => c.Text().Length > 0) > 1 && !IsKey(e),
        _ => e.Role is "listitem" or "row" or "article" or "option" or "gridcell" || IsThing(e) || IsCalledSo(e["class"]),
    };

    /// <summary>A row that says what something is: "Query: dune".</summary>
    private static bool IsKey(Outline e) => e.Line.FirstOrDefault(l => l.Tag == "tr") is { } row && row.Children.ToArray() is [{ Tag: "th" }, { Tag: "td" }];

    private static bool IsThing(Outline e) => e["itemscope"] is not null && e["itemtype"] is { } type
        && !new[] { "Breadcrumb", "Search", "WebPage", "WebSite", "ItemList", "ListItem" }.Any(t => type.Contains(t, StringComparison.OrdinalIgnoreCase));

    /// <summary>What a site calls a result by its class: <c>card</c>, <c>search-result</c>, <c>product-item</c>; not <c>no-result</c>, <c>result-count</c>.</summary>
    private static bool IsCalledSo(string? classes) => classes?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Any(name =>
        name.Split('-', '_') is { } words && words[^1].ToLowerInvariant() is "result" or "card" or "product" or "hit" or "item" or "teaser" or "tile"
        && !words.Any(w => w.ToLowerInvariant() is "no" or "not" or "empty" or "zero" or "breadcrumb" or "nav" or "menu" or "filter")) == true;

    private static bool IsBeside(Outline e) => e.Tag is "nav" or "search" || e.Role is "navigation" or "search"
        || e["class"]?.Contains("breadcrumb", StringComparison.OrdinalIgnoreCase) == true || e["itemtype"]?.Contains("Breadcrumb", StringComparison.Ordinal) == true;

    private static bool IsStatus(Outline e) => e.Role is "status" or "alert" or "log" || e["aria-live"] is not (null or "off");

    private static int Level(Outline e) => e.Tag is ['h', >= '1' and <= '6'] ? e.Tag[1] - '0' : e.Role == "heading" ? 2 : 0;

    /// <summary>A quote in front of it, which is no apostrophe.</summary>
    private static bool IsQuoted(string line, int at, int length) => at > 0 && Quotes.Contains(line[at - 1]) && (at == 1 || !char.IsLetter(line[at - 2]))
        || at + length < line.Length && Quotes.Contains(line[at + length]) && line[at + length] is not ('\'' or '’');
}
