namespace SmokeTests.HttpPages;

/// <summary>Tells a body that shows nothing.</summary>
internal static class Blank
{
    /// <summary>Whether all of it is white space, as far as that can be told without knowing its encoding.</summary>
    public static bool IsSpace(ReadOnlySpan<byte> body) => !body.ContainsAnyExcept(" \t\r\n\f"u8);
}
