using AngleSharp.Dom;

namespace SmokeTests.Http.Styles;

/// <summary>The tree that a browser draws: a host shows its shadow tree, and a slot what it takes of the host's children.</summary>
internal static class FlatTree
{
    /// <summary>What is drawn in a node, in order.</summary>
    public static IEnumerable<INode> Children(INode node)
    {
        if (node is not IElement element)
            return node.ChildNodes;
        if (element.ShadowRoot is { } shadow)
            return shadow.ChildNodes;
        return element.LocalName == "slot" && Taken(element) is { Count: > 0 } taken ? taken : node.ChildNodes;
    }

    public static IElement? Parent(INode node) => node.Parent switch
    {
        IShadowRoot root => root.Host,
        IElement { ShadowRoot: not null } => Slot(node),
        IElement parent => parent,
        _ => null,
    };

    /// <summary>Whether no slot takes it: it is not drawn.</summary>
    public static bool IsLeftOut(INode node) => node.Parent is IElement { ShadowRoot: not null } && Slot(node) is null;

    /// <summary>Whether it is what a closed <c>details</c> does not show: all but its first summary.</summary>
    public static bool IsFolded(INode node) =>
        node.Parent is IElement { LocalName: "details" } details && !details.HasAttribute("open") && Summary(details) != node;

    public static INode? Summary(IElement details) => details.ChildNodes.FirstOrDefault(c => c is IElement { LocalName: "summary" });

    /// <summary>The slot that takes a child of a host.</summary>
    public static IElement? Slot(INode node)
    {
        if (node.Parent is not IElement { ShadowRoot: { } shadow } || node is not (IElement or IText))
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
