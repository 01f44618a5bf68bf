namespace SmokeTests.Documents.Styles;

/// <summary>What becomes of white space (<c>white-space-collapse</c>).</summary>
internal enum Spaces
{
    Collapse,
    Preserve,
    PreserveBreaks,
}
