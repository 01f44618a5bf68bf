namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about what a page shows, and what it does not.</summary>
internal static class TextRows
{
    public static readonly Situation[] All =
    [
    ];
}
