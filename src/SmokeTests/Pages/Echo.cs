namespace SmokeTests.Pages;

/// <summary>
/// A page that repeats what was searched for ("No results for dune") has not found it. A line that shows the words of the
/// search is an echo where it quotes them, or speaks of searching and finding.
/// </summary>
internal static class Echo
{
    private static readonly string[] Speaks = ["search", "result", "match", "found", "query", "showing", "nothing for", "no entries", "no items"];
    private static readonly char[] Quotes = ['"', '\'', '“', '”', '‘', '’', '«', '»', '„', '`'];

    /// <summary>The echo, where that is all there is of the text; null where the page shows it besides, or was not searched for it.</summary>
    public static string? Only(Snapshot page, string wanted)
    {
        if (page.Query is not { Length: > 0 } query || !query.Contains(wanted, StringComparison.OrdinalIgnoreCase))
            return null;
        string? echo = null;
        foreach (var line in page.Text.Split('\n').Where(l => l.Contains(wanted, StringComparison.OrdinalIgnoreCase)))
        {
            if (!IsEcho(line, query))
                return null;
            echo ??= line;
        }
        return echo;
    }

    private static bool IsEcho(string line, string query)
    {
        var at = line.IndexOf(query, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return false;
        var quoted = at > 0 && Quotes.Contains(line[at - 1]) && at + query.Length < line.Length && Quotes.Contains(line[at + query.Length]);
        return quoted || Speaks.Any(word => line.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
