using System.Text;

namespace SmokeTests.Content;

/// <summary>Decides what an answer is, from its content type, and from its bytes where that says nothing (MIME Sniffing, 7).</summary>
internal static class MimeSniffer
{
    /// <summary>How many bytes are looked at.</summary>
    private const int Header = 1445;

    private static readonly string[] Html =
    [
        "<!DOCTYPE HTML", "<HTML", "<HEAD", "<SCRIPT", "<IFRAME", "<H1", "<DIV", "<FONT", "<TABLE", "<A", "<STYLE", "<TITLE", "<B", "<BODY",
        "<BR", "<P", "<!--",
    ];

    private static readonly HashSet<string> Scripts =
    [
        "application/ecmascript", "application/javascript", "application/x-ecmascript", "application/x-javascript",
    ];

    /// <summary>Text that Chromium does not show.</summary>
    private static readonly HashSet<string> Saved =
        ["text/csv", "text/calendar", "text/x-calendar", "text/x-vcalendar", "text/vcalendar", "text/vcard", "text/x-vcard",
        "text/directory", "text/ldif", "text/qif", "text/x-qif", "text/x-csv", "text/x-vcf", "text/rtf", "text/comma-separated-values",
        "text/tab-separated-values", "text/tsv", "text/ofx"];

    private static readonly string[] NoText =
        ["image/", "audio/", "video/", "font/", "application/pdf", "application/zip", "application/gzip", "application/font"];

    /// <param name="body">The bytes.</param>
    /// <param name="type">The content type; null where there is none, or none that can be understood.</param>
    /// <param name="mayLook">Whether the bytes may say what an unknown type does not (no <c>X-Content-Type-Options: nosniff</c>).</param>
    public static DocumentKind Sniff(ReadOnlySpan<byte> body, MimeType? type, bool mayLook = true)
    {
        body = body[..Math.Min(body.Length, Header)];
        return type?.Essence switch
        {
            null or "unknown/unknown" or "application/unknown" => mayLook ? Look(body) : TextOr(DocumentKind.Text, body),
            "text/html" => DocumentKind.Html,
            "application/xhtml+xml" => DocumentKind.Xhtml,
            "application/rss+xml" or "application/atom+xml" => DocumentKind.Feed,
            "text/xml" or "application/xml" => DocumentKind.Xml,
            "text/json" or "application/json" => DocumentKind.Json,
            var other when other.EndsWith("+xml", StringComparison.Ordinal) => DocumentKind.Xml,
            var other when other.EndsWith("+json", StringComparison.Ordinal) => DocumentKind.Json,
            var other when NoText.Any(n => other.StartsWith(n, StringComparison.Ordinal)) => DocumentKind.Binary,
            "text/plain" => TextOr(DocumentKind.Text, body),
            var other when Saved.Contains(other) => DocumentKind.Download,
            var other when other.StartsWith("text/", StringComparison.Ordinal) || Scripts.Contains(other) => DocumentKind.Text,
            _ => TextOr(DocumentKind.Download, body),
        };
    }

    private static DocumentKind Look(ReadOnlySpan<byte> body)
    {
        var start = Encoding.Latin1.GetString(body).TrimStart(' ', '\t', '\n', '\f', '\r');
        foreach (var tag in Html)
            if (start.StartsWith(tag, StringComparison.OrdinalIgnoreCase)
                && (tag == "<!--" || start.Length > tag.Length && start[tag.Length] is ' ' or '>'))
                return DocumentKind.Html;
        return start.StartsWith("<?xml", StringComparison.Ordinal) ? DocumentKind.Xml
            : start.StartsWith("%PDF-", StringComparison.Ordinal) ? DocumentKind.Binary
            : TextOr(DocumentKind.Text, body);
    }

    private static DocumentKind TextOr(DocumentKind kind, ReadOnlySpan<byte> body) =>
        body is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..] or [0xEF, 0xBB, 0xBF, ..] || !HasBinary(body) ? kind : DocumentKind.Binary;

    private static bool HasBinary(ReadOnlySpan<byte> body)
    {
        foreach (var b in body)
            if (b is <= 0x08 or 0x0B or >= 0x0E and <= 0x1A or >= 0x1C and <= 0x1F)
                return true;
        return false;
    }
}
