namespace SmokeTests.Documents;

/// <summary>Something that a browser loads to show a page.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Kind">What it is to be.</param>
internal readonly record struct LoadedPart(Uri Address, PartKind Kind)
{
    /// <summary>Whether it is a style sheet, which may draw in others.</summary>
    public bool IsSheet => Kind == PartKind.Sheet;
}
