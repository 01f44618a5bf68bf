using System.Net;
using System.Text;
using System.Text.Json;
using SmokeTests.Recording;

namespace SmokeTests.Tests;

/// <summary>A secret is blotted in every spelling, and what is no secret is left alone.</summary>
public class SecretRedactorTests
{
    private const string Secret = "p@ss w0rd<&\"'\\é+/%";

    public static TheoryData<string, Func<string, string>> Spellings => new()
    {
        { "as it is", s => s },
        { "in an address", Uri.EscapeDataString },
        { "in a form", s => WebUtility.UrlEncode(s) },
        { "in a form, in an address", s => Uri.EscapeDataString(WebUtility.UrlEncode(s)) },
        { "in an address, three times", s => Uri.EscapeDataString(Uri.EscapeDataString(Uri.EscapeDataString(s))) },
        { "in lower-case hexadecimal", s => Uri.EscapeDataString(s).Replace("%3C", "%3c").Replace("%C3%A9", "%c3%a9") },
        { "in a page", s => WebUtility.HtmlEncode(s) },
        { "in a page, twice", s => WebUtility.HtmlEncode(WebUtility.HtmlEncode(s)) },
        { "in a page, in an address", s => Uri.EscapeDataString(WebUtility.HtmlEncode(s)) },
        { "in JSON", s => JsonSerializer.Serialize(s) },
        { "in JSON in JSON", s => JsonSerializer.Serialize(JsonSerializer.Serialize(s)) },
        { "in JSON in an address", s => Uri.EscapeDataString(JsonSerializer.Serialize(s)) },
        { "in base64", s => Convert.ToBase64String(Encoding.UTF8.GetBytes(s)) },
        { "in basic authentication", s => Convert.ToBase64String(Encoding.UTF8.GetBytes("ada:" + s)) },
        { "in base64 at the third offset", s => Convert.ToBase64String(Encoding.UTF8.GetBytes("ab" + s + "cd")) },
        { "in base64, wrapped as mail wraps it", s => Wrapped(Convert.ToBase64String(Encoding.UTF8.GetBytes("before: " + s)), 12) },
        { "in base64, in JSON", s => JsonSerializer.Serialize(Convert.ToBase64String(Encoding.UTF8.GetBytes("?>" + s + "?>?"))) },
        { "in base64, in an address", s => Uri.EscapeDataString(Convert.ToBase64String(Encoding.UTF8.GetBytes("?>" + s + "?>?"))) },
        { "in base64 of UTF-16", s => Convert.ToBase64String(Encoding.Unicode.GetBytes(s)) },
        { "in hexadecimal", s => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(s)) },
        { "in capital hexadecimal", s => Convert.ToHexString(Encoding.UTF8.GetBytes(s)) },
        { "in hexadecimal of UTF-16", s => Convert.ToHexString(Encoding.Unicode.GetBytes(s)) },
        { "in hexadecimal of an odd place", s => "a" + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(s)) },
        { "in hexadecimal with hyphens", s => BitConverter.ToString(Encoding.UTF8.GetBytes(s)) },
        { "in hexadecimal with colons", s => BitConverter.ToString(Encoding.UTF8.GetBytes(s)).Replace('-', ':').ToLowerInvariant() },
        { "in hexadecimal with blanks, in lines", s => Wrapped(BitConverter.ToString(Encoding.UTF8.GetBytes(s)).Replace('-', ' '), 24) },
        { "in hexadecimal of a language", s => string.Join(", ", Encoding.UTF8.GetBytes(s).Select(b => $"0x{b:X2}")) },
        { "in a database's hexadecimal", s => "\\x" + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(s)) },
        { "in hexadecimal of a text", s => string.Concat(Encoding.UTF8.GetBytes(s).Select(b => $"\\x{b:x2}")) },
        { "wholly in an address", s => string.Concat(Encoding.UTF8.GetBytes(s).Select(b => $"%{b:X2}")) },
        { "wholly in a script", s => string.Concat(s.Select(c => $"\\u{(int)c:x4}")) },
        { "wholly in a page, in hexadecimal", s => string.Concat(s.Select(c => $"&#x{(int)c:x};")) },
        { "wholly in a page", s => string.Concat(s.Select(c => $"&#{(int)c};")) },
        { "as numbers", s => JsonSerializer.Serialize(Encoding.UTF8.GetBytes(s).Select(b => (int)b)) },
        { "in quoted-printable", s => QuotedPrintable(s, int.MaxValue) },
        { "in quoted-printable, in lines", s => QuotedPrintable(s, 7) },
        { "broken over lines", s => Wrapped(s, 9) },
        { "in quoted-printable, wholly, in lines",
            s => string.Join("=\r\n", Encoding.UTF8.GetBytes(s).Select(b => $"={b:X2}").Chunk(7).Select(c => string.Concat(c))) },
        { "wholly in an address, twice, in lines",
            s => Wrapped(Uri.EscapeDataString(string.Concat(Encoding.UTF8.GetBytes(s).Select(b => $"%{b:X2}"))), 23) },
        { "in base64, in a quoted mail", s => Wrapped(Convert.ToBase64String(Encoding.UTF8.GetBytes(s)), 9).Replace("\n", "\n> ") },
        { "in base64, in lines, in an address", s => Uri.EscapeDataString(Wrapped(Convert.ToBase64String(Encoding.UTF8.GetBytes(s)), 9)) },
        { "in base64, in lines of a page",
            s => string.Join("<br/>", Convert.ToBase64String(Encoding.UTF8.GetBytes(s)).Chunk(9).Select(c => new string(c))) },
        { "in base64, in lines of an old Macintosh", s => Wrapped(Convert.ToBase64String(Encoding.UTF8.GetBytes(s)), 9)
            .Replace("\r\n", "\r") },
        { "cut short", s => s[..8] + " …" },
        { "cut short in an address", s => Uri.EscapeDataString(s)[..12] + "…" },
        { "cut short with three dots", s => s[..8] + "..." },
        { "cut short in quotes, as xunit does it", s => $"\"{s[..9]}\"···" },
        { "cut short in base64", s => Convert.ToBase64String(Encoding.UTF8.GetBytes(s))[..13] + "…" },
        { "cut short in hexadecimal", s => Convert.ToHexString(Encoding.UTF8.GetBytes(s))[..17] + "…" },
        { "cut short in hexadecimal with blanks", s => BitConverter.ToString(Encoding.UTF8.GetBytes(s))[..25].Replace('-', ' ') + " …" },
        { "cut short in numbers", s => string.Join(", ", Encoding.UTF8.GetBytes(s).Take(7)) + "…" },
        { "the end of it alone", s => "…" + s[6..] },
        { "the end of it alone, in quotes", s => $"···\"{s[6..]}\"" },
        { "the end of it alone in base64", s => "… " + Convert.ToBase64String(Encoding.UTF8.GetBytes(s))[9..].TrimEnd('=') },
        { "the end of it alone in hexadecimal", s => "…" + Convert.ToHexString(Encoding.UTF8.GetBytes(s))[11..] },
    };

    [Fact]
    public void What_xunit_shows_of_two_long_texts_is_blotted()
    {
        var redactor = new SecretRedactor();
        var (secret, key) = ($"begin-{Secret}-and-m0re-0f-it-and-s0me-m0re-until-its-end", Key);
        redactor.Learn(secret);
        redactor.Learn(key);
        foreach (var text in new[] { secret, key })
            for (var at = 0; at < text.Length; at++)
            {
                var said = Assert.Throws<Xunit.Sdk.EqualException>(() => Assert.Equal(text, text.Remove(at, 1).Insert(at, "#"))).Message;
                var blotted = redactor.Blot(said.Split('\n').Single(l => l.StartsWith("Expected:", StringComparison.Ordinal)));
                foreach (var part in new[] { "m0re-0f", "s0me", "SCBKcwggSj", "SC\\nBKcwggSj", "YyjiWA4R", "BADANBgkq" })
                    blotted.Should().NotContain(part, said);
            }
    }

    public static TheoryData<string, Func<byte[], string>> Dumps => new()
    {
        { "xxd", b => Dump(b, 16, (at, bytes, signs) => $"{at:x8}: {Pairs(bytes, 2),-39}  {signs}") },
        { "hexdump -C", b => Dump(b, 16, (at, bytes, signs) => $"{at:x8}  {Pairs(bytes, 1),-47}  |{signs}|") },
        { "Format-Hex", b => "   Offset Bytes                                           Ascii\n"
            + Dump(b, 16, (at, bytes, signs) => $"{at:X16} {Pairs(bytes, 1).ToUpperInvariant(),-47} {signs}") },
        { "Wireshark", b => Dump(b, 16, (at, bytes, signs) => $"{at:x4}  {Pairs(bytes, 1),-48}  {signs}") },
        { "eight bytes a line", b => Dump(b, 8, (at, bytes, signs) => $"    0x{at:x4} | {Pairs(bytes, 1),-23} | {signs}") },
        { "offsets alone", b => Dump(b, 16, (at, bytes, _) => $"{at:x6} {Pairs(bytes, 1)}") },
        { "offsets with a colon, nothing between", b => Dump(b, 16, (at, bytes, _) => $"{at:x4}:{Convert.ToHexString(bytes)}") },
        { "signs alone", b => Dump(b, 16, (_, bytes, signs) => $"{Pairs(bytes, 1),-47}  {signs}") },
        { "in JSON", b => JsonSerializer.Serialize(Dump(b, 16, (at, bytes, signs) => $"{at:x8}  {Pairs(bytes, 1),-47}  |{signs}|"))
            + " and so on" },
        { "on Windows", b => Dump(b, 16, (at, bytes, signs) => $"{at:x8}: {Pairs(bytes, 2),-39}  {signs}").Replace("\n", "\r\n") },
    };

    [Theory, MemberData(nameof(Dumps))]
    public void A_secret_is_blotted_in_a_dump_with_its_signs(string how, Func<byte[], string> dump)
    {
        var redactor = new SecretRedactor();
        var secret = Secret + "and-m0re-0f-it";
        redactor.Learn(secret);
        for (var before = 0; before < 20; before++)
        {
            var blotted = redactor.Blot($"before\n{dump(Encoding.UTF8.GetBytes(new string('.', before) + secret + "...."))}\nafter");
            blotted.Should().Contain("•••", how).And.StartWith("before\n").And.EndWith("\nafter");
            blotted.Should().NotContain("w0rd").And.NotContain("m0re").And.NotContain("6d 30").And.NotContain("6d30").And.NotContain(
                "77 30").And.NotContain("ss w");
        }
    }

    [Theory, MemberData(nameof(Dumps))]
    public void Signs_that_look_like_bytes_are_none(string how, Func<byte[], string> dump)
    {
        const string key = "deadbeefcafe0123456789abcdef0102030405060708090a";
        var redactor = new SecretRedactor();
        redactor.Learn(key);
        for (var before = 0; before < 20; before++)
        {
            var blotted = redactor.Blot($"before\n{dump(Encoding.UTF8.GetBytes(new string('e', before) + key + "...."))}\nafter");
            blotted.Should().Contain("•••",
                how).And.NotContain("cafe01").And.NotContain("456789").And.NotContain("63616665").And.NotContain("63 61 66");
        }
    }

    /// <summary>As <c>hexdump</c> shows it by default: words of two bytes, of which the second is shown first.</summary>
    [Fact]
    public void A_secret_is_blotted_in_a_dump_of_swapped_bytes()
    {
        var secret = Secret + "and-m0re-0f-it";
        var redactor = new SecretRedactor();
        redactor.Learn(secret);
        var bytes = Encoding.UTF8.GetBytes(secret);
        for (var before = 0; before < 20; before++)
        {
            var blotted = redactor.Blot(Dump([.. Enumerable.Repeat((byte)'.', before), .. bytes, .. "...."u8], 16,
                (at, part, _) => $"{at:x7} {Words(part)}") + "\nafter");
            blotted.Should().Contain("•••").And.EndWith("\nafter");
            foreach (var at in Enumerable.Range(0, bytes.Length / 2 - 1))
                blotted.Should().NotContain(Words(bytes[(2 * at)..(2 * at + 4)])).And.NotContain(Words(bytes[(2 * at + 1)..(2 * at + 5)]));
        }

        static string Words(byte[] bytes) => string.Join(' ', bytes.Chunk(2).Select(word => Convert.ToHexStringLower([.. word.Reverse()])));
    }

    private static string Dump(byte[] bytes, int width, Func<int, byte[], string, string> line) =>
        string.Join('\n', bytes.Chunk(width).Select((part, i) =>
        line(i * width, part, string.Concat(part.Select(b => b is >= 32 and < 127 ? (char)b : '.')))));

    private static string Pairs(byte[] bytes, int together) => string.Join(' ', bytes.Chunk(together).Select(Convert.ToHexStringLower));

    [Theory, MemberData(nameof(Spellings))]
    public void A_secret_is_blotted_however_it_is_written(string where, Func<string, string> write)
    {
        var redactor = new SecretRedactor();
        redactor.Learn(Secret);
        var written = write(Secret);
        var blotted = redactor.Blot($"before {written} after");
        blotted.Should().Contain("•••", where).And.StartWith("before ").And.EndWith(" after");
        blotted.Should().NotContain("w0rd").And.NotContain("p@ss").And.NotContain("p%40ss");
        blotted.Should().NotContain(written.TrimEnd('=')[4..^4]);
    }

    [Theory]
    [InlineData("The password is wrong: passwords have 8 signs.")]
    [InlineData("p@ss the salt")]
    [InlineData("w0rd")]
    public void What_is_no_secret_stays(string text)
    {
        var redactor = new SecretRedactor();
        redactor.Learn(Secret);
        redactor.Learn("ab");
        redactor.Blot(text).Should().Be(text);
    }

    /// <summary>A secret of several lines, as a key is written.</summary>
    private const string Key =
        "-----BEGIN PRIVATE "
            + "KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n"
            + "BKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\nMzEfYyjiWA4R4/M2bS1GB4t7NXp9+8==\n-----END PRIVATE KEY-----\n";

    public static TheoryData<string, string> PartsOfAKey => new()
    {
        { "one line", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC" },
        { "the middle", "BKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj" },
        { "the last one", "MzEfYyjiWA4R4/M2bS1GB4t7NXp9+8==" },
        { "as Windows ends lines", Key.Replace("\n", "\r\n", StringComparison.Ordinal) },
        { "in JSON", JsonSerializer.Serialize(Key) },
        { "without its lines' ends", Key.Replace("\n", "", StringComparison.Ordinal) },
        { "indented", Key.Replace("\n", "\n            ", StringComparison.Ordinal) },
        { "behind what a logger writes before each line",
            string.Concat(Key.Split('\n').Select((line, n) => $"2026-11-28 12:00:0{n}.{n}37 INFO  Shop.Keys[{n * n}] {line}\n")) },
        { "a line in an address", Uri.EscapeDataString("MzEfYyjiWA4R4/M2bS1GB4t7NXp9+8==") },
        { "a line in base64", Convert.ToBase64String(Encoding.UTF8.GetBytes("the line is BKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj")) },
        { "a line in hexadecimal", Convert.ToHexString(Encoding.UTF8.GetBytes("BKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj")) },
        { "a line cut short", "BKcwggSjAgEAAoIB…" },
    };

    [Theory, MemberData(nameof(PartsOfAKey))]
    public void Of_a_secret_of_several_lines_each_line_is_one(string where, string written)
    {
        foreach (var learned in new[] { Key, Key.Replace("\n", "\r\n", StringComparison.Ordinal),
            Key.Replace("\n", "\\n", StringComparison.Ordinal) })
        {
            var redactor = new SecretRedactor();
            redactor.Learn(learned);
            var blotted = redactor.Blot($"before {written} after");
            blotted.Should().Contain("•••", where).And.StartWith("before ").And.EndWith(" after");
            foreach (var line in new[] { "MIIEvQIBADAN", "BKcwggSjAgEA", "MzEfYyjiWA4R", "QktjdwdnU2pBZ", "424b63776767" })
                blotted.Should().NotContainEquivalentOf(line, where);
        }
    }

    [Fact]
    public void What_lines_of_secrets_have_in_common_with_others_stays()
    {
        var redactor = new SecretRedactor();
        redactor.Learn(Key);
        redactor.Blot("-----BEGIN PRIVATE KEY-----").Should().Be("-----BEGIN PRIVATE KEY-----", "it tells nobody anything");
    }

    [Fact]
    public void What_is_once_compiled_does_not_grow_with_every_token()
    {
        for (var i = 0; i < 1_200; i++)
        {
            var redactor = new SecretRedactor();
            redactor.Learn($"token-{i:x8}-of-a-run");
            redactor.Blot($"it is token-{i:x8}-of-a-run").Should().Be("it is •••");
        }
        SecretPattern.Kept.Should().BeLessThanOrEqualTo(SecretPattern.MostKept);
    }

    [Fact]
    public void A_secret_that_all_runs_share_is_blotted_in_each()
    {
        var shared = new SecretSet([Secret, "another secret", "abc"]);
        var redactor = new SecretRedactor(shared);
        redactor.Learn("of this run");
        redactor.Blot($"{Secret}; another secret; {Convert.ToHexString(Encoding.UTF8.GetBytes("another secret"))}; of this run; abc")
            .Should().Be("•••; •••; •••; •••; abc", "what is so short is blotted where it is asked for alone");
        redactor.Learn("abc");
        redactor.Blot("abc").Should().Be("•••");
    }

    [Fact]
    public void A_text_without_a_secret_is_handed_back_as_it_is()
    {
        var shared = new SecretSet(Enumerable.Range(0, 50).Select(i => $"a-secret-of-{i:x8}-settings"));
        var redactor = new SecretRedactor(shared);
        var text = string.Concat(Enumerable.Repeat("<p>Nothing in here is a secret: 0123456789abcdef &amp; more.</p>\n", 20_000));
        redactor.Blot(text).Should().BeSameAs(text);
    }

    private static string Wrapped(string text, int length) => string.Join("\r\n", text.Chunk(length).Select(c => new string(c)));

    private static string QuotedPrintable(string text, int most)
    {
        var written = new StringBuilder();
        var column = 0;
        foreach (var letter in text)
        {
            var one = char.IsAsciiLetterOrDigit(letter) ? letter.ToString()
                : string.Concat(Encoding.UTF8.GetBytes(letter.ToString()).Select(b => $"={b:X2}"));
            if (column + one.Length > most)
            {
                written.Append("=\r\n");
                column = 0;
            }
            written.Append(one);
            column += one.Length;
        }
        return written.ToString();
    }
}
