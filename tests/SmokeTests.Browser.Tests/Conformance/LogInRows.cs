namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about logging in and out.</summary>
internal static class LogInRows
{
    public static readonly Situation[] All =
    [
    ];
}
