using AngleSharp.Dom;

namespace SmokeTests.Http.Styles;

/// <summary>The rules of a document, or of one shadow tree, by what an element must have to be selected.</summary>
internal sealed class ScopedRules
{
    private readonly Dictionary<string, List<(StyleRule Rule, int Order)>> byKey = new(StringComparer.Ordinal);
    private readonly List<(StyleRule Rule, int Order)> special = [];
    private int count;

    public void Add(StyleSheet sheet)
    {
        foreach (var rule in sheet.Rules)
        {
            if (rule.Subject != Subject.Element)
                special.Add((rule, count++));
            else if (byKey.TryGetValue(rule.Key, out var there))
                there.Add((rule, count++));
            else
                byKey[rule.Key] = [(rule, count++)];
        }
    }

    public bool IsEmpty => count == 0;

    /// <summary>Declares all of an element of its own tree.</summary>
    public void Apply(IElement element, Cascade cascade)
    {
        var keys = byKey.GetAlternateLookup<ReadOnlySpan<char>>();
        if (keys.TryGetValue("", out var any))
            Offer(any, element, cascade);
        if (keys.TryGetValue(element.LocalName, out var named))
            Offer(named, element, cascade);
        if (element.Attributes.Length == 0)
            return;
        Span<char> key = stackalloc char[128];
        if (element.Id is { Length: > 0 and < 127 } id)
            Offer(keys, key, '#', id, element, cascade);
        if (element.GetAttribute("class") is not { } classes)
            return;
        foreach (var range in classes.AsSpan().SplitAny(" \t\n\f\r"))
            if (classes.AsSpan(range) is { Length: > 0 and < 127 } one)
                Offer(keys, key, '.', one, element, cascade);
    }

    /// <summary>Declares what a shadow tree says of its host, or of what its slots take.</summary>
    public void Apply(IElement element, Subject subject, Cascade cascade)
    {
        foreach (var (rule, order) in special)
            if (rule.Subject == subject && rule.Matches(element))
                foreach (var one in rule.Declares)
                    cascade.Offer(one, new Cascade.Rank(false, false, false, rule.Layer, rule.Specificity, order));
    }

    private static void Offer(
        Dictionary<string, List<(StyleRule, int)>>.AlternateLookup<ReadOnlySpan<char>> keys, Span<char> key, char kind, ReadOnlySpan<char> name, IElement element, Cascade cascade)
    {
        key[0] = kind;
        name.CopyTo(key[1..]);
        if (keys.TryGetValue(key[..(name.Length + 1)], out var rules))
            Offer(rules, element, cascade);
    }

    private static void Offer(List<(StyleRule Rule, int Order)> rules, IElement element, Cascade cascade)
    {
        foreach (var (rule, order) in rules)
            if (rule.Matches(element))
                foreach (var one in rule.Declares)
                    cascade.Offer(one, new Cascade.Rank(false, true, false, rule.Layer, rule.Specificity, order));
    }
}
