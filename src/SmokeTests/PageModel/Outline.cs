using System.Text;
using SmokeTests.Content;

namespace SmokeTests.PageModel;

/// <summary>An element of a page as people see it: what is hidden is left out. Both drivers describe a page so.</summary>
internal sealed class Outline(string tag, IReadOnlyDictionary<string, string> attributes, Outline? parent)
{
    /// <summary>The attributes that say what an element is for.</summary>
    public static readonly IReadOnlyList<string> Kept = ["class", "role", "href", "itemscope", "itemtype", "aria-live"];

    private static readonly HashSet<string> InLines = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "abbr", "b", "bdi", "bdo", "br", "button", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "input", "ins",
        "kbd", "label", "mark", "meter", "output", "picture", "progress", "q", "s", "samp", "select", "slot", "small", "span", "strong",
        "sub", "sup", "time", "u", "var", "wbr",
    };

    private readonly List<object> content = [];

    public string Tag => tag;

    public Outline? Parent => parent;

    /// <summary>Whether it stands in a line of text, whatever a style sheet makes of it.</summary>
    public bool InLine => InLines.Contains(tag);

    public IEnumerable<Outline> Children => content.OfType<Outline>();

    public IEnumerable<Outline> Line => parent is null ? [this] : [this, .. parent.Line];

    public string? this[string attribute] => attributes.GetValueOrDefault(attribute);

    public string Role => this["role"]?.ToLowerInvariant() ?? "";

    public void Add(string text) => content.Add(Composition.Of(text));

    public Outline Add(string child, IReadOnlyDictionary<string, string> its)
    {
        var added = new Outline(child, its, this);
        content.Add(added);
        return added;
    }

    public IEnumerable<Outline> All()
    {
        foreach (var child in Children)
        {
            yield return child;
            foreach (var inner in child.All())
                yield return inner;
        }
    }

    /// <summary>Its text in one line, without that of the parts that are left out.</summary>
    public string Text(Func<Outline, bool>? without = null)
    {
        var text = new StringBuilder();
        Write(text, without ?? (_ => false));
        return string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Each stretch of text between the borders of blocks.</summary>
    public IReadOnlyList<OutlineLine> Lines()
    {
        var lines = new List<OutlineLine>();
        var open = new OutlineLine();
        Collect(lines, ref open);
        if (open.Text.Length > 0)
            lines.Add(open);
        return lines;
    }

    private void Write(StringBuilder text, Func<Outline, bool> without)
    {
        foreach (var part in content)
            if (part is string words)
                text.Append(words);
            else if (part is Outline element && !without(element))
            {
                text.Append(element.InLine && element.Tag != "br" ? "" : " ");
                element.Write(text, without);
                text.Append(element.InLine ? "" : " ");
            }
    }

    private void Collect(List<OutlineLine> lines, ref OutlineLine open)
    {
        foreach (var part in content)
        {
            if (part is string words)
                open.Add(words, this);
            if (part is not Outline element)
                continue;
            if (element.Tag == "br")
                open.Add(" ", this);
            if (!element.InLine)
                Break(lines, ref open);
            element.Collect(lines, ref open);
            if (!element.InLine)
                Break(lines, ref open);
        }
    }

    private static void Break(List<OutlineLine> lines, ref OutlineLine open)
    {
        if (open.Text.Length > 0)
            lines.Add(open);
        open = new OutlineLine();
    }
}
