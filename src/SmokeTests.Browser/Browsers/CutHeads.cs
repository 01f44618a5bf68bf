using Microsoft.Playwright;

namespace SmokeTests.Browsers;

/// <summary>
/// Chromium takes the head of an answer that breaks off for the whole of an answer without a body. What came is then shorter than the
/// headers that it tells, each with its line's end.
/// </summary>
internal static class CutHeads
{
    /// <summary>What a head may lack: the ends of its last line and of the blank one.</summary>
    private const int MostLacking = 4;

    /// <summary>Whether the answer broke off in its headers. Of a redirect that did, Chromium does not tell how much came.</summary>
    public static async Task<bool> IsOne(IResponse answer) =>
        await IsText(answer) && (await answer.Request.SizesAsync()).ResponseBodySize is < 0 and >= -MostLacking;

    /// <summary>The heads of later versions are compressed.</summary>
    private static async Task<bool> IsText(IResponse answer) => answer.Url.StartsWith("http:", StringComparison.Ordinal)
        || (await answer.HttpVersionAsync()).StartsWith("HTTP/1", StringComparison.OrdinalIgnoreCase);
}
