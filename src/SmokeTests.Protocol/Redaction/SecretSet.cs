using System.Buffers;
using System.Collections.Frozen;

namespace SmokeTests.Recording;

/// <summary>Secrets that are looked for together: a text is passed over once, however many they are.</summary>
internal sealed class SecretSet
{
    /// <summary>
    /// What is shorter is looked for only where it is asked for: a PIN that a run does not use must not blot the numbers that it reads.
    /// </summary>
    public const int Least = 6;

    /// <summary>A shorter anchor stands in every text: whoever has one is looked for by itself.</summary>
    private const int Key = 4;

    public static readonly SecretSet None = new([]);

    private readonly FrozenSet<string> secrets;
    private readonly SearchValues<string> anchors;
    private readonly FrozenDictionary<string, (SecretForm Form, bool IsInViews)[]>.AlternateLookup<ReadOnlySpan<char>> byKey;
    private readonly (SecretForm Form, bool IsInViews)[] byThemselves;
    private readonly SearchValues<string> digits;
    private readonly SearchValues<string> digitParts;
    private readonly CutIndex cuts;
    private readonly bool isCutAnywhere;

    public SecretSet(IEnumerable<string> all, int least = Least)
    {
        secrets = all.Where(s => s.Length >= least).ToFrozenSet(StringComparer.Ordinal);
        Patterns = [.. secrets.Select(s => new SecretPattern(s))];
        var forms = Patterns.SelectMany(p => p.Spellings).SelectMany(s => s.Forms.Select(f => (Form: f, s.IsInViews))).ToArray();
        byThemselves = [.. forms.Where(f => f.Form.Anchor.Length < Key)];
        var known = forms.Where(f => f.Form.Anchor.Length >= Key).ToArray();
        anchors = Searched(known.Select(f => f.Form.Anchor));
        byKey = known.GroupBy(f => f.Form.Anchor[..Key]).ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
        digits = Searched(Patterns.SelectMany(p => p.Digits));
        digitParts = Searched(Patterns.SelectMany(p => p.Digits)
            .SelectMany(d => new[] { d[..SecretSpelling.LeastDigits], d[^SecretSpelling.LeastDigits..] }));
        cuts = new CutIndex([.. forms.Select(f => f.Form)]);
        isCutAnywhere = Array.Exists(forms, f => f.Form.IsCutAnywhere);
    }

    public IReadOnlyList<SecretPattern> Patterns { get; }

    public IReadOnlyCollection<string> Values => secrets;

    public bool Holds(string secret) => secrets.Contains(secret);

    public void Find(string text, TextView? of, Findings found)
    {
        foreach (var (form, isInViews) in byThemselves)
            if (of is null || isInViews)
                form.Find(text, of, found);
        for (var at = Next(text, 0); at >= 0; at = Next(text, at + 1))
            foreach (var (form, isInViews) in byKey[text.AsSpan(at, Key)])
                if ((of is null || isInViews) && text.AsSpan(at).StartsWith(form.Anchor, StringComparison.Ordinal))
                    form.FindAt(text, at, of, found);
    }

    public void FindDigits(TextView view, Findings found)
    {
        if (Patterns.Count == 0 || !view.Text.AsSpan().ContainsAny(digits))
            return;
        foreach (var pattern in Patterns)
            pattern.FindDigits(view, found);
    }

    public void FindCut(string text, IReadOnlyList<Ellipsis> ellipses, TextView? of, Findings found)
    {
        if (Patterns.Count == 0)
            return;
        var near = cuts.Near(text, ellipses);
        if (near.Count > 0 || isCutAnywhere)
            foreach (var pattern in Patterns)
                pattern.FindCut(text, near, ellipses, of, found);
    }

    public void FindCutDigits(string text, TextView view, Findings found)
    {
        if (Patterns.Count == 0 || !view.Text.AsSpan().ContainsAny(digitParts))
            return;
        foreach (var pattern in Patterns)
            pattern.FindCutDigits(text, view, found);
    }

    private int Next(string text, int from) =>
        from < text.Length && text.AsSpan(from).IndexOfAny(anchors) is >= 0 and var at ? from + at : -1;

    private static SearchValues<string> Searched(IEnumerable<string> parts) =>
        SearchValues.Create([.. parts.Distinct(StringComparer.Ordinal)], StringComparison.Ordinal);
}
