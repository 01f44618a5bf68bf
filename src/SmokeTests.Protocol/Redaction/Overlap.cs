namespace SmokeTests.Recording;

/// <summary>How much of a secret a text ends or begins with.</summary>
internal static class Overlap
{
    /// <summary>
    /// How many characters at the end of the text are the beginning of the secret; 0 where they are fewer than <paramref name="least"/>.
    /// </summary>
    public static int Before(ReadOnlySpan<char> text, ReadOnlySpan<char> secret, int least)
    {
        if (secret.Length < least)
            return 0;
        var end = text[Math.Max(0, text.Length - secret.Length)..];
        for (var at = end.IndexOf(secret[..least], StringComparison.Ordinal); at >= 0;)
        {
            if (secret.StartsWith(end[at..], StringComparison.Ordinal))
                return end.Length - at;
            var next = end[(at + 1)..].IndexOf(secret[..least], StringComparison.Ordinal);
            at = next < 0 ? -1 : at + 1 + next;
        }
        return 0;
    }

    /// <summary>
    /// How many characters at the beginning of the text are the end of the secret; 0 where they are fewer than <paramref name="least"/>.
    /// </summary>
    public static int After(ReadOnlySpan<char> text, ReadOnlySpan<char> secret, int least)
    {
        if (secret.Length < least)
            return 0;
        var start = text[..Math.Min(text.Length, secret.Length)];
        for (var at = start.LastIndexOf(secret[^least..], StringComparison.Ordinal); at >= 0;)
        {
            if (secret.EndsWith(start[..(at + least)], StringComparison.Ordinal))
                return at + least;
            at = start[..(at + least - 1)].LastIndexOf(secret[^least..], StringComparison.Ordinal);
        }
        return 0;
    }
}
