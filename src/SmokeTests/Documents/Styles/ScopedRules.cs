using AngleSharp.Dom;

namespace SmokeTests.Documents.Styles;

/// <summary>The rules of a document, or of one shadow tree, by what an element must have to be selected.</summary>
internal sealed class ScopedRules
{
    private readonly Dictionary<string, List<Entry>> byKey = new(StringComparer.Ordinal);
    private readonly List<Entry> special = [];
    private readonly List<Entry> layered = [];
    private readonly List<string> layers = [];
    private bool isRanked;
    private int sheets;
    private int count;

    public void Add(StyleSheet sheet)
    {
        sheets++;
        isRanked = false;
        foreach (var path in sheet.Layers)
            if (Path(path) is var layer && !layers.Contains(layer))
                layers.Add(layer);
        foreach (var rule in sheet.Rules)
        {
            var entry = new Entry(rule, count++, Path(rule.Layer));
            if (rule.Layer.Length > 0)
                layered.Add(entry);
            if (rule.Subject != Subject.Element)
                special.Add(entry);
            else if (byKey.TryGetValue(rule.Key, out var there))
                there.Add(entry);
            else
                byKey[rule.Key] = [entry];
        }
    }

    public bool IsEmpty => count == 0;

    /// <summary>Declares all of an element of its own tree.</summary>
    public void Apply(IElement element, Cascade cascade)
    {
        Rank();
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
        Rank();
        foreach (var entry in special)
            if (entry.Rule.Subject == subject)
                Offer(entry, false, element, cascade);
    }

    private static void Offer(
        Dictionary<string, List<Entry>>.AlternateLookup<ReadOnlySpan<char>> keys, Span<char> key, char kind, ReadOnlySpan<char> name,
            IElement element, Cascade cascade)
    {
        key[0] = kind;
        name.CopyTo(key[1..]);
        if (keys.TryGetValue(key[..(name.Length + 1)], out var rules))
            Offer(rules, element, cascade);
    }

    private static void Offer(List<Entry> rules, IElement element, Cascade cascade)
    {
        foreach (var entry in rules)
            Offer(entry, true, element, cascade);
    }

    private static void Offer(Entry entry, bool outer, IElement element, Cascade cascade)
    {
        if (!entry.Rule.Matches(element))
            return;
        foreach (var one in entry.Rule.Declares)
            cascade.Offer(one, new Cascade.Rank(false, outer, false, entry.Layer, entry.Rule.Specificity, entry.Order));
    }

    /// <summary>A layer without a name is that of one sheet alone.</summary>
    private string Path(string layer) => layer.Replace("#", $"#{sheets}/", StringComparison.Ordinal);

    /// <summary>Later layers win, a layer over those in it, and what stands in none over all.</summary>
    private void Rank()
    {
        if (isRanked)
            return;
        isRanked = true;
        if (layered.Count == 0)
            return;
        var ranks = new Dictionary<string, int>(StringComparer.Ordinal);
        Rank("", ranks);
        foreach (var entry in layered)
            entry.Layer = ranks[entry.Path];
    }

    private void Rank(string within, Dictionary<string, int> ranks)
    {
        foreach (var path in layers)
            if (path[..Math.Max(0, path.LastIndexOf('.'))] == within && !ranks.ContainsKey(path))
            {
                Rank(path, ranks);
                ranks[path] = ranks.Count;
            }
    }

    /// <param name="path">Of its layer.</param>
    private sealed class Entry(StyleRule rule, int order, string path)
    {
        public StyleRule Rule => rule;

        public int Order => order;

        public string Path => path;

        /// <summary>The place of its layer among all of the tree.</summary>
        public int Layer { get; set; } = int.MaxValue;
    }
}
