using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace SmokeTests.Documents.Styles;

/// <summary>
/// How a browser shows an element that nobody has styled: the rendering section of the HTML standard, as Chromium has it.
/// </summary>
internal static class UserAgent
{
    public const string MathMl = "http://www.w3.org/1998/Math/MathML";

    private const string Html = "http://www.w3.org/1999/xhtml", Svg = "http://www.w3.org/2000/svg";

    /// <summary>The style before the page's own is heard. What is not known is inline, as CSS says.</summary>
    public static Style Default(IElement element, in Style parent) => element.NamespaceUri switch
    {
        Html or null => OfHtml(element, parent,
            parent with { HasText = true, Flexible = false, Skipped = false, Ruby = false, Afloat = false }),
        Svg => OfSvg(element, parent with { Flexible = false, Skipped = false, Ruby = false, Afloat = false }),
        _ => OfMath(element, parent with { Flexible = false, Skipped = false, Ruby = false, Afloat = false }),
    };

    /// <summary>What no style can change: no scripts' stand-in where scripts run, sound without controls, a legend
    /// that is a line of its own, fields that are no parts of tables.</summary>
    public static Box Fixed(IElement element, Box box, string? display) =>
        element.NamespaceUri != Html ? FixedForeign(element, box) : element.LocalName switch
    {
        "noscript" or "noembed" when box != Box.Contents => Box.None,
        "audio" when !element.HasAttribute("controls") => Box.None,
        "embed" when !element.HasAttribute("src") && !element.HasAttribute("type") => Box.None,
        "wbr" when box is not (Box.None or Box.Contents) => Box.Inline,
        "legend" when box is not (Box.None or Box.Contents) => Box.Block,
        "button" or "input" or "meter" or "progress" or "select" or "textarea"
            when box is Box.Cell or Box.Row or Box.Rows or Box.Inline
            || display is "table-caption" or "table-column" or "table-column-group" => Box.Atomic,
        _ => box,
    };

    private static Box FixedForeign(IElement element, Box box) =>
        box == Box.Contents && (element.NamespaceUri == MathMl || element.LocalName is not ("g" or "tspan" or "textPath" or "a")) ? Box.None
        : box is Box.Inline or Box.Atomic && element is { NamespaceUri: Svg, LocalName: "text" or "foreignObject" } ? Box.Block : box;

    /// <summary>Whether no style shows it: what says something about a drawing, a shape, a text in another.</summary>
    public static bool IsNeverShown(IElement element, Box byDefault) => byDefault == Box.None && element.NamespaceUri == Svg;

    /// <summary>The box that <c>display: revert</c> goes back to, behind all that the page says, <c>hidden</c> among it.</summary>
    public static Box Reverted(IElement element, Box byDefault) =>
        element.NamespaceUri is Html or null && !IsHidden(element) && IsHiddenByHint(element) ? BoxOf(element.LocalName) : byDefault;

    /// <summary>Its <c>position</c>, where the page says none.</summary>
    public static string Position(IElement element) => element.NamespaceUri == Html && element.HasAttribute("popover") ? "fixed"
        : element.LocalName == "dialog" && element.NamespaceUri == Html ? "absolute" : "static";

    /// <summary>Whether something else than its content is drawn in its place, if anything.</summary>
    public static bool IsReplaced(IElement element) => element.LocalName switch
    {
        "img" or "input" or "textarea" or "iframe" or "video" or "audio" or "canvas" or "embed" or "meter" or "progress" or "frame"
            or "fencedframe" => true,
        // What stands in an object is shown where there is nothing to load, or nothing that a browser knows.
        "object" => element.HasAttribute("data") || element.GetAttribute("type") is { } type && IsShown(type)
            || element.ChildNodes.All(IsNoFallback),
        _ => false,
    } && element.NamespaceUri == Html;

    /// <summary>What a browser does not draw in place of an object, where there is nothing else in it.</summary>
    private static bool IsNoFallback(INode node) => node is IElement { LocalName: "param" }
        || node is IText text && !text.Data.AsSpan().ContainsAnyExcept(" \t\n\r\f");

