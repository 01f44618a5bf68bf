namespace SmokeTests.Monitoring.Checks;

/// <summary>Texts that any database takes: no NUL in them, and no half of a character.</summary>
internal static class Texts
{
    private const char Unknown = '\ufffd';

    public static string? Clean(string? text)
    {
        if (text is null || !text.AsSpan().ContainsAnyInRange('\ud800', '\udfff') && !text.Contains('\0', StringComparison.Ordinal))
            return text;
        return string.Create(text.Length, text, static (span, from) =>
        {
            for (var i = 0; i < from.Length; i++)
                span[i] = from[i] == '\0' || IsHalf(from, i) ? Unknown : from[i];
        });
    }

    /// <summary>A surrogate without the other half of its character.</summary>
    private static bool IsHalf(string text, int at) =>
        char.IsHighSurrogate(text[at]) ? at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1])
        : char.IsLowSurrogate(text[at]) && (at == 0 || !char.IsHighSurrogate(text[at - 1]));

    /// <summary>Whether it can be a name: of at most so many characters, none of which is a control character.</summary>
    public static bool IsName(string? text, int most) =>
        text is { Length: > 0 } && text.Length <= most && !text.Any(c => char.IsControl(c) || c == Unknown) && Clean(text) == text;

    /// <summary>
    /// Whether it can be a text of several lines: of at most so many characters, no control character among them but tabs and
    /// ends of lines.
    /// </summary>
    public static bool IsText(string? text, int most) =>
        text is not null && text.Length <= most && !text.Any(c => char.IsControl(c) && c is not ('\t' or '\r' or '\n'))
        && Clean(text) == text;

    /// <summary>Of what somebody else has called somebody: fit for any history, and no longer than that.</summary>
    public static string Name(string? text, int most)
    {
        var clean = Clean(text is { Length: var length } && length > most ? text[..most] : text) ?? "";
        return string.Concat(clean.Select(c => char.IsControl(c) ? Unknown : c)).Trim();
    }

    /// <summary>As XML can hold it: it has neither most control characters nor halves of others.</summary>
    public static string Xml(string text) =>
        string.Concat((Clean(text) ?? "").Select(c => System.Xml.XmlConvert.IsXmlChar(c) || char.IsSurrogate(c) ? c : Unknown));
}
