using AngleSharp.Dom;

namespace SmokeTests.Documents.Styles;

/// <summary>What one part of a selector says of an element by its name, its id and its classes.</summary>
/// <param name="before">The combinator that stands before it.</param>
internal sealed class Compound(char before)
{
    private readonly List<string> classes = [];
    private readonly List<(List<SelectorPath> Of, bool Not)> lists = [];
    private string? name;
    private string? id;
    private string? direction;

    public char Before => before;

    public static int EndOfName(string selector, int from)
    {
        while (from < selector.Length && (char.IsAsciiLetterOrDigit(selector[from]) || selector[from] is '-' or '_' or >= '\u0080'))
            from++;
        return from;
    }

    /// <summary>Reads a name, <c>#id</c>, <c>.class</c> or <c>*</c>; false for anything else.</summary>
    public bool Add(string selector, ref int at)
    {
        var kind = selector[at];
        if (kind == '*')
        {
            at++;
            return at == selector.Length || selector[at] != '|';
        }
        var from = kind is '.' or '#' ? at + 1 : at;
        at = EndOfName(selector, from);
        var read = selector[from..at];
        if (kind == '.')
            classes.Add(read);
        else if (kind == '#' && id is null)
            id = read;
        else if (kind != '#')
            name = read;
        else
            return false;
        return read.Length > 0;
    }

    /// <summary>What <c>:is</c> or <c>:not</c> says.</summary>
    public void Add(List<SelectorPath> list, bool not) => lists.Add((list, not));

    /// <summary>What <c>:dir</c> says.</summary>
    public void Add(string direction) => this.direction = direction;

    /// <summary>Whether an element is what its lists, and its direction, say.</summary>
    public bool HasLists(IElement element)
    {
        if (direction is not null && TextDirection.OfElement(element) != direction)
            return false;
        foreach (var (of, not) in lists)
            if (IsAny(of, element) == not)
                return false;
        return true;
    }

    /// <summary>Whether an element has its name, its id and its classes.</summary>
    public bool HasNames(IElement element)
    {
        if (name is not null && !name.Equals(element.LocalName, StringComparison.OrdinalIgnoreCase) || id is not null && element.Id != id)
            return false;
        if (classes.Count == 0)
            return true;
        if (element.GetAttribute("class") is not { Length: > 0 } own)
            return false;
        foreach (var one in classes)
            if (!Has(own, one))
                return false;
        return true;
    }

    private static bool IsAny(List<SelectorPath> paths, IElement element)
    {
        foreach (var path in paths)
            if (path.Matches(element))
                return true;
        return false;
    }

    private static bool Has(ReadOnlySpan<char> classes, string one)
    {
        for (var from = 0; classes[from..].IndexOf(one) is var found and >= 0; from += found + 1)
        {
            var (start, end) = (from + found, from + found + one.Length);
            if ((start == 0 || IsSpace(classes[start - 1])) && (end == classes.Length || IsSpace(classes[end])))
                return true;
        }
        return false;
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\f' or '\r';
}
