using AngleSharp.Dom;

namespace SmokeTests.Documents;

/// <summary>Of the <c>details</c> of one name in one tree one alone is open: of several that say so, the first.</summary>
internal static class ExclusiveDetails
{
    /// <param name="details">In the order in which the parser made them.</param>
    public static void Close(IReadOnlyList<IElement> details)
    {
        if (details.Count < 2)
            return;
        var open = new HashSet<(INode Tree, string Name)>();
        foreach (var one in details)
            if (one.HasAttribute("open") && one.GetAttribute("name") is { Length: > 0 } name && !open.Add((one.GetRoot(), name)))
                one.RemoveAttribute("open");
    }

    /// <summary>Opens or closes one, as a click on its summary does.</summary>
    public static void Toggle(IElement details)
    {
        if (details.HasAttribute("open"))
        {
            details.RemoveAttribute("open");
            return;
        }
        details.SetAttribute("open", "");
        if (details.GetAttribute("name") is not { Length: > 0 } name)
            return;
        foreach (var other in Styles.FlatTree.All(details.Owner!))
            if (other != details && other.LocalName == "details" && other.GetAttribute("name") == name
                && other.GetRoot() == details.GetRoot())
                other.RemoveAttribute("open");
    }
}
