using System.Runtime.CompilerServices;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace SmokeTests.Documents.Styles;

/// <summary>Computes the styles of a page's elements from its attributes and its own style sheets. Linked ones are not loaded.</summary>
internal sealed class PageStyles
{
    private static readonly ConditionalWeakTable<IDocument, PageStyles> Known = [];

    private static readonly string[] DrawingStyles = ["display", "visibility"];

    private readonly Dictionary<INode, ScopedRules> scopes = [];
    private readonly INode page;
    private string? preferred;

    private PageStyles(INode page)
    {
        this.page = page;
        Collect(page, page);
    }

    /// <summary>Whether any element has a shadow tree.</summary>
    public bool HasShadows { get; private set; }

    /// <summary>Those of an element's document, read once.</summary>
    public static PageStyles Of(INode node) => Known.GetValue((node as IDocument ?? node.Owner)!, document => new PageStyles(document));

    /// <summary>The style of an element, wherever it stands; its box is none where it, or what it stands in, is not shown.</summary>
    public Style Of(IElement element)
    {
        if (FlatTree.Parent(element) is not { } parent)
            return FlatTree.IsLeftOut(element) ? Style.Initial with { Box = Box.None } : Of(element, Style.Initial);
        var around = Of(parent);
        return around.Box == Box.None || around.Skipped || FlatTree.IsFolded(element) ? around with { Box = Box.None }
            : Of(element, around);
    }

    /// <summary>The style of an element whose parent's is known.</summary>
    public Style Of(IElement element, in Style parent)
    {
        var style = UserAgent.Default(element, parent);
        var declares = element.Attributes.Length > 0 && (element.HasAttribute("style") || Speaking(element).Length > 0);
        if (scopes.Count == 0 && !declares)
            return Settled(element, style, parent, null, "none", UserAgent.Position(element));
        var winners = default(Cascade.Winners);
        var cascade = new Cascade(ref winners);
        do
            Declare(element, cascade);
        while (cascade.RollBack());
        return Computed(element, cascade, style, parent);
    }

    /// <summary>The attributes of a drawing's parts that are styles.</summary>
    private static string[] Speaking(IElement element) => element.NamespaceUri == "http://www.w3.org/2000/svg" ? DrawingStyles : [];

    private void Declare(IElement element, Cascade cascade)
    {
        foreach (var name in Speaking(element))
            if (element.GetAttribute(name)?.ToLowerInvariant() is { } value && Properties.Takes(Properties.Of(name)!.Value, value))
                cascade.Offer(new Declaration(Properties.Of(name)!.Value, value, false),
                    new Cascade.Rank(false, false, false, int.MinValue + 1, default, -1));
        if (scopes.Count > 0)
        {
            if (HasShadows && FlatTree.Shadow(element) is { } shadow && scopes.TryGetValue(shadow, out var own))
                own.Apply(element, Subject.Host, cascade);
            if (HasShadows && FlatTree.Slot(element)?.GetRoot() is { } taker && scopes.TryGetValue(taker, out var takers))
                takers.Apply(element, Subject.Slotted, cascade);
            if (scopes.TryGetValue(Scope(element), out var rules))
                rules.Apply(element, cascade);
        }
        if (element.GetAttribute("style") is { } inline && Properties.Speaks(inline))
            foreach (var one in Declarations.In(inline))
                cascade.Offer(one, new Cascade.Rank(false, true, true, int.MaxValue, default, 0));
    }

    private INode Scope(IElement element) => HasShadows && element.GetRoot() is IShadowRoot root ? root : page;

