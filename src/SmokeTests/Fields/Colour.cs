using System.Drawing;
using System.Globalization;

namespace SmokeTests.Fields;

/// <summary>A colour as a colour field keeps it: <c>#rrggbb</c>. CSS's names and short forms are understood, not its functions.</summary>
internal static class Colour
{
    public static string? Of(string value)
    {
        var text = value.Trim(' ', '\t', '\n', '\f', '\r').ToLowerInvariant();
        if (text.StartsWith('#') && text[1..].All(char.IsAsciiHexDigit))
            return text.Length switch
            {
                7 => text,
                9 => text[..7],
                4 or 5 => $"#{text[1]}{text[1]}{text[2]}{text[2]}{text[3]}{text[3]}",
                _ => null,
            };
        if (text == "transparent")
            return "#000000";
        if (text.Length == 0 || !text.All(char.IsAsciiLetterLower) || !Enum.TryParse<KnownColor>(text, ignoreCase: true, out var known))
            return null;
        var named = Color.FromKnownColor(known);
        return named.IsSystemColor ? null : "#" + (named.ToArgb() & 0xFFFFFF).ToString("x6", CultureInfo.InvariantCulture);
    }
}
