namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about what counts as found.</summary>
internal static class SearchRows
{
    public static readonly Situation[] All =
    [
    ];
}
