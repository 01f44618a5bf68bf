namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about redirects, refreshes, compression, connections.</summary>
internal static class TransportRows
{
    public static readonly Situation[] All =
    [
    ];
}
