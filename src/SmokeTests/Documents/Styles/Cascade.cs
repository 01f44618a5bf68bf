using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using AngleSharp.Css;

namespace SmokeTests.Documents.Styles;

/// <summary>What wins of all that is declared of one element, for each property.</summary>
internal readonly ref struct Cascade
{
    private readonly Span<Winner> winners;

    public Cascade([UnscopedRef] ref Winners places) => winners = places;

    /// <summary>The value that won; null where nothing was declared.</summary>
    public string? this[Property property] => winners[(int)property].Value;

    public void Offer(Declaration one, Rank rank)
    {
        rank = rank with { Important = one.Important, Layer = one.Important ? -rank.Layer : rank.Layer, Outer = one.Important ? !rank.Outer
            : rank.Outer };
        if (one.Property != Property.All)
            Offer(one.Property, one.Value, rank);
        else
            for (var property = Property.Display; (int)property < Properties.Count; property++)
                Offer(property, one.Value, rank);
    }

    private void Offer(Property property, string value, Rank rank)
    {
        ref var best = ref winners[(int)property];
        if (best.Below is { } limit && (rank.CompareLayers(limit) >= 0 || rank.IsInLayerOf(limit)))
            return;
        if (best.Value is null || rank.CompareTo(best.Rank) >= 0)
            best = best with { Value = value, Rank = rank };
    }

    /// <summary>Whether <c>revert-layer</c> has won for any property: then all is declared once more, without that layer and those over
    /// it.</summary>
    public bool RollBack()
    {
        var rolls = false;
        foreach (ref var winner in winners)
            if (winner.Value == "revert-layer")
            {
                winner = new Winner(null, default, winner.Rank);
                rolls = true;
            }
        return rolls;
    }

    /// <param name="Below">What rolled back: what stands in its layer does not count any more.</param>
    public record struct Winner(string? Value, Rank Rank, Rank? Below);

    /// <summary>A place for each property.</summary>
    [InlineArray(Properties.Count)]
    public struct Winners
    {
        private Winner first;
    }

    /// <summary>What decides between two declarations of one property, the most important first.</summary>
    /// <param name="Outer">Whether it stands outside of the shadow tree that another one stands in.</param>
    public readonly record struct Rank(bool Important, bool Outer, bool Inline, int Layer, Priority Specificity, int Order)
        : IComparable<Rank>
    {
        public int CompareLayers(Rank other)
        {
            var first = Important.CompareTo(other.Important);
            first = first != 0 ? first : Outer.CompareTo(other.Outer);
            first = first != 0 ? first : Inline.CompareTo(other.Inline);
            return first != 0 ? first : Layer.CompareTo(other.Layer);
        }

        /// <summary>Whether both stand in one layer, whichever of them is important: that turns the order of layers round.</summary>
        public bool IsInLayerOf(Rank other) => Inline == other.Inline
            && (Important == other.Important ? (Layer, Outer) == (other.Layer, other.Outer)
            : (Layer, Outer) == (-other.Layer, !other.Outer));

        public int CompareTo(Rank other)
        {
            var first = CompareLayers(other);
            first = first != 0 ? first : Specificity.CompareTo(other.Specificity);
            return first != 0 ? first : Order.CompareTo(other.Order);
        }
    }
}
