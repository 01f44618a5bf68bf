using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace SmokeTests.Http;

/// <summary>The text of a page as people see it: no scripts, no styles, nothing hidden; a line for each block.</summary>
internal static class VisibleText
{
    private static readonly HashSet<string> Unseen = new(StringComparer.OrdinalIgnoreCase)
        { "script", "style", "template", "noscript", "head", "svg", "iframe", "object", "datalist", "audio", "video", "canvas" };

    private static readonly HashSet<string> Inline = new(StringComparer.OrdinalIgnoreCase)
        { "a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var" };

    /// <summary>They stand in a line of text, with a gap around them.</summary>
    private static readonly HashSet<string> Fields = new(StringComparer.OrdinalIgnoreCase) { "button", "img", "input", "select", "textarea", "meter", "progress", "output" };

    public static string Of(INode node)
    {
        var text = new StringBuilder();
        Add(node, text);
        return Tidy(text.ToString());
    }

    /// <summary>White space folded as a browser folds it; empty lines left out.</summary>
    public static string Tidy(string text) => string.Join('\n', text.Split('\n')
        .Select(line => string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
        .Where(line => line.Length > 0));

    private static void Add(INode node, StringBuilder text)
    {
        if (node is IText words)
        {
            text.Append(words.Data.Replace('\n', ' '));
            return;
        }
        // What stands in a field is what was typed into it, not what the page says.
        if (node is IHtmlTextAreaElement || node is IElement element && IsHidden(element))
            return;
        var around = node is not IElement box ? "" : Fields.Contains(box.LocalName) ? " " : Inline.Contains(box.LocalName) ? "" : "\n";
        text.Append(around);
        if (node is IHtmlInputElement { Type: "submit" or "button" or "reset" } button)
            text.Append(button.Value);
        foreach (var child in node.ChildNodes)
            Add(child, text);
        text.Append(around);
    }

    public static bool IsHidden(IElement element)
    {
        if (Unseen.Contains(element.LocalName) || element.HasAttribute("hidden"))
            return true;
        if (element is IHtmlInputElement { Type: "hidden" } || element.LocalName == "dialog" && !element.HasAttribute("open"))
            return true;
        // A closed <details> shows its summary alone.
        if (element.ParentElement is { LocalName: "details" } details && !details.HasAttribute("open") && element.LocalName != "summary")
            return true;
        var style = element.GetAttribute("style")?.Replace(" ", "", StringComparison.Ordinal);
        return style is not null && (style.Contains("display:none", StringComparison.OrdinalIgnoreCase) || style.Contains("visibility:hidden", StringComparison.OrdinalIgnoreCase));
    }
}
