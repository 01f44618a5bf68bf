using System.Text;

namespace SmokeTests.Content.Encodings;

/// <summary>
/// Which encoding an answer is in, as browsers find out: the byte order mark, then the header's <c>charset</c>, then what the
/// document says of itself (<c>meta</c> in HTML, the declaration in XML), then UTF-8 for XML and JSON, and windows-1252 for all
/// other text. Chromium also guesses from the text where nothing is said (Cyrillic, Japanese, Chinese…): its guesses change
/// with the text and the version, so they are not made here.
/// </summary>
internal static class EncodingSniffer
{
    private const int LongestDeclaration = 1024;

    /// <summary>The encoding, how many bytes of mark go before the text, and whether it was said at all.</summary>
    public static (CharacterEncoding Encoding, int Mark, bool IsSaid) Sniff(byte[] body, MimeType? type, DocumentKind kind)
    {
        switch (body)
        {
            case [0xEF, 0xBB, 0xBF, ..]: return (CharacterEncoding.UTF8, 3, true);
            case [0xFE, 0xFF, ..]: return (CharacterEncoding.Of("utf-16be")!, 2, true);
            case [0xFF, 0xFE, ..]: return (CharacterEncoding.Of("utf-16le")!, 2, true);
        }
        if (type?.Charset is { } charset && CharacterEncoding.Of(charset) is { } told)
            return (told, 0, true);
        return Declared(body, kind) is { } declared ? (declared, 0, true) : (Usual(kind), 0, false);
    }

    private static CharacterEncoding? Declared(byte[] body, DocumentKind kind) => kind switch
    {
        DocumentKind.Html => MetaCharset.Find(Encoding.Latin1.GetString(body)) ?? OfXml(body),
        DocumentKind.Xhtml or DocumentKind.Xml or DocumentKind.Feed => OfXml(body),
        _ => null,
    };

    private static CharacterEncoding Usual(DocumentKind kind) =>
        kind is DocumentKind.Html or DocumentKind.Text ? CharacterEncoding.Windows1252 : CharacterEncoding.UTF8;

    /// <summary>The encoding of <c>&lt;?xml encoding="…"?&gt;</c>.</summary>
    private static CharacterEncoding? OfXml(byte[] body)
    {
        switch (body)
        {
            case [0x3C, 0x00, 0x3F, 0x00, ..]: return CharacterEncoding.Of("utf-16le");
            case [0x00, 0x3C, 0x00, 0x3F, ..]: return CharacterEncoding.Of("utf-16be");
        }
        if (!body.AsSpan().StartsWith("<?xml"u8))
            return null;
        var head = Encoding.Latin1.GetString(body.AsSpan(0, Math.Min(body.Length, LongestDeclaration)));
        if (head.IndexOf('>', StringComparison.Ordinal) is not (> 0 and var end)
            || head.IndexOf("encoding", 0, end, StringComparison.Ordinal) is not (> 0 and var at))
            return null;
        var rest = head[(at + 8)..end].TrimStart();
        if (!rest.StartsWith('=') || rest[1..].TrimStart() is not [('"' or '\'') and var quote, .. var value]
            || value.IndexOf(quote, StringComparison.Ordinal) is not (> 0 and var close))
            return null;
        return CharacterEncoding.Of(value[..close]) is { IsUtf16: true } ? CharacterEncoding.UTF8 : CharacterEncoding.Of(value[..close]);
    }
}
