using System.Globalization;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace SmokeTests.Runner.Access;

/// <summary>
/// A session that is too long for one cookie is in several, and the first says how many. Whoever sends fewer than he says has no
/// session; he is neither a fault of the board, nor given room for as many as a number can say.
/// </summary>
internal sealed class WholeCookies : ICookieManager
{
    private const string Count = "chunks-";

    /// <summary>Browsers send less in all.</summary>
    private const int Most = 50;
    private readonly ChunkingCookieManager chunks = new() { ThrowForPartialCookies = false };

    public string? GetRequestCookie(HttpContext context, string key) =>
        IsWhole(context, key) ? chunks.GetRequestCookie(context, key) : null;

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        chunks.AppendResponseCookie(context, key, value, options);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options)
    {
        if (IsWhole(context, key))
            chunks.DeleteCookie(context, key, options);
        else
            context.Response.Cookies.Delete(key, options);
    }

    private static bool IsWhole(HttpContext context, string key) =>
        context.Request.Cookies[key] is not { } cookie || !cookie.StartsWith(Count, StringComparison.Ordinal)
        || int.TryParse(cookie.AsSpan(Count.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= Most
            && Enumerable.Range(1, count).All(n => !string.IsNullOrEmpty(context.Request.Cookies[$"{key}C{n}"]));
}
