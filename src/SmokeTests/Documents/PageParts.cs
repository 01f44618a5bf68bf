using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using SmokeTests.Addresses;

namespace SmokeTests.Documents;

/// <summary>What a browser loads to show a page.</summary>
internal static partial class PageParts
{
    private static readonly string[] Scripts =
    [
        "", "module", "text/javascript", "application/javascript", "text/ecmascript", "application/ecmascript", "application/x-javascript",
        "text/jscript",
    ];

    private const string Loaded = "script[src], img, link[href], input[type=image][src], video[poster], style";

    /// <summary>What a browser loads of the page's own elements; where scripts run, nothing of noscript.</summary>
    public static IEnumerable<LoadedPart> Of(IHtmlDocument page)
    {
        return page.QuerySelectorAll(Loaded).Where(e => e.Closest("noscript") is null)
            .SelectMany(part => part.LocalName == "style" ? Imports(PageAddress.BaseOf(page), part.TextContent)
                : Address(part) is { } written && written.Trim().Length > 0 && Whole(PageAddress.Find(part, written)) is { } address
                ? [new LoadedPart(address, KindOf(part))] : [])
            .Distinct();
    }

    /// <summary>The style sheets that a style sheet draws in.</summary>
    public static IEnumerable<LoadedPart> Imports(Uri sheet, string text) => Imports(HttpAddress.Of(sheet), text);

    private static IEnumerable<LoadedPart> Imports(HttpAddress? sheet, string text) => Import().Matches(Comment().Replace(text, ""))
        .Select(m => At(sheet, m.Groups[1].Value)).OfType<Uri>().Select(address => new LoadedPart(address, PartKind.Sheet));

    private static string? Address(IElement part) => part.LocalName switch
    {
        "img" => Pictures.Chosen(part),
        "video" => part.GetAttribute("poster"),
        "link" => IsLoaded(part) ? part.GetAttribute("href") : null,
        "script" => IsRun(part) ? part.GetAttribute("src") : null,
        _ => part.GetAttribute("src"),
    };

    private static Uri? At(HttpAddress? root, string address) => address.Trim().Length > 0 ? Whole(HttpAddress.Parse(address, root)) : null;

    private static Uri? Whole(HttpAddress? address) => address is null ? null : (address with { Fragment = "" }).ToUri();

    /// <summary>Style sheets, for paper as well, and what is to be loaded in advance. An icon is no part of what a page shows.</summary>
    private static bool IsLoaded(IElement link)
    {
        var kinds = Kinds(link);
        if (kinds.Contains("stylesheet"))
            return !kinds.Contains("alternate") && !link.HasAttribute("disabled") && link.GetAttribute("type") is null or "" or "text/css";
        return kinds.Contains("modulepreload") || kinds.Contains("preload") && Pictures.Fits(link.GetAttribute("media"))
                && link.GetAttribute("as")?.ToLowerInvariant() is "script" or "style" or "image" or "font";
    }

    private static PartKind KindOf(IElement part) => part.LocalName switch
    {
        "script" => string.Equals(part.GetAttribute("type")?.Trim(), "module", StringComparison.OrdinalIgnoreCase) ? PartKind.Module
        : PartKind.Script,
        "link" => Kinds(part).Contains("stylesheet") ? PartKind.Sheet : Kinds(part).Contains("modulepreload") ? PartKind.Module
        : InAdvance(part.GetAttribute("as")),
        _ => PartKind.Picture,
    };

    private static PartKind InAdvance(string? what) => what?.ToLowerInvariant() switch
    {
        "script" => PartKind.Script,
        "style" => PartKind.Other,
        "image" => PartKind.Picture,
        _ => PartKind.Other,
    };

    private static string[] Kinds(IElement link) =>
        (link.GetAttribute("rel") ?? "").ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A script of another type is data; one for old browsers alone is not loaded.</summary>
    public static bool IsRun(IElement script) =>
        !script.HasAttribute("nomodule") && Scripts.Contains(script.GetAttribute("type")?.Trim().ToLowerInvariant() ?? "");

    [GeneratedRegex(@"@import\s+(?:url\(\s*)?[""']?([^""')\s;]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Import();

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();
}
