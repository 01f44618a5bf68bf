namespace SmokeTests.Documents.Styles;

/// <summary>As much of an element's computed style as decides about its text.</summary>
/// <param name="Visible">Whether <c>visibility</c> is <c>visible</c>.</param>
/// <param name="HasText">Whether text right in it is drawn: not between the shapes of a drawing, say.</param>
/// <param name="Flexible">Whether its children stand on lines of their own (<c>flex</c>, <c>grid</c>).</param>
/// <param name="Afloat">Whether it floats or is placed: the line that it was written in goes on behind it.</param>
/// <param name="Ruby">Whether its children stand in the line, whatever they are (<c>ruby</c>).</param>
/// <param name="Skipped">Whether nothing in it is drawn (<c>content-visibility: hidden</c>).</param>
internal readonly record struct Style(Box Box, bool Visible, Spaces Spaces, Capitals Capitals, bool HasText = true, bool Flexible = false,
    bool Skipped = false, bool Ruby = false, bool Afloat = false)
{
    /// <summary>That of the parent of the root element.</summary>
    public static readonly Style Initial = new(Box.Block, true, Spaces.Collapse, Capitals.AsWritten);
}
