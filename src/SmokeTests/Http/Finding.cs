using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace SmokeTests.Http;

/// <summary>
/// Finds fields, buttons and links as people find them: by label, accessible name, placeholder, then name or id; a CSS
/// selector where the text begins with <c>#</c>, <c>.</c> or <c>[</c>. Exact words win over parts of words.
/// </summary>
internal static class Finding
{
    public const string Fields = "input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=image]):not([type=reset]), textarea, select";
    public const string Buttons = "button, input[type=submit], input[type=button], input[type=image], [role=button]";
    public const string Links = "a[href], area[href]";

    /// <summary>The elements that fit best: all of the first way of naming under which any is found.</summary>
    public static IReadOnlyList<IElement> Best(IParentNode page, string kind, string wanted)
    {
        if (wanted.Length > 1 && wanted[0] is '#' or '.' or '[')
            return [.. page.QuerySelectorAll(wanted).Where(e => e.Matches(kind))];
        var candidates = page.QuerySelectorAll(kind).Where(e => !IsUnseen(e)).Select(e => (Element: e, Names: Names(e).ToArray())).ToArray();
        foreach (var fits in new Func<string, bool>[]
        {
            name => string.Equals(name, wanted, StringComparison.Ordinal),
            name => string.Equals(name.TrimEnd(':', '*', ' '), wanted, StringComparison.OrdinalIgnoreCase),
            name => name.Contains(wanted, StringComparison.OrdinalIgnoreCase),
        })
            for (var way = 0; way < Ways.Length; way++)
                if (candidates.Where(c => c.Names[way] is { } name && fits(name)).Select(c => c.Element).ToArray() is { Length: > 0 } found)
                    return found;
        return [];
    }

    /// <summary>What a person would call the element.</summary>
    public static string Called(IElement element) => Names(element).FirstOrDefault(n => !string.IsNullOrWhiteSpace(n)) ?? element.LocalName;

    public static string[] AllCalled(IParentNode page, string kind) =>
        [.. page.QuerySelectorAll(kind).Where(e => !IsUnseen(e)).Select(Called).Distinct().Take(25)];

    private static IEnumerable<string?> Names(IElement element) => Ways.Select(way => way(element));

    private static readonly Func<IElement, string?>[] Ways =
    [
        LabelOrText,
        e => e.GetAttribute("aria-label") ?? LabelledBy(e),
        e => e.GetAttribute("placeholder") ?? e.GetAttribute("title") ?? e.QuerySelector("img[alt]")?.GetAttribute("alt"),
        e => e.GetAttribute("name"),
        e => e.Id,
    ];

    private static string? LabelOrText(IElement element) => element switch
    {
        IHtmlInputElement { Type: "submit" or "button" or "reset" } button => button.Value,
        IHtmlInputElement { Type: "image" } image => image.GetAttribute("alt"),
        IHtmlInputElement or IHtmlTextAreaElement or IHtmlSelectElement => Label(element),
        _ => OneLine(VisibleText.Of(element)),
    };

    private static string? Label(IElement field)
    {
        var label = field.Ancestors<IHtmlLabelElement>().FirstOrDefault() as IElement
            ?? (field.Id is { Length: > 0 } id ? field.Owner?.QuerySelectorAll("label").FirstOrDefault(l => l.GetAttribute("for") == id) : null);
        return label is null ? null : OneLine(TextWithout(label, field));
    }

    /// <summary>A label may hold its field, whose own text (options, say) is no part of its name.</summary>
    private static string TextWithout(IElement label, IElement field)
    {
        var copy = (IElement)label.Clone();
        foreach (var inner in copy.QuerySelectorAll(field.LocalName))
            inner.Remove();
        return VisibleText.Of(copy);
    }

    private static string? LabelledBy(IElement element) =>
        element.GetAttribute("aria-labelledby") is { } ids
            ? OneLine(string.Join(' ', ids.Split(' ').Select(id => element.Owner?.GetElementById(id)?.TextContent)))
            : null;

    private static string OneLine(string text) => VisibleText.Tidy(text).Replace('\n', ' ');

    private static bool IsUnseen(IElement element) =>
        VisibleText.IsHidden(element) || element.Ancestors<IElement>().Any(VisibleText.IsHidden);
}
