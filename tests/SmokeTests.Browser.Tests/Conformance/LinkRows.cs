namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about links and the parts of a page.</summary>
internal static class LinkRows
{
    public static readonly Situation[] All =
    [
    ];
}
