using System.Collections.Concurrent;

namespace SmokeTests.Documents.Styles;

/// <summary>
/// The rules of a <c>&lt;style&gt;</c> that decide about text. <c>@media</c>, <c>@supports</c>, <c>@layer</c> and nested rules are
/// understood; <c>@import</c>, <c>@container</c> and <c>@scope</c> are not followed. It is read once for each text.
/// </summary>
internal sealed class StyleSheet
{
    private const int MostKept = 200;

    private static readonly ConcurrentDictionary<string, StyleSheet> Kept = new(StringComparer.Ordinal);

    private readonly List<StyleRule> rules = [];
    private readonly List<string> layers = [];

    private StyleSheet(string css)
    {
        var text = CssText.WithoutComments(css).Replace("<!--", " ", StringComparison.Ordinal)
            .Replace("-->", " ", StringComparison.Ordinal);
        Read(text, null, "");
    }

    public IReadOnlyList<StyleRule> Rules => rules;

    /// <summary>The paths of its layers, in the order in which they are named; one without a name is called by a number.</summary>
    public IReadOnlyList<string> Layers => layers;

    public static StyleSheet Of(string css)
    {
        if (Kept.TryGetValue(css, out var known))
            return known;
        // Pages that write another sheet each time must not fill the memory.
        if (Kept.Count >= MostKept)
            Kept.Clear();
        return Kept.GetOrAdd(css, text => new StyleSheet(text));
    }

    /// <summary>Reads what stands between braces, or the whole sheet: declarations, which are returned, and rules.</summary>
    private List<Declaration> Read(string css, string? parent, string layer)
    {
        var declared = new List<Declaration>();
        for (var at = 0; at < css.Length;)
        {
            var end = CssText.Find(css, at, parent is null && !IsAtRule(css, at) ? "{" : "{;");
            var prelude = css[at..end].Trim();
            if (end == css.Length || css[end] != '{')
            {
                if (prelude.StartsWith("@layer", StringComparison.OrdinalIgnoreCase))
                    foreach (var name in prelude[6..].Split(','))
                        Layer(layer, name.Trim());
                else if (Declarations.Read(prelude) is { } declaration)
                    declared.Add(declaration);
                at = end + 1;
                continue;
            }
            var close = CssText.Close(css, end);
            var body = css[(end + 1)..(css[close] == '}' ? close : close + 1)];
            if (prelude.StartsWith('@'))
                declared.AddRange(AtRule(prelude, body, parent, layer));
            else if (!prelude.StartsWith("--", StringComparison.Ordinal) && prelude.Length > 0 && Properties.Speaks(body))
                Rule(prelude, body, parent, layer);
            at = close + 1;
        }
        return declared;
    }

    /// <summary>Outside of rules only these end at a semicolon.</summary>
    private static bool IsAtRule(string css, int at)
    {
        while (at < css.Length && char.IsWhiteSpace(css[at]))
            at++;
        return at < css.Length && css[at] is '@' or ';';
    }

    private void Rule(string selectors, string body, string? parent, string layer)
    {
        var resolved = Selectors.Resolve(selectors, parent);
        var place = rules.Count;
        var declared = Read(body, resolved, layer);
        // Its own declarations stand before those of the rules in it.
        if (declared.Count > 0)
            rules.InsertRange(place, Selectors.Rules(resolved, declared, layer));
    }

    private List<Declaration> AtRule(string prelude, string body, string? parent, string layer)
    {
        var space = prelude.IndexOfAny([' ', '(', '\t', '\n']);
        var (name, rest) = space < 0 ? (prelude, "") : (prelude[..space], prelude[space..].Trim());
        switch (name.ToLowerInvariant())
        {
            case "@media" when MediaQuery.IsTrue(rest):
            case "@supports" when Supports.IsTrue(rest):
                return In(body, parent, layer);
            case "@layer":
                Layer(layer, rest.Length > 0 ? rest : $"#{layers.Count}");
                return In(body, parent, Join(layer, rest.Length > 0 ? rest : $"#{layers.Count - 1}"));
            default:
                return [];
        }
    }

    /// <summary>Within a rule, what a condition declares is declared of that rule's elements.</summary>
    private List<Declaration> In(string body, string? parent, string layer)
    {
        var place = rules.Count;
        var declared = Read(body, parent, layer);
        if (parent is not null && declared.Count > 0)
            rules.InsertRange(place, Selectors.Rules(parent, declared, layer));
        return [];
    }

    /// <summary>Notes a layer, and those that it stands in, where they are named for the first time.</summary>
    private void Layer(string within, string name)
    {
        if (name.Length == 0)
            return;
        var path = "";
        foreach (var part in Join(within, name).Split('.'))
            if (!layers.Contains(path = Join(path, part)))
                layers.Add(path);
    }

    private static string Join(string within, string name) => within.Length == 0 ? name : $"{within}.{name}";
}
