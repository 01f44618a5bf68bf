using System.Text;
using SmokeTests.Content;

namespace SmokeTests.Recording;

using Headers = IEnumerable<KeyValuePair<string, IEnumerable<string>>>;

/// <summary>A request and what became of it.</summary>
internal sealed record Exchange(DateTimeOffset At, TimeSpan Took, string? Step, string Method, Uri Address, Headers Sent, string? SentType,
    byte[]? SentBody)
{
    /// <summary>The undo that sent it, after the check's body; null for the body's own.</summary>
    public string? Undo { get; init; }
    public int Status { get; init; }
    public string Reason { get; init; } = "";
    public Headers Got { get; init; } = [];
    public string? Type { get; init; }
    public byte[] Body { get; init; } = [];
    public string? Error { get; init; }

    public int Bytes => Body.Length + (SentBody?.Length ?? 0);

    /// <summary>A body as text; null where it is none.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="type">Their content type.</param>
    public static string? Readable(byte[]? body, string? type)
    {
        if (body is null)
            return null;
        var text = BodyText.Of(body, type ?? "");
        if (text.Kind == DocumentKind.Binary || !text.Encoding.IsUtf16 && body.AsSpan().Contains((byte)0))
            return null;
        try
        {
            // Where nothing is said of the encoding, text that can be UTF-8 is read so: secrets are looked for in it.
            if (!text.IsSaid)
                return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body);
        }
        catch (DecoderFallbackException)
        {
            // Then it is read as browsers do.
        }
        return text.Read(body);
    }
}
