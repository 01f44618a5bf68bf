using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using SmokeTests.Pages;

namespace SmokeTests.Http;

/// <summary>Describes what can be seen of a parsed page.</summary>
internal static class Outlines
{
    public static Outline Of(IElement body)
    {
        var outline = new Outline(body.LocalName, Kept(body), null);
        Fill(outline, body);
        return outline;
    }

    private static void Fill(Outline outline, INode node)
    {
        foreach (var child in node.ChildNodes)
            if (child is IText words)
                outline.Add(words.Data);
            else if (child is IElement element and not IHtmlTextAreaElement && !VisibleText.IsHidden(element))
                Fill(outline.Add(element.LocalName, Kept(element)), element);
    }

    private static Dictionary<string, string> Kept(IElement element) => Outline.Kept.Where(element.HasAttribute)
        .ToDictionary(name => name, name => (name == "href" ? (element as IUrlUtilities)?.Href : null) ?? element.GetAttribute(name)!);
}
