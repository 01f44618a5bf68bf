using System.Text;
using CsCheck;
using SmokeTests.Testing;

namespace SmokeTests.Runner.Tests;

/// <summary>Texts that somebody may send where a name, a number, a time or an address should stand.</summary>
internal static class OddTexts
{
    private static readonly string[] Known =
    [
        "\0", "a\0b", "\ud800", "a\udc00b", "\ud83d\ude00", "\u0001\u0002\u001b[2J", "\r\nSet-Cookie: x=y", "\u202e\u2066", "\uffff\ufffe",
        "é", "Ünïcode/ñ", "/é", "//x", "/\\x",
        "2147483647", "2147483648", "-2147483648", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-1", "0", "1e308",
        "NaN", "Infinity", "-Infinity", "0x10", "1.5", "٣",
        "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "366d", "NaNs", "1e308d", "javascript:alert(1)",
        "file:///etc/passwd", "http://", "http://[::1", "https://x/" ,
        "../../etc/passwd", "..", ".", "%00", "%", "%zz", "CON", "'; drop table runs; --", "' or 1=1", "%%%", "_", "*",
        "<script>alert(1)</script>", "{}", "[]", "null", "true", "\"", "\\u0000", "\\",
        " and ", "team=", "=", "a and b and ", "acknowledge", "1h", "chunks-3", "chunks-2147483647", "chunks-0", "chunks--1",
    ];

    /// <summary>As long as nobody writes.</summary>
    public static readonly Gen<string> Long =
        Gen.Select(Gen.Int[0, 3], AnyJson.OneOf(300, 1_001, 10_000, 1_000_000), (kind, length) => kind switch
    {
        0 => new string('x', length), 1 => new string('\0', length), 2 => string.Concat(Enumerable.Repeat("a and ", length / 6)), _ =>
        new string('9', length),
    });

    public static readonly Gen<string> All = Gen.Frequency((6, AnyJson.OneOf(Known)), (2, AnyJson.Texts), (1, Long));

    /// <summary>As it stands in an address or a form; half of a character is sent as the bytes that it would have.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
            if (char.IsAsciiLetterOrDigit(text[i]) || text[i] is '-' or '.' or '_')
                escaped.Append(text[i]);
            else if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])))
                escaped.Append($"%{0xe0 | text[i] >> 12:X2}%{0x80 | text[i] >> 6 & 0x3f:X2}%{0x80 | text[i] & 0x3f:X2}");
            else
            {
                var rune = char.IsSurrogate(text[i]) ? text.Substring(i++, 2) : text[i].ToString();
                foreach (var part in Encoding.UTF8.GetBytes(rune))
                    escaped.Append($"%{part:X2}");
            }
        return escaped.ToString();
    }

    /// <summary>As a string of JSON, every unusual character by its number.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
            quoted.Append(c is >= ' ' and < (char)127 and not ('"' or '\\') ? c.ToString() : $"\\u{(int)c:x4}");
        return quoted.Append('"').ToString();
    }
}
