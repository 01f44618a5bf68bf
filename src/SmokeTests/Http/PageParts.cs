using System.Globalization;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace SmokeTests.Http;

/// <summary>What a browser loads to show a page, and where the page sends it by itself.</summary>
internal static class PageParts
{
    private const int LongestRefresh = 5;

    public static IEnumerable<Uri> Of(IHtmlDocument page) => page
        .QuerySelectorAll("script[src], img[src], link[rel~=stylesheet][href], link[rel~=icon][href]")
        .Select(part => PageAddress.Resolve(part, part.GetAttribute("src") ?? part.GetAttribute("href")!))
        .Select(address => Uri.TryCreate(address, UriKind.Absolute, out var part) ? part : null)
        .OfType<Uri>()
        .Where(part => part.Scheme is "http" or "https")
        .Distinct();

    /// <summary>A page in place of a script, style sheet or picture is what a mistaken route answers.</summary>
    public static string? IsWrongType(Uri part, Answer answer)
    {
        var named = Path.GetExtension(part.AbsolutePath).ToUpperInvariant() is ".JS" or ".CSS" or ".PNG" or ".JPG" or ".JPEG" or ".GIF" or ".WEBP" or ".SVG" or ".ICO" or ".MJS";
        return named && answer.ContentType.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) ? $"a page ({answer.ContentType})" : null;
    }

    /// <summary>Where <c>meta http-equiv=refresh</c> leads within 5 s.</summary>
    public static Uri? Refresh(IHtmlDocument page)
    {
        var content = page.All.FirstOrDefault(m => m.LocalName == "meta" && string.Equals(m.GetAttribute("http-equiv"), "refresh", StringComparison.OrdinalIgnoreCase))?.GetAttribute("content");
        if (content?.Split([';', ','], 2) is not [var seconds, var rest] || !double.TryParse(seconds, CultureInfo.InvariantCulture, out var wait) || wait > LongestRefresh)
            return null;
        var address = rest.Trim();
        if (address.StartsWith("url", StringComparison.OrdinalIgnoreCase) && address.IndexOf('=', StringComparison.Ordinal) is var at and > 0)
            address = address[(at + 1)..].Trim();
        address = address.Trim('\'', '"');
        return address.Length > 0 && Uri.TryCreate(PageAddress.Resolve(page.DocumentElement, address), UriKind.Absolute, out var target) && target.Scheme is "http" or "https" ? target : null;
    }
}
