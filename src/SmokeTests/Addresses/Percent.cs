using System.Buffers;
using System.Globalization;
using System.Text;
using SmokeTests.Content.Encodings;

namespace SmokeTests.Addresses;

/// <summary>
/// Which characters of an address are written as <c>%XX</c> (URL standard, 1.3). Controls and what is no ASCII always are.
/// </summary>
internal static class Percent
{
    public static readonly SearchValues<char> Fragment = Besides(" \"<>`");

    /// <summary>The standard leaves <c>|</c> alone, Chromium does not.</summary>
    public static readonly SearchValues<char> Path = Besides(" \"#<>?^`{}|");

    public static readonly SearchValues<char> LogIn = Besides(" \"#<>?^`{}/:;=@[\\]|");

    private static readonly SearchValues<char> Query = Besides(" \"#<>'");

    /// <param name="text">What stands in the address.</param>
    /// <param name="kept">What stays as it is there.</param>
    public static string Encode(string text, SearchValues<char> kept)
    {
        if (text.AsSpan().IndexOfAnyExcept(kept) < 0)
            return text;
        var written = new StringBuilder(text.Length * 2);
        Append(written, Encoding.UTF8.GetBytes(text), kept);
        return written.ToString();
    }

    /// <summary>In a page's encoding. What that lacks comes as <c>&amp;#8364;</c>, and is no part of the query's own syntax.</summary>
    public static string EncodeQuery(string text, CharacterEncoding encoding)
    {
        encoding = encoding.Output;
        if (encoding == CharacterEncoding.UTF8 || System.Text.Ascii.IsValid(text))
            return Encode(text, Query);
        var written = new StringBuilder(text.Length * 2);
        foreach (var rune in text.EnumerateRunes())
            if (rune.IsAscii)
                Append(written, [(byte)rune.Value], Query);
            else if (encoding.GetBytes(rune.ToString()) is [(byte)'&', (byte)'#', .. var number])
                written.Append("%26%23").Append(Encoding.ASCII.GetString(number)[..^1]).Append("%3B");
            else
                Append(written, encoding.GetBytes(rune.ToString()), Query);
        return written.ToString();
    }

    /// <summary>The bytes that a text stands for; null where they are no UTF-8.</summary>
    public static string? Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
            return text;
        var bytes = new List<byte>(text.Length);
        var whole = Encoding.UTF8.GetBytes(text);
        for (var at = 0; at < whole.Length; at++)
            if (whole[at] == '%' && at + 2 < whole.Length
                && char.IsAsciiHexDigit((char)whole[at + 1]) && char.IsAsciiHexDigit((char)whole[at + 2]))
                bytes.Add((byte)(Convert.ToInt32(((char)whole[++at]).ToString() + (char)whole[++at], 16)));
            else
                bytes.Add(whole[at]);
        return System.Text.Unicode.Utf8.IsValid([.. bytes]) ? Encoding.UTF8.GetString([.. bytes]) : null;
    }

    private static void Append(StringBuilder written, ReadOnlySpan<byte> bytes, SearchValues<char> kept)
    {
        foreach (var one in bytes)
            if (kept.Contains((char)one))
                written.Append((char)one);
            else
                written.Append('%').Append(one.ToString("X2", CultureInfo.InvariantCulture));
    }

    private static SearchValues<char> Besides(string encoded) =>
        SearchValues.Create([.. Enumerable.Range(0x20, 0x5F).Select(c => (char)c)
            .Where(c => !encoded.Contains(c, StringComparison.Ordinal))]);
}
