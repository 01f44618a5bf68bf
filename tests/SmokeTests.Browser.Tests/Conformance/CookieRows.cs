namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about which cookies are kept and sent.</summary>
internal static class CookieRows
{
    public static readonly Situation[] All =
    [
    ];
}