    /// <summary>Whether it is one piece in a line, though it is inline.</summary>
    public static bool IsOnePiece(IElement element) => element.LocalName switch
    {
        "fieldset" => element.NamespaceUri == Html,
        "math" => element.NamespaceUri == MathMl,
        "svg" => IsDrawing(element),
        _ => IsReplaced(element),
    };

    /// <summary>Whether it is a box of its own where a table's part would be none.</summary>
    public static bool IsNoTablePart(IElement element) => IsReplaced(element)
        || element.LocalName is "fieldset" or "button" or "select" && element.NamespaceUri == Html || IsDrawing(element);

    /// <summary>
    /// Whether marks of direction stand around its text, so that it does not touch the text beside it (<c>unicode-bidi</c>).
    /// </summary>
    public static bool IsIsolated(IElement element, in Style style) => element.NamespaceUri == Html
        && (element.LocalName is "bdi" or "bdo" or "output" || style.Ruby && element.LocalName is ("ruby" or "rt")
        || element.Attributes.Length > 0 && element.GetAttribute("dir") is { } way
        && (way.Equals("rtl", StringComparison.OrdinalIgnoreCase) || way.Equals("ltr", StringComparison.OrdinalIgnoreCase)
        || way.Equals("auto", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether it is a group of a drawing, or a drawing within it.</summary>
    public static bool IsDrawnPart(IElement element) => element is { NamespaceUri: Svg, LocalName: "g" or "svg" };

    /// <summary>Whether it is a whole drawing, not one within another.</summary>
    private static bool IsDrawing(IElement element) => element is { LocalName: "svg", NamespaceUri: Svg }
        && element.ParentElement is not { NamespaceUri: Svg, LocalName: not "foreignObject" };

    private static bool IsShown(string type) =>
        type.Split('/') is [var kind, _] && kind.ToLowerInvariant() is "image" or "text" or "audio" or "video"
        || type.ToLowerInvariant() is "application/pdf" or "application/xhtml+xml" or "application/xml" or "application/json";

    private static Style OfHtml(IElement element, in Style parent, in Style style)
    {
        var hint = element.Attributes.Length > 0 ? element.GetAttribute("hidden") : null;
        var skipped = hint is not null && hint.Equals("until-found", StringComparison.OrdinalIgnoreCase);
        var box = IsHidden(element) || hint is not null && !skipped && element.LocalName != "marquee" ? Box.None : BoxOf(element.LocalName);
        return element.LocalName switch
        {
            "ruby" => style with { Box = box, Skipped = skipped, Ruby = true },
            "rt" => style with { Box = box, Skipped = skipped, Ruby = parent.Ruby },
            "marquee" or "nobr" => style with { Box = box, Skipped = skipped, Spaces = Spaces.Collapse },
            "td" or "th" when element.Attributes.Length > 0 && element.HasAttribute("nowrap") =>
                style with { Box = box, Skipped = skipped, Spaces = Spaces.Collapse },
            "table" when parent.Spaces != Spaces.Collapse && element.Owner?.CompatMode == "BackCompat" =>
                style with { Box = box, Skipped = skipped, Spaces = Spaces.Collapse },
            "pre" or "listing" or "xmp" or "plaintext" => style with { Box = box, Skipped = skipped, Spaces = Spaces.Preserve },
            "button" or "select" or "input" or "textarea" => style with { Box = box, Skipped = skipped, Capitals = Capitals.AsWritten },
            _ => style with { Box = box, Skipped = skipped },
        };
    }

    private static bool IsHidden(IElement element) => element.LocalName switch
    {
        "dialog" => !element.HasAttribute("open"),
        "input" when element is IHtmlInputElement { Type: "hidden" } => true,
        "marquee" => false,
        // Chromium's rule for what is seen of details is stronger than the one for popovers.
        "summary" when element.ParentElement is { LocalName: "details" } details && FlatTree.Summary(details) == element => false,
        _ => element.Attributes.Length > 0 && element.HasAttribute("popover"),
    };

    /// <summary>By an attribute that speaks for the page, as its rules do.</summary>
    private static bool IsHiddenByHint(IElement element) => element.Attributes.Length > 0 && element.LocalName != "marquee"
        && element.GetAttribute("hidden") is { } hidden && !hidden.Equals("until-found", StringComparison.OrdinalIgnoreCase);

    private static Box BoxOf(string name) => name switch
    {
        "a" or "b" or "br" or "em" or "i" or "img" or "label" or "small" or "span" or "strong" => Box.Inline,
        "address" or "article" or "aside" or "blockquote" or "body" or "caption" or "center" or "dd" or "details" or "dialog" or "dir"
            or "div" or "dl" or "dt"
            or "fieldset" or "figcaption" or "figure" or "footer" or "form" or "frame" or "frameset" or "h1" or "h2" or "h3" or "h4" or "h5"
            or "h6" or "header"
            or "hgroup" or "hr" or "html" or "legend" or "li" or "listing" or "main" or "menu" or "nav" or "ol" or "optgroup" or "option"
            or "p" or "plaintext"
            or "pre" or "search" or "section" or "summary" or "table" or "ul" or "xmp" => Box.Block,
        "area" or "base" or "basefont" or "col" or "colgroup" or "datalist" or "head" or "link" or "meta" or "noembed" or "noframes"
            or "noscript" or "param"
            or "rp" or "script" or "style" or "template" or "title" => Box.None,
        "button" or "input" or "marquee" or "meter" or "progress" or "select" or "textarea" => Box.Atomic,
        "tbody" or "tfoot" or "thead" => Box.Rows,
        "tr" => Box.Row,
        "td" or "th" => Box.Cell,
        "slot" => Box.Contents,
        _ => Box.Inline,
    };

    /// <summary>Text stands in <c>text</c> and what is in it, and in <c>foreignObject</c>.</summary>
    private static Style OfSvg(IElement element, in Style parent) => element.LocalName switch
    {
        "text" or "foreignObject" => parent.HasText && InText(element) ? parent with { Box = Box.None }
            : parent with { Box = Box.Block, HasText = true },
        "tspan" or "textPath" when !InText(element) => parent with { Box = Box.None },
        "tspan" or "textPath" or "a" => parent with { Box = Box.Inline, HasText = parent.HasText && InText(element) },
        "svg" or "g" or "switch" or "use" => parent with { Box = Box.Inline, HasText = false },
        _ => parent with { Box = Box.None },
    };

    /// <summary>Whether an element of a drawing is a part of a text: a link is one where it stands in one.</summary>
    private static bool InText(IElement element) => element.ParentElement is { NamespaceUri: Svg } parent
        && (parent.LocalName is "text" or "tspan" or "textPath" || parent.LocalName == "a" && InText(parent));

    private static Style OfMath(IElement element, in Style parent) => element.LocalName switch
    {
        // Of these the first child alone is drawn.
        _ when element.ParentElement is { NamespaceUri: MathMl, LocalName: "semantics" or "maction" }
            && element.PreviousElementSibling is not null => parent with { Box = Box.None },
        // Whether its letters are slanted, "text-transform" says too: so it does not come from around it.
        "mi" => parent with { Box = Box.Block, HasText = true, Flexible = true, Capitals = Capitals.AsWritten },
        "mn" or "mo" or "ms" or "mtext" => parent with { Box = Box.Block, HasText = true, Flexible = true },
        "math" => parent with { Box = Box.Inline, HasText = false, Flexible = true },
        "mtable" => parent with { Box = Box.Block, HasText = true },
        "mtr" => parent with { Box = Box.Row, HasText = true },
        "mtd" => parent with { Box = Box.Cell, HasText = true },
        "mphantom" => parent with { Box = Box.Block, Visible = false, HasText = false, Flexible = true },
        _ => parent with { Box = Box.Block, HasText = false, Flexible = true },
    };
}
