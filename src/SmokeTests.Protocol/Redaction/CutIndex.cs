using System.Buffers;
using System.Collections.Frozen;

namespace SmokeTests.Recording;

/// <summary>Tells quickly where a text may have been cut in the middle of one of many secrets: mostly nowhere.</summary>
internal sealed class CutIndex
{
    private const int Gram = SecretForm.LeastBetween;

    private readonly SearchValues<string> beginnings;
    private readonly SearchValues<string> ends;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> grams;

    public CutIndex(IReadOnlyCollection<SecretForm> forms)
    {
        beginnings = Values(forms.Select(f => f.First));
        ends = Values(forms.Select(f => f.Last));
        grams = forms.SelectMany(f => Enumerable.Range(0, Math.Max(0, f.Text.Length - Gram + 1)).Select(at => f.Text.Substring(at, Gram)))
            .ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The ellipses beside which a secret may begin, end, or stand in part.</summary>
    public IReadOnlyList<Ellipsis> Near(string text, IReadOnlyList<Ellipsis> ellipses) => [.. ellipses.Where(e => IsNear(text, e))];

    private bool IsNear(string text, Ellipsis ellipsis)
    {
        var from = ellipsis.Behind(text);
        var after = text.AsSpan(from, ellipsis.To - from);
        return ellipsis.Before(text).ContainsAny(beginnings) || after.ContainsAny(ends)
            // What xunit has escaped is looked at in any case.
            || after.Length >= Gram && (grams.Contains(after[..Gram]) || after[..Gram].Contains('\\'));
    }

    private static SearchValues<string> Values(IEnumerable<string?> parts) =>
        SearchValues.Create([.. parts.OfType<string>().Distinct(StringComparer.Ordinal)], StringComparison.Ordinal);
}
