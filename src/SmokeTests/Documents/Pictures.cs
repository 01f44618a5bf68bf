using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using SmokeTests.Documents.Styles;

namespace SmokeTests.Documents;

/// <summary>
/// Which of the addresses of a picture a browser loads, from <c>srcset</c>, <c>sizes</c> and the sources of a <c>picture</c>: the choice
/// of Chromium with a window 1280 px wide and one dot a pixel, as the journeys' browser is.
/// </summary>
internal static partial class Pictures
{
    private static readonly string[] Types =
        ["image/avif", "image/webp", "image/png", "image/apng", "image/jxl", "image/jpeg", "image/gif", "image/svg+xml", "image/bmp",
            "image/x-icon"];

    /// <summary>The address as it is written; null where the element shows no picture.</summary>
    public static string? Chosen(IElement image)
    {
        var sources = image.ParentElement is IHtmlPictureElement picture
            ? picture.Children.TakeWhile(c => c != image).Where(c => c.LocalName == "source" && Suits(c)).ToArray() : [];
        foreach (var source in sources)
            if (Best(source.GetAttribute("srcset"), source.GetAttribute("sizes"), null) is { } offered)
                return offered;
        return Best(image.GetAttribute("srcset"), image.GetAttribute("sizes"), image.GetAttribute("src"));
    }

    /// <summary>Whether a list of media queries fits that browser.</summary>
    public static bool Fits(string? media) => string.IsNullOrWhiteSpace(media) || MediaQuery.IsTrue(media);

    private static bool Suits(IElement source) => Fits(source.GetAttribute("media"))
        && (source.GetAttribute("type") is not { Length: > 0 } type
            || Types.Contains(type.Split(';')[0].Trim(), StringComparer.OrdinalIgnoreCase));

    private static string? Best(string? set, string? sizes, string? plain)
    {
        var offered = Candidate().Matches(set ?? "").Select(m => m.Groups)
            .Select(g => (Address: g[1].Value, Density: Density(g[2].Value, g[3].Value, sizes), Wide: g[3].Value == "w")).ToList();
        if (!string.IsNullOrWhiteSpace(plain) && !offered.Any(o => o.Wide || o.Density == 1))
            offered.Add((plain.Trim(), 1, false));
        var sorted = offered.OrderBy(o => o.Density).DistinctBy(o => o.Density).ToArray();
        for (var i = 0; i < sorted.Length - 1; i++)
            if (sorted[i + 1].Density >= 1)
                return sorted[sorted[i].Density < 1 || sorted[i].Density * sorted[i + 1].Density <= 1 ? i + 1 : i].Address;
        return sorted.LastOrDefault().Address;
    }

    private static double Density(string number, string unit, string? sizes)
    {
        var value = double.TryParse(number, CultureInfo.InvariantCulture, out var parsed) ? parsed : 1;
        return unit == "w" ? value / Size(sizes) : value;
    }

    private static double Size(string? sizes)
    {
        foreach (var one in Selectors.List((sizes ?? "").ToLowerInvariant()).Where(s => s.Length > 0))
        {
            var at = -1;
            for (var space = CssText.Find(one, 0, " \t\n"); space < one.Length; space = CssText.Find(one, space + 1, " \t\n"))
                at = space;
            if (CssLength.Of(one[(at + 1)..]) is { } length && Fits(at < 0 ? null : one[..at]))
                return Math.Max(1, length);
        }
        return MediaFeatures.Width;
    }

    [GeneratedRegex(@"\s*([^\s,](?:\S*[^\s,])?)(?:\s+([\d.]+)([wx]))?[^,]*(?:,|$)")]
    private static partial Regex Candidate();
}
