using AngleSharp.Dom;

namespace SmokeTests.Documents.Styles;

/// <summary>
/// What a selector says by names, ids and classes. Most selectors say nothing else, and most elements are ruled out by it: it
/// spares the lists of classes that AngleSharp makes of each element.
/// </summary>
internal sealed class SelectorPath
{
    /// <summary>The last first, each with how it stands to the one after it in the selector.</summary>
    private readonly List<Compound> compounds = [];

    private SelectorPath()
    {
    }

    /// <summary>Whether the selector says nothing besides: no attributes, and no pseudo-classes but <c>:not</c>, <c>:is</c> and
    /// <c>:dir</c>.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Null for what is written in another way than most selectors are.</summary>
    public static SelectorPath? Of(string selector)
    {
        var path = new SelectorPath();
        return path.Read(selector.Trim()) ? path : null;
    }

    /// <summary>Whether an element may be selected; where the path is the whole selector, whether it is.</summary>
    public bool Matches(IElement element) => Matches(0, element);

    private bool Matches(int at, IElement element) =>
        compounds[at].HasNames(element) && (at + 1 == compounds.Count || Leads(at, element)) && compounds[at].HasLists(element);

    /// <summary>Whether what stands before a part of the selector is true of the elements around.</summary>
    private bool Leads(int at, IElement element) => compounds[at].Before switch
    {
        '>' => element.ParentElement is { } parent && Matches(at + 1, parent),
        '+' => element.PreviousElementSibling is { } brother && Matches(at + 1, brother),
        '~' => Any(at + 1, element.PreviousElementSibling, e => e.PreviousElementSibling),
        _ => Any(at + 1, element.ParentElement, e => e.ParentElement),
    };

    private bool Any(int at, IElement? element, Func<IElement, IElement?> next)
    {
        for (; element is not null; element = next(element))
            if (Matches(at, element))
                return true;
        return false;
    }

    private bool Read(string selector)
    {
        var compound = new Compound(' ');
        for (var at = 0; at < selector.Length;)
        {
            var from = at;
            if (Combinator(selector, ref at) is { } combinator)
            {
                if (from == 0 || at == selector.Length)
                    return false;
                compounds.Insert(0, compound);
                compound = new Compound(combinator);
            }
            else if (selector[at] == '[')
                (at, IsWhole) = (CssText.Close(selector, at) + 1, false);
            else if (selector[at] == ':')
                at = Pseudo(selector, at, compound);
            else if (!compound.Add(selector, ref at))
                return false;
            if (at == from)
                return false;
        }
        compounds.Insert(0, compound);
        return selector.Length > 0;
    }

    private static char? Combinator(string selector, ref int at)
    {
        var (from, sign) = (at, ' ');
        for (; at < selector.Length && (char.IsWhiteSpace(selector[at]) || selector[at] is '>' or '+' or '~'); at++)
            sign = char.IsWhiteSpace(selector[at]) ? sign : selector[at];
        return at > from ? sign : null;
    }

    private int Pseudo(string selector, int at, Compound compound)
    {
        var end = Compound.EndOfName(selector, at + 1);
        if (end >= selector.Length || selector[end] != '(')
        {
            IsWhole = false;
            return end;
        }
        var close = CssText.Close(selector, end);
        var name = selector[(at + 1)..end].ToLowerInvariant();
        if (name is "not" or "is" or "where" && List(selector[(end + 1)..close]) is { } list)
            compound.Add(list, name == "not");
        else if (name == "dir")
            compound.Add(selector[(end + 1)..close]);
        else
            IsWhole = false;
        return close + 1;
    }

    private static List<SelectorPath>? List(string selectors)
    {
        var list = new List<SelectorPath>();
        foreach (var one in Selectors.List(selectors))
            if (Of(one) is { IsWhole: true } path)
                list.Add(path);
            else
                return null;
        return list;
    }
}
