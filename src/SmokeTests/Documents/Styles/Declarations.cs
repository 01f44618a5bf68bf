namespace SmokeTests.Documents.Styles;

/// <summary>What is declared between braces, or in an attribute <c>style</c>: as much of it as decides about text.</summary>
internal static class Declarations
{
    public static IEnumerable<Declaration> In(string css)
    {
        var at = 0;
        while (at < css.Length)
        {
            var end = CssText.Find(css, at, ";");
            if (Read(css.AsSpan(at, end - at)) is { } one)
                yield return one;
            at = end + 1;
        }
    }

    public static Declaration? Read(ReadOnlySpan<char> css)
    {
        var colon = css.IndexOf(':');
        if (colon < 0 || PropertyOf(css[..colon].Trim()) is not { } property)
            return null;
        var value = CssText.WithoutComments(css[(colon + 1)..].ToString()).Trim();
        value = CssText.Unescape(value).ToLowerInvariant();
        var bang = value.LastIndexOf('!');
        var important = bang >= 0 && value[(bang + 1)..].Trim() == "important";
        if (important)
            value = value[..bang].TrimEnd();
        return Properties.Takes(property, value) ? new Declaration(property, value, important) : null;
    }

    private static Property? PropertyOf(ReadOnlySpan<char> name) =>
        name.Contains('\\') ? Properties.Of(CssText.Unescape(name.ToString())) : Properties.Of(name);
}
