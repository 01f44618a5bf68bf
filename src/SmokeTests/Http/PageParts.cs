using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace SmokeTests.Http;

/// <summary>What a browser loads to show a page.</summary>
internal static class PageParts
{
    public static IEnumerable<Uri> Of(IHtmlDocument page) => page
        .QuerySelectorAll("script[src], img[src], link[rel~=stylesheet][href], link[rel~=icon][href]")
        .Select(part => part.GetAttribute("src") ?? part.GetAttribute("href")!)
        .Select(address => Uri.TryCreate(new Uri(page.BaseUri), address, out var part) ? part : null)
        .OfType<Uri>()
        .Where(part => part.Scheme is "http" or "https")
        .Distinct();

    /// <summary>A page in place of a script, style sheet or picture is what a mistaken route answers.</summary>
    public static string? IsWrongType(Uri part, Answer answer)
    {
        var named = Path.GetExtension(part.AbsolutePath).ToUpperInvariant() is ".JS" or ".CSS" or ".PNG" or ".JPG" or ".JPEG" or ".GIF" or ".WEBP" or ".SVG" or ".ICO" or ".MJS";
        return named && answer.ContentType.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) ? $"a page ({answer.ContentType})" : null;
    }
}
