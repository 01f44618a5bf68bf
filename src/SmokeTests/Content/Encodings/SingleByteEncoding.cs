using System.Globalization;
using System.Text;

namespace SmokeTests.Content.Encodings;

/// <summary>
/// An encoding with a character for each byte, by the Encoding standard's index. What it cannot write it writes as
/// <c>&amp;#8364;</c>, as forms and addresses do.
/// </summary>
internal sealed class SingleByteEncoding : Encoding
{
    private const char Nothing = '\uFFFD';

    /// <summary>From A0 on; below they are the control characters of their bytes.</summary>
    private static readonly Dictionary<string, string> Own = new()
    {
        ["ISO-8859-10"] = "\u00A0ĄĒĢĪĨĶ§ĻĐŠŦŽ\u00ADŪŊ°ąēģīĩķ·ļđšŧž―ūŋĀÁÂÃÄÅÆĮČÉĘËĖÍÎÏÐŅŌÓÔÕÖŨØŲÚÛÜÝÞßāáâãäåæįčéęëėíîïðņōóôõöũøųúûüýþĸ",
        ["ISO-8859-14"] = "\u00A0Ḃḃ£ĊċḊ§Ẁ©ẂḋỲ\u00AD®ŸḞḟĠġṀṁ¶ṖẁṗẃṠỳẄẅṡÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏŴÑÒÓÔÕÖṪØÙÚÛÜÝŶßàáâãäåæçèéêëìíîïŵñòóôõöṫøùúûüýŷÿ",
        ["ISO-8859-16"] = "\u00A0ĄąŁ€„Š§š©Ș«Ź\u00ADźŻ°±ČłŽ”¶·žčș»ŒœŸżÀÁÂĂÄĆÆÇÈÉÊËÌÍÎÏĐŃÒÓÔŐÖŚŰÙÚÛÜĘȚßàáâăäćæçèéêëìíîïđńòóôőöśűùúûüęțÿ",
    };

    /// <summary>Where .NET's code pages differ from the standard, besides what they give to private characters.</summary>
    private static readonly Dictionary<string, (int Byte, char Character)[]> Otherwise = new()
    {
        ["ISO-8859-7"] = [(0xA1, '\u2018'), (0xA2, '\u2019'), (0xA4, '€'), (0xA5, '₯'), (0xAA, 'ͺ')],
        ["ISO-8859-8"] = [(0xAF, '\u00AF'), (0xFD, '\u200E'), (0xFE, '\u200F')],
        ["ISO-8859-8-I"] = [(0xAF, '\u00AF'), (0xFD, '\u200E'), (0xFE, '\u200F')],
        ["macintosh"] = [(0xBD, 'Ω')],
        ["x-mac-cyrillic"] = [(0xA2, 'Ґ'), (0xB6, 'ґ'), (0xFF, '€')],
    };

    private readonly char[] characters = new char[256];
    private readonly Dictionary<char, byte> bytes = [];

    public SingleByteEncoding(string name, int codePage)
    {
        for (var at = 0; at < characters.Length; at++)
            characters[at] = name == "replacement" ? Nothing : at < 0x80 ? (char)at : HighOf(name, codePage, (byte)at);
        foreach (var (at, character) in Otherwise.GetValueOrDefault(name, []))
            characters[at] = character;
        for (var at = 0; at < characters.Length; at++)
            if (characters[at] != Nothing)
                bytes.TryAdd(characters[at], (byte)at);
    }

    public override int GetMaxByteCount(int charCount) => charCount * 10;

    public override int GetMaxCharCount(int byteCount) => byteCount;

    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        for (var at = 0; at < byteCount; at++)
            chars[charIndex + at] = characters[bytes[byteIndex + at]];
        return byteCount;
    }

    public override int GetByteCount(char[] chars, int index, int count) => Write(chars.AsSpan(index, count)).Count;

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex)
    {
        var written = Write(chars.AsSpan(charIndex, charCount));
        written.CopyTo(bytes, byteIndex);
        return written.Count;
    }

    private List<byte> Write(ReadOnlySpan<char> text)
    {
        var written = new List<byte>(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (rune.IsBmp && bytes.TryGetValue((char)rune.Value, out var one))
                written.Add(one);
            else
                written.AddRange(ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"&#{rune.Value};")));
        return written;
    }

    private static char HighOf(string name, int codePage, byte at)
    {
        if (codePage == 0)
            return name == "x-user-defined" ? (char)(0xF700 + at) : at < 0xA0 ? (char)at : Own[name][at - 0xA0];
        var character = CodePagesEncodingProvider.Instance.GetEncoding(codePage)!.GetString([at])[0];
        // Apple's own sign is the one private character of the standard.
        return char.GetUnicodeCategory(character) == UnicodeCategory.PrivateUse && character != '\uF8FF' ? Nothing : character;
    }
}
