using System.Globalization;
using System.Net;

namespace SmokeTests.Runner.Board;

/// <summary>How something stands, as a small picture for other sites and readmes: its name left, a word right.</summary>
internal static class Badge
{
    public const string Type = "image/svg+xml; charset=utf-8";

    public static string Of(string name, string word, Colour colour)
    {
        var fill = colour switch { Colour.Red => "#b3140c", Colour.Yellow => "#7a5200", Colour.Green => "#12682b", _ => "#4d545c" };
        var (left, right) = (Wide(name), Wide(word));
        return string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img"
              aria-label="{WebUtility.HtmlEncode($"{name}: {word}")}"><rect width="{left}" height="20" fill="#3a4047"/><rect
              x="{left}" width="{right}" height="20" fill="{fill}"/><g fill="#fff"
              font-family="DejaVu Sans,Verdana,sans-serif" font-size="11" text-anchor="middle"><text
              x="{left / 2}" y="14">{WebUtility.HtmlEncode(name)}</text><text
              x="{left + right / 2}" y="14">{WebUtility.HtmlEncode(word)}</text></g></svg>
            """);

        static int Wide(string text) => 12 + text.Length * 7;
    }
}
