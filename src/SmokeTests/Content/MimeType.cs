namespace SmokeTests.Content;

/// <summary>A content type, read as browsers read it (MIME Sniffing, 4.4; Fetch, "extract a MIME type").</summary>
/// <param name="Essence">Such as <c>text/html</c>, in lower case.</param>
internal sealed record MimeType(string Essence, string? Charset)
{
    private const string Blank = " \t\n\r";

    /// <summary>Of several that are joined by commas, the last one that is one; null where none is.</summary>
    public static MimeType? Parse(string header)
    {
        MimeType? last = null;
        foreach (var one in Split(header, ','))
            if (ParseOne(one) is { } found)
                last = found.Essence == last?.Essence ? found with { Charset = found.Charset ?? last.Charset } : found;
        return last;
    }

    private static MimeType? ParseOne(string text)
    {
        var parts = Split(text, ';').ToList();
        if (parts[0].Trim(Blank.ToCharArray()).Split('/') is not [var type, var subtype] || !IsToken(type) || !IsToken(subtype)
            || type + subtype == "**")
            return null;
        string? charset = null;
        foreach (var part in parts.Skip(1))
            if (part.IndexOf('=', StringComparison.Ordinal) is var at and > 0
                && part[..at].TrimStart(Blank.ToCharArray()).Equals("charset", StringComparison.OrdinalIgnoreCase))
                charset ??= Value(part[(at + 1)..]);
        return new MimeType($"{type}/{subtype}".ToLowerInvariant(), charset);
    }

    private static string? Value(string text)
    {
        if (text is not ['"', .. var quoted])
            return text.TrimEnd(Blank.ToCharArray()) is { Length: > 0 } value ? value : null;
        var read = new System.Text.StringBuilder();
        for (var at = 0; at < quoted.Length && quoted[at] != '"'; at++)
            read.Append(quoted[at] == '\\' && at + 1 < quoted.Length ? quoted[++at] : quoted[at]);
        return read.ToString();
    }

    /// <summary>Cuts at a character that stands in no quotes.</summary>
    public static IEnumerable<string> Split(string text, char cut)
    {
        var (began, quoted) = (0, false);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\' && quoted)
                at++;
            else if (text[at] == '"')
                quoted = !quoted;
            else if (text[at] == cut && !quoted)
            {
                yield return text[began..at];
                began = at + 1;
            }
        }
        yield return text[began..];
    }

    public static bool IsToken(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));
}
