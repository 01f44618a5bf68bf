using SmokeTests.Http;
using SmokeTests.Content;

namespace SmokeTests.HttpPages;

/// <summary>Which answers a browser saves, and shows no page for.</summary>
internal static class Downloads
{
    private static readonly string[] Shown = ["image/", "audio/", "video/", "application/pdf"];

    /// <summary>The first bytes of what a browser shows without being told its type: pictures and PDF.</summary>
    private static readonly byte[][] ShownBytes =
        [[0x89, (byte)'P', (byte)'N', (byte)'G'], [0xFF, 0xD8, 0xFF], [.. "GIF8"u8], [.. "%PDF-"u8], [.. "RIFF"u8], [.. "BM"u8]];

    public static bool IsOne(Answer answer) => IsAttached(answer.Header("Content-Disposition")) || answer.Kind switch
    {
        DocumentKind.Binary => !IsShown(answer),
        DocumentKind.Download => MimeType.Parse(answer.ContentType)?.Essence == "application/octet-stream",
        _ => false,
    };

    /// <summary>A word before the first semicolon that is not <c>inline</c>, as Chromium reads it.</summary>
    private static bool IsAttached(string? disposition) =>
        disposition?.Split(';')[0].Trim() is { Length: > 0 } type && MimeType.IsToken(type)
        && !type.Equals("inline", StringComparison.OrdinalIgnoreCase);

    private static bool IsShown(Answer answer) =>
        MimeType.Parse(answer.ContentType)?.Essence is { } type and not ("unknown/unknown" or "application/unknown")
        ? Shown.Any(shown => type.StartsWith(shown, StringComparison.Ordinal))
        : ShownBytes.Any(first => answer.Body.AsSpan().StartsWith(first));
}
