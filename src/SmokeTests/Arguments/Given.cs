namespace SmokeTests.Arguments;

/// <summary>What a check hands to a word. With nothing in it the word would prove nothing, or act on whatever is there.</summary>
internal static class Given
{
    /// <exception cref="CheckBrokenException">It is null, empty or blank.</exception>
    public static void Something(string? text, string what)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new CheckBrokenException($"The word was given {(text is null ? "null" : "an empty text")} as {what}. Give it {what}.");
    }

    /// <exception cref="CheckBrokenException">There is none of them, or one is null, empty or blank.</exception>
    public static void Texts(IReadOnlyCollection<string?>? texts)
    {
        if (texts is null or { Count: 0 })
            throw new CheckBrokenException("The word was given no text to look for. Give it one.");
        foreach (var text in texts)
            Something(text, "a text to look for");
    }

    /// <exception cref="CheckBrokenException">No number is both.</exception>
    public static void Numbers(int least, int? most)
    {
        if (least < 0 || most < least)
            throw new CheckBrokenException(
                $"No number is at least {least} and at most {most?.ToString() ?? "any"}: look at \"least\" and \"most\".");
    }

    /// <exception cref="CheckBrokenException">It is no CSS selector, as far as that can be told without a page.</exception>
    public static void Selector(string? selector)
    {
        if (selector is not null && !SelectorSyntax.MayBeOne(selector))
            throw NoSelector(selector);
    }

    /// <summary>What is said of a selector that the page's driver cannot read.</summary>
    public static CheckBrokenException NoSelector(string selector, Exception? because = null) =>
        new($"'{selector}' is not a CSS selector.", because);
}