    private static Style Computed(IElement element, Cascade cascade, Style style, in Style parent)
    {
        var (display, visibility) = (cascade[Property.Display], cascade[Property.Visibility]);
        style = style with
        {
            Box = display switch
            {
                null => style.Box,
                _ when UserAgent.IsNeverShown(element, style.Box) => Box.None,
                "revert" => UserAgent.Reverted(element, style.Box),
                _ => Value.Box(display, style.Box, parent.Box),
            },
            Flexible = display is null or "revert" ? style.Flexible : Value.IsFlexible(display),
            Ruby = display is null or "revert" ? style.Ruby : display is "ruby" or "ruby-text",
            HasText = style.HasText || display is not (null or "revert" or "math") && element.NamespaceUri == UserAgent.MathMl,
            Visible = visibility switch
            {
                null or "revert" or "revert-layer" => style.Visible,
                "inherit" or "unset" => parent.Visible,
                _ => visibility is "visible" or "initial",
            },
            Spaces = cascade[Property.WhiteSpace] is { } spaces ? Value.Spaces(spaces, style.Spaces, parent.Spaces) : style.Spaces,
            Capitals = cascade[Property.TextTransform] is { } capitals ? Value.Capitals(capitals, style.Capitals, parent.Capitals)
                : style.Capitals,
        };
        if (cascade[Property.ContentVisibility] is { } content)
            style = style with { Skipped = content is "hidden" || content is "revert-layer" && style.Skipped };
        return Settled(element, style, parent, display, cascade[Property.Float] ?? "none",
            cascade[Property.Position] ?? UserAgent.Position(element));
    }

    /// <summary>What floats or is placed, and what stands in a flexible box, stands on lines of its own.</summary>
    private static Style Settled(IElement element, Style style, in Style parent, string? display, string floats, string position)
    {
        style = style with { Box = UserAgent.Fixed(element, style.Box, display) };
        if (style.Box == Box.Contents)
            return UserAgent.IsReplaced(element) || element.LocalName is "br" or "wbr" or "select" or "object" or "option"
                ? style with { Box = Box.None }
                : style with { Flexible = parent.Flexible, Ruby = parent.Ruby, Skipped = false };
        var afloat = floats is "left" or "right" or "inline-start" or "inline-end" || position is "absolute" or "fixed";
        if ((afloat || parent.Flexible) && style.Box is not Box.None and not Box.Contents && element.LocalName != "wbr")
            style = style with { Box = Box.Block, Afloat = afloat };
        else if (parent.Ruby && style.Box == Box.Block)
            style = style with { Box = Box.Atomic };
        if (parent.Ruby && style.Box == Box.Inline)
            style = style with { Ruby = true };
        return style.Skipped && !MayBeSkipped(element, style.Box, display) ? style with { Skipped = false } : style;
    }

    /// <summary>What has no box of its own size is drawn all the same.</summary>
    private static bool MayBeSkipped(IElement element, Box box, string? display) =>
        (box is not Box.Inline || UserAgent.IsOnePiece(element)) && box is not (Box.Row or Box.Rows)
        && (display ?? element.LocalName) is not ("table" or "inline-table" or "table-caption" or "caption" or "mtable");

    private void Collect(INode node, INode root)
    {
        foreach (var child in node.ChildNodes)
        {
            if (child is IHtmlStyleElement sheet && IsCss(sheet) && IsPreferred(sheet) && sheet.TextContent is var css
                && (Properties.Speaks(css) || css.Contains("@layer", StringComparison.OrdinalIgnoreCase)))
                Rules(root).Add(StyleSheet.Of(css));
            if (child is IElement host && FlatTree.Shadow(host) is { } shadow)
            {
                HasShadows = true;
                Collect(shadow, shadow);
            }
            Collect(child, root);
        }
    }

    /// <summary>Of styles with a title those of the first title alone count: the others are alternatives.</summary>
    private bool IsPreferred(IElement sheet) => sheet.GetAttribute("title") is not { Length: > 0 } title || sheet.GetRoot() is IShadowRoot
        || (preferred ??= title) == title;

    private ScopedRules Rules(INode root) => scopes.TryGetValue(root, out var there) ? there : scopes[root] = new ScopedRules();

    private static bool IsCss(IElement sheet) =>
        (sheet.GetAttribute("type") is not { Length: > 0 } type || type.Equals("text/css", StringComparison.OrdinalIgnoreCase))
        && MediaQuery.IsTrue(sheet.GetAttribute("media") ?? "");
}
