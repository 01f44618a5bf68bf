using System.Buffers;
using System.Collections.Frozen;

namespace SmokeTests.Recording;

/// <summary>Secrets that are looked for together: a text that holds none of them is passed over once, however many they are.</summary>
internal sealed class SecretSet
{
    /// <summary>
    /// What is shorter is looked for only where it is asked for: a PIN that a run does not use must not blot the numbers that it reads.
    /// </summary>
    public const int Least = 6;

    public static readonly SecretSet None = new([]);

    private readonly FrozenSet<string> secrets;
    private readonly SearchValues<string>? needles;
    private readonly SearchValues<string> digits;
    private readonly bool isAnywhere;

    public SecretSet(IEnumerable<string> all, int least = Least)
    {
        secrets = all.Where(s => s.Length >= least).ToFrozenSet(StringComparer.Ordinal);
        Patterns = [.. secrets.Select(s => new SecretPattern(s))];
        var anchors = Patterns.SelectMany(p => p.Anchors).Distinct(StringComparer.Ordinal).ToArray();
        // One that has hardly a letter can only be looked for itself.
        isAnywhere = anchors.Any(a => a.Length < SecretPattern.LeastAnchor);
        needles = isAnywhere ? null : SearchValues.Create(anchors, StringComparison.Ordinal);
        digits = SearchValues.Create([.. Patterns.SelectMany(p => p.Digits).Distinct(StringComparer.Ordinal)], StringComparison.Ordinal);
    }

    public IReadOnlyList<SecretPattern> Patterns { get; }

    public bool Holds(string secret) => secrets.Contains(secret);

    public void Find(string text, TextView? of, Findings found)
    {
        if (Patterns.Count == 0 || needles is not null && !text.AsSpan().ContainsAny(needles) && !text.Contains('…', StringComparison.Ordinal))
            return;
        foreach (var pattern in Patterns)
            pattern.Find(text, of, found);
    }

    public void FindDigits(TextView view, Findings found)
    {
        if (Patterns.Count == 0 || !view.Text.AsSpan().ContainsAny(digits))
            return;
        foreach (var pattern in Patterns)
            pattern.FindDigits(view, found);
    }
}
