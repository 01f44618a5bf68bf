using System.Text;
using SmokeTests.Content;

namespace SmokeTests.Documents;

/// <summary>Whether a browser takes an answer for the part of a page that it is to be, by its type and its bytes.</summary>
internal static class PartContent
{
    private static readonly string[] Scripts =
    [
        "text/javascript", "application/javascript", "application/x-javascript", "text/ecmascript", "application/ecmascript",
        "application/x-ecmascript", "text/jscript", "text/livescript",
        "text/x-ecmascript", "text/x-javascript", "text/javascript1.0", "text/javascript1.1", "text/javascript1.2", "text/javascript1.3",
        "text/javascript1.4", "text/javascript1.5",
    ];

    /// <summary>What is wrong with a script or a style sheet, as the end of a sentence; null where a browser takes it.</summary>
    /// <param name="type">Its content type, as it was sent.</param>
    /// <param name="exactly">Whether the answer forbids to guess (<c>X-Content-Type-Options: nosniff</c>).</param>
    /// <param name="quirks">Whether the page is one of those that say no doctype.</param>
    public static string? Fault(PartKind kind, string? type, bool exactly, bool quirks)
    {
        var essence = MimeType.Parse(type ?? "")?.Essence;
        return kind switch
        {
            PartKind.Script or PartKind.Module or PartKind.Sheet when essence is "text/html" or "application/xhtml+xml" =>
                $"is a page ({essence})",
            PartKind.Script when (exactly ? !Scripts.Contains(essence) : essence is "text/csv" || IsMedia(essence)) =>
                $"is no script ({essence ?? "no type"})",
            PartKind.Module when !Scripts.Contains(essence) => $"is no script ({essence ?? "no type"})",
            PartKind.Sheet when essence is not "text/css" && (exactly || essence is not null && !quirks) =>
                $"is no style sheet ({essence ?? "no type"})",
            _ => null,
        };
    }

    /// <summary>What is wrong with a picture: browsers go by its first bytes, but for drawings, which the type alone tells.</summary>
    public static string? PictureFault(string? type, ReadOnlySpan<byte> start)
    {
        if (start.Length == 0)
            return "is empty";
        var essence = MimeType.Parse(type ?? "")?.Essence;
        if (essence == "image/svg+xml" ? IsDrawing(start) : IsPicture(start))
            return null;
        return essence is "text/html" or "application/xhtml+xml" ? $"is a page ({essence})" : $"is no picture ({essence ?? "no type"})";
    }

    private static bool IsMedia(string? type) => type?.Split('/')[0] is "image" or "audio" or "video";

    private static bool IsPicture(ReadOnlySpan<byte> start) => start is [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, ..]
        || start is [0xFF, 0xD8, 0xFF, ..] || start.StartsWith("GIF87a"u8) || start.StartsWith("GIF89a"u8) || start.StartsWith("BM"u8)
        || start is [0, 0, 1 or 2, 0, ..]
        || start.Length > 12 && start.StartsWith("RIFF"u8) && start[8..].StartsWith("WEBP"u8) || start.Length > 12
        && start[4..].StartsWith("ftyp"u8);

    /// <summary>The beginning of XML whose first element is <c>svg</c>, as far as it was read.</summary>
    private static bool IsDrawing(ReadOnlySpan<byte> start)
    {
        var text = Encoding.UTF8.GetString(start).Trim('\ufeff', '\0').TrimStart();
        while (text.StartsWith("<?", StringComparison.Ordinal) || text.StartsWith("<!", StringComparison.Ordinal))
        {
            var closing = text.StartsWith("<!--", StringComparison.Ordinal) ? "-->" : text.StartsWith("<?", StringComparison.Ordinal) ? "?>"
                : Doctype(text);
            if (text.IndexOf(closing, StringComparison.Ordinal) is not (>= 0 and var end))
                return true;
            text = text[(end + closing.Length)..].TrimStart();
        }
        var name = text.StartsWith('<') ? text[1..].Split([' ', '\t', '\r', '\n', '>', '/'], 2)[0] : "";
        return name.Split(':')[^1] == "svg" && text.Contains("http://www.w3.org/2000/svg", StringComparison.Ordinal);
    }

    /// <summary>What ends a doctype: it may hold entities between brackets.</summary>
    private static string Doctype(string text) => text.IndexOf('[', StringComparison.Ordinal) is >= 0 and var open
        && open < text.IndexOf('>', StringComparison.Ordinal) ? "]>" : ">";
}
