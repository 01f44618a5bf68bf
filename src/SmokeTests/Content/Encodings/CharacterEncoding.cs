using System.Collections.Concurrent;
using System.Text;
using AngleSharp.Dom;

namespace SmokeTests.Content.Encodings;

/// <summary>
/// An encoding as the Encoding standard names and reads it (<c>WebName</c> is what <c>document.characterSet</c> says).
/// .NET's own decoders stand behind the encodings of Unicode and of East Asia: of a pair of bytes that is not allowed there
/// they keep no half, and they do not know the characters that Hong Kong added to Big5.
/// </summary>
internal sealed class CharacterEncoding : Encoding
{
    private static readonly ConcurrentDictionary<string, CharacterEncoding> Made = new();
    private readonly Encoding inner;

    private CharacterEncoding(string name, int codePage)
    {
        WebName = name;
        inner = codePage switch
        {
            65001 => new UTF8Encoding(false),
            1200 or 1201 => new UnicodeEncoding(codePage == 1201, byteOrderMark: false),
            936 or 949 or 950 or 932 or 54936 or 51932 or 50220 =>
                CodePagesEncodingProvider.Instance.GetEncoding(codePage, new CharacterReferenceFallback(),
                    new DecoderReplacementFallback("\uFFFD"))!,
            _ => new SingleByteEncoding(name, codePage),
        };
    }

    public static new CharacterEncoding UTF8 { get; } = Of("utf-8")!;

    public static CharacterEncoding Windows1252 { get; } = Of("windows-1252")!;

    /// <summary>The standard's name, such as <c>windows-1252</c> for the label <c>latin1</c>.</summary>
    public override string WebName { get; }

    /// <summary>What forms and addresses are written in: UTF-8 where pages are in UTF-16, which no server could read there.</summary>
    public CharacterEncoding Output => WebName is "UTF-16LE" or "UTF-16BE" or "replacement" ? UTF8 : this;

    /// <summary>Whether it stands for those that browsers do not read.</summary>
    public bool IsReplacement => WebName == "replacement";

    public bool IsUtf16 => WebName is "UTF-16LE" or "UTF-16BE";

    /// <summary>The encoding that a label names; null where the standard knows no such label.</summary>
    public static CharacterEncoding? Of(string label) =>
        EncodingLabels.Find(label) is var (name, page) ? Made.GetOrAdd(name, static (n, p) => new CharacterEncoding(n, p), page) : null;

    /// <summary>The encoding that a page was read in.</summary>
    public static CharacterEncoding Of(IDocument page) => Of(page.CharacterSet) ?? UTF8;

    public override int GetByteCount(char[] chars, int index, int count) => inner.GetByteCount(chars, index, count);

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        inner.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetCharCount(byte[] bytes, int index, int count) => inner.GetCharCount(bytes, index, count);

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        inner.GetChars(bytes, byteIndex, byteCount, chars, charIndex);

    public override string GetString(byte[] bytes, int index, int count) => inner.GetString(bytes, index, count);

    public override int GetMaxByteCount(int charCount) => inner.GetMaxByteCount(charCount);

    public override int GetMaxCharCount(int byteCount) => inner.GetMaxCharCount(byteCount);

    public override Decoder GetDecoder() => inner.GetDecoder();

    public override Encoder GetEncoder() => inner.GetEncoder();
}
