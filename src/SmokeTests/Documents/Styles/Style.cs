namespace SmokeTests.Documents.Styles;

/// <summary>As much of an element's computed style as decides about its text.</summary>
/// <param name="Visible">Whether <c>visibility</c> is <c>visible</c>.</param>
internal readonly record struct Style(Box Box, bool Visible, Spaces Spaces, Capitals Capitals)
{
    /// <summary>Whether text right in it is drawn: not between the shapes of a drawing, say.</summary>
    public bool HasText { get; init; } = true;

    /// <summary>Whether its children stand on lines of their own (<c>flex</c>, <c>grid</c>).</summary>
    public bool Flexible { get; init; }

    /// <summary>Whether nothing in it is drawn (<c>content-visibility: hidden</c>).</summary>
    public bool Skipped { get; init; }

    /// <summary>Whether its children stand in the line, whatever they are (<c>ruby</c>).</summary>
    public bool Ruby { get; init; }

    /// <summary>Whether it floats or is placed: the line that it was written in goes on behind it.</summary>
    public bool Afloat { get; init; }

    /// <summary>That of the parent of the root element, which is a block in any case.</summary>
    public static readonly Style Initial = new(Box.Block, true, Spaces.Collapse, Capitals.AsWritten) { Flexible = true };
}
