using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Svg.Dom;
using SmokeTests.Documents.Styles;
using SmokeTests.PageModel;

namespace SmokeTests.Documents;

/// <summary>Describes what can be seen of a parsed page.</summary>
internal static class Outlines
{
    public static Outline Of(IElement body)
    {
        var outline = new Outline(body.LocalName, Kept(body), null);
        var styles = PageStyles.Of(body);
        if (styles.Of(body) is { Box: not Box.None } style)
            Fill(outline, body, styles, style);
        return outline;
    }

    private static void Fill(Outline outline, INode node, PageStyles styles, in Style style)
    {
        if (style.Skipped)
            return;
        foreach (var child in FlatTree.Children(node))
            if (child is IText words && style.Visible)
                outline.Add(words.Data);
            else if (child is IElement element and not (IHtmlTextAreaElement or IHtmlOptionElement or ISvgElement)
                && !FlatTree.IsFolded(element)
                && styles.Of(element, style) is { Box: not Box.None } own)
                Fill(outline.Add(element.LocalName, Kept(element)), element, styles, own);
    }

    private static Dictionary<string, string> Kept(IElement element) => Outline.Kept.Where(element.HasAttribute)
        .ToDictionary(name => name,
            name => name == "href" && element is IUrlUtilities ? PageAddress.Resolve(element, element.GetAttribute(name)!)
                : element.GetAttribute(name)!);
}
