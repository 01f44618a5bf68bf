namespace SmokeTests.Documents.Styles;

/// <summary>What becomes of capitals (<c>text-transform</c>).</summary>
internal enum Capitals
{
    AsWritten,
    Upper,
    Lower,
    First,
}
