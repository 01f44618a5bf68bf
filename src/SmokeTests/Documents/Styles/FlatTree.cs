using AngleSharp.Dom;

namespace SmokeTests.Documents.Styles;

/// <summary>The tree that a browser draws: a host shows its shadow tree, and a slot what it takes of the host's children.</summary>
internal static class FlatTree
{
    /// <summary>What is drawn in a node, in order.</summary>
    public static IEnumerable<INode> Children(INode node)
    {
        if (node is not IElement element)
            return node.ChildNodes;
        if (Shadow(element) is { } shadow)
            return shadow.ChildNodes;
        return element.LocalName == "slot" && Taken(element) is { Count: > 0 } taken ? taken : node.ChildNodes;
    }

    /// <summary>
    /// The shadow tree of an element. The parser gives one to any element; a browser, to those alone that may have one. Into a
    /// closed one no driver looks.
    /// </summary>
    public static IShadowRoot? Shadow(IElement element) =>
        element.ShadowRoot is { Mode: ShadowRootMode.Open } shadow && element.NamespaceUri == "http://www.w3.org/1999/xhtml"
        && MayHost(element.LocalName) ? shadow : null;

    private static bool MayHost(string name) =>
        name is "article" or "aside" or "blockquote" or "body" or "div" or "footer" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6"
        or "header" or "main" or "nav" or "p" or "section" or "span" || name.Contains('-', StringComparison.Ordinal);

    /// <summary>All elements, those of shadow trees after their host.</summary>
    public static IEnumerable<IElement> All(INode root)
    {
        foreach (var element in root.ChildNodes.OfType<IElement>())
        {
            yield return element;
            if (Shadow(element) is { } shadow)
                foreach (var inner in All(shadow))
                    yield return inner;
            foreach (var inner in All(element))
                yield return inner;
        }
    }

    /// <summary>All elements that a selector selects within their own tree.</summary>
    /// <exception cref="DomException">It is not a selector.</exception>
    public static IEnumerable<IElement> All(IDocument page, string selector) =>
        PageStyles.Of(page).HasShadows ? All(page).Where(e => e.Matches(selector)) : page.QuerySelectorAll(selector);

    public static IElement? Parent(INode node) => node.Parent switch
    {
        IShadowRoot root => root.Host,
        IElement host when Shadow(host) is not null => Slot(node),
        IElement parent => parent,
        _ => null,
    };

    /// <summary>Whether no slot takes it: it is not drawn.</summary>
    public static bool IsLeftOut(INode node) => node.Parent is IElement host && Shadow(host) is not null && Slot(node) is null;

    /// <summary>Whether it is what a closed <c>details</c> does not show: all but its first summary.</summary>
    public static bool IsFolded(INode node) =>
        node.Parent is IElement { LocalName: "details" } details && !details.HasAttribute("open") && Summary(details) != node;

    public static INode? Summary(IElement details) => details.ChildNodes.FirstOrDefault(c => c is IElement { LocalName: "summary" });

    /// <summary>The slot that takes a child of a host.</summary>
    public static IElement? Slot(INode node)
    {
        if (node.Parent is not IElement host || Shadow(host) is not { } shadow || node is not (IElement or IText))
            return null;
        var name = (node as IElement)?.GetAttribute("slot") ?? "";
        return First(shadow, name);
    }

    private static List<INode> Taken(IElement slot)
    {
        var name = slot.GetAttribute("name") ?? "";
        if (slot.GetRoot() is not IShadowRoot { Host: { } host } shadow || First(shadow, name) != slot)
            return [];
        return [.. host.ChildNodes.Where(c => c is IElement or IText && ((c as IElement)?.GetAttribute("slot") ?? "") == name)];
    }

    private static IElement? First(INode within, string name)
    {
        foreach (var child in within.ChildNodes.OfType<IElement>())
            if (child.LocalName == "slot" && (child.GetAttribute("name") ?? "") == name)
                return child;
            else if (First(child, name) is { } inner)
                return inner;
        return null;
    }
}
