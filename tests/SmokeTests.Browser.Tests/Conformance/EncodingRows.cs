namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about how bytes become text, and text becomes bytes.</summary>
internal static class EncodingRows
{
    public static readonly Situation[] All =
    [
    ];
}
