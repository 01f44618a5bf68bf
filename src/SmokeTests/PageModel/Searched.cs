namespace SmokeTests.PageModel;

/// <summary>A search that led to the page.</summary>
/// <param name="Words">What was searched for.</param>
/// <param name="Field">The name of the field.</param>
/// <param name="Asked">The address that the form led to, before any redirect; null where a script searched in place.</param>
internal sealed record Searched(string Words, string? Field, Uri? Asked)
{
    /// <summary>Whether the site answered with another page than the one that searches: that of the only result, say.</summary>
    public bool LedElsewhere(Uri page)
    {
        if (Asked is null || Asked == page || Carries(page))
            return false;
        var path = Asked.AbsolutePath;
        if (path == page.AbsolutePath && Asked.Authority == page.Authority)
            return Field is not null && Values(Asked).ContainsKey(Field) && !Values(page).ContainsKey(Field);
        // /search leads to /search/dune: the same page by another address.
        var within = page.AbsolutePath.StartsWith(path.TrimEnd('/') + "/", StringComparison.OrdinalIgnoreCase);
        return !within || IsFile(Asked) || path == "/";
    }

    /// <summary>Whether a link searches again (other pages of results, fewer of them, other words), or stays where one is.</summary>
    public bool StaysAt(Uri page, string link)
    {
        if (!Uri.TryCreate(page, link, out var target) || target.Scheme is not ("http" or "https")
            || target.GetLeftPart(UriPartial.Query) == page.GetLeftPart(UriPartial.Query))
            return true;
        if (target.Authority != page.Authority)
            return false;
        return target.AbsolutePath == page.AbsolutePath ? SearchesAgain(page, target) : IsInFolderOfSearch(page, target);
    }

    /// <summary>Whether an address repeats the words.</summary>
    public bool Carries(Uri address) => Values(address).Values.Any(value => Same(value, Words));

    public bool Carries(Uri page, string link) => Uri.TryCreate(page, link, out var target) && Carries(target);

    /// <summary>On one script (<c>index.php</c>) the other values of the address tell the search from other pages.</summary>
    private bool SearchesAgain(Uri page, Uri target)
    {
        var (its, ours) = (Values(target), Values(page));
        return Field is not null && its.ContainsKey(Field)
            ? its.All(v => v.Key == Field || !ours.TryGetValue(v.Key, out var here) || here == v.Value)
            : !IsFile(page) && page.AbsolutePath != "/" && !LedElsewhere(page);
    }

    /// <summary>Where the words are the end of the path (<c>/search/dune</c>), other words stand beside them.</summary>
    private bool IsInFolderOfSearch(Uri page, Uri target)
    {
        var folder = page.AbsolutePath[..(page.AbsolutePath.TrimEnd('/').LastIndexOf('/') + 1)];
        return folder != "/" && !LedElsewhere(page) && Same(Uri.UnescapeDataString(page.Segments[^1].TrimEnd('/')), Words)
            && target.AbsolutePath.StartsWith(folder, StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsFile(Uri address) => address.Segments[^1].Contains('.', StringComparison.Ordinal);

    private static bool Same(string one, string other) => string.Equals(Plain(one), Plain(other), StringComparison.OrdinalIgnoreCase);

    private static string Plain(string text) => text.Replace('-', ' ').Replace('_', ' ').Replace('+', ' ').Trim();

    private static Dictionary<string, string> Values(Uri address)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)))
            values[Uri.UnescapeDataString(pair[0])] = pair.Length == 1 ? "" : Uri.UnescapeDataString(pair[1].Replace('+', ' '));
        return values;
    }
}
