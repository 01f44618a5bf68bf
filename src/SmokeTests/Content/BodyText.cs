using SmokeTests.Content.Encodings;

namespace SmokeTests.Content;

/// <summary>How bytes are read as text: pages, evidence and an API's answers all go by it.</summary>
/// <param name="Mark">How many bytes of a byte order mark go before the text.</param>
/// <param name="IsSaid">Whether the answer says its encoding, or the usual one of its kind is taken.</param>
internal sealed record BodyText(DocumentKind Kind, CharacterEncoding Encoding, int Mark, bool IsSaid)
{
    /// <param name="body">The bytes.</param>
    /// <param name="contentType">The header's value; empty where there is none.</param>
    /// <param name="mayLook">Whether the bytes may say what an unknown type does not.</param>
    public static BodyText Of(byte[] body, string contentType, bool mayLook = true)
    {
        var type = MimeType.Parse(contentType);
        var kind = MimeSniffer.Sniff(body, type, mayLook);
        var (encoding, mark, said) = EncodingSniffer.Sniff(body, type, kind);
        return new BodyText(kind, encoding, mark, said);
    }

    /// <summary>Of an encoding that browsers do not read one character stands for all (Encoding standard, "replacement").</summary>
    public string Read(byte[] body) =>
        Kind == DocumentKind.Binary ? "" : Encoding.IsReplacement ? body.Length > Mark ? "\uFFFD" : ""
        : Encoding.GetString(body, Mark, body.Length - Mark);
}
