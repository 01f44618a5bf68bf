using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using SmokeTests.Recording;

namespace SmokeTests.Tests;

/// <summary>A text that comes in pieces loses its secrets as the whole would, however it is broken and however long it takes.</summary>
public class RedactingStreamTests
{
    private const string Secret = "p@ss w0rd<&\"'\\é+/%-and-m0re-0f-it";

    /// <summary>A secret of several lines. What all keys begin and end with may be seen.</summary>
    private const string Pem = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\nMzEfYyjiWA4R4/M2bS1GB4t7NXp9+8==";

    private static readonly (string Name, Func<string, string> Write)[] Spellings =
    [
        ("as it is", s => s),
        ("over lines", s => Wrapped(s, 9, "\n")),
        ("in base64", s => Base64(s)),
        ("in base64 in columns", s => Wrapped(Base64(s), 20, "\r\n")),
        ("in base64 in columns, indented", s => Wrapped(Base64(s), 16, "\n      ")),
        ("in hexadecimal", s => Convert.ToHexString(Encoding.UTF8.GetBytes(s))),
        ("in hexadecimal in lines", s => Wrapped(BitConverter.ToString(Encoding.UTF8.GetBytes(s)).Replace('-', ' '), 30, "\n")),
        ("in a dump", s => Dump(Encoding.UTF8.GetBytes(s))),
        ("in an address", Uri.EscapeDataString),
        ("in an address, twice", s => Uri.EscapeDataString(Uri.EscapeDataString(s))),
        ("in an address, wholly and twice", s => Uri.EscapeDataString(string.Concat(Encoding.UTF8.GetBytes(s).Select(b => $"%{b:X2}")))),
        ("in quoted-printable", s => QuotedPrintable(s)),
        ("in a page", s => WebUtility.HtmlEncode(s)),
        ("in JSON", s => JsonSerializer.Serialize(s)[1..^1]),
        ("in numbers", s => string.Join(", ", Encoding.UTF8.GetBytes(s))),
    ];

    private static readonly Gen<(int Spelling, bool IsPem, int Column, int Seed, int Longest, bool Pauses)> Texts =
        Gen.Select(Gen.Int[0, Spellings.Length - 1], Gen.Bool, Gen.Int[0, 80], Gen.Int[0, int.MaxValue], Gen.Int[1, 90], Gen.Bool);

    [Fact]
    public void No_piece_shows_a_part_of_a_secret() => Texts.Sample(t =>
    {
        var (written, text) = Text(t.Spelling, t.IsPem, t.Column);
        var said = Said(text, t.Seed, t.Longest, t.Pauses, out var redactor);
        said.Should().Contain("•••").And.StartWith("before ").And.EndWith(" after\n");
        foreach (var part in Parts(written, t.IsPem ? Pem : Secret, redactor.Blot(text)))
            said.Should().NotContain(part, Spellings[t.Spelling].Name);
    }, iter: 2_000);

    [Fact]
    public void What_holds_no_secret_comes_as_it_is() => Texts.Sample(t =>
    {
        var text = string.Concat(Text(t.Spelling, t.IsPem, t.Column).Whole.Select(c => char.IsLetterOrDigit(c) ? 'z' : c));
        Said(text, t.Seed, t.Longest, t.Pauses, out _).Should().Be(text);
    }, iter: 500);

    [Fact]
    public void A_line_that_nothing_can_go_on_with_is_told_at_once()
    {
        var (said, stream, time) = Stream();
        stream.Write("one line\n");
        said.Should().Equal("one line\n");
        stream.Write("it is " + Secret[..9] + "\n");
        said.Should().HaveCount(1, "the secret may go on");
        time.Advance(RedactingStream.Pause * 2);
        string.Concat(said).Should().Be("one line\nit is •••");
        stream.Write(Secret[9..] + "\n");
        stream.Write("next\n");
        stream.Finish();
        string.Concat(said).Should().Be("one line\nit is ••••••\nnext\n");
    }

    [Fact]
    public void What_has_no_end_of_a_line_is_told_after_a_pause_and_never_kept_without_end()
    {
        var (said, stream, time) = Stream();
        stream.Write("how far");
        said.Should().BeEmpty();
        time.Advance(RedactingStream.Pause * 2);
        said.Should().Equal("how far");
        for (var i = 0; i < 1_000; i++)
            stream.Write(new string('z', 1_000));
        said.Sum(s => s.Length).Should().BeGreaterThan(900_000);
        stream.Finish();
        said.Sum(s => s.Length).Should().Be(1_000_000 + 7);
    }

    private static (List<string> Said, RedactingStream Stream, FakeTimeProvider Time) Stream()
    {
        var (said, time, redactor) = (new List<string>(), new FakeTimeProvider(), new SecretRedactor());
        redactor.Learn(Secret);
        return (said, new RedactingStream(redactor, said.Add, time), time);
    }

    private static string Said(string text, int seed, int longest, bool pauses, out SecretRedactor redactor)
    {
        var (random, time, said) = (new Random(seed), new FakeTimeProvider(), new StringBuilder());
        redactor = new SecretRedactor(new SecretSet([Pem, "of-the-settings"]));
        redactor.Learn(Secret);
        using var stream = new RedactingStream(redactor, s => said.Append(s), time);
        for (var at = 0; at < text.Length;)
        {
            var next = Math.Min(text.Length, at + random.Next(1, longest + 1));
            stream.Write(text[at..next]);
            at = next;
            if (pauses)
                time.Advance(TimeSpan.FromMilliseconds(random.Next(0, 4) switch { 0 => 0, 1 => 20, 2 => 70, _ => 700 }));
        }
        stream.Finish();
        return said.ToString();
    }

    private static (string Written, string Whole) Text(int spelling, bool isPem, int column)
    {
        var written = Spellings[spelling].Write(new string('.', column % 3) + (isPem ? Pem : Secret));
        return (written, $"before {new string('_', column)}\n{written}\n and some words after\n");
    }

    /// <summary>All that shows about five characters of the secret, without what the whole would show as well.</summary>
    private static IEnumerable<string> Parts(string written, string secret, string whole)
    {
        var length = (written.Length * 6 / secret.Length) + 5;
        return Enumerable.Range(0, Math.Max(0, written.Length - length)).Select(at => written.Substring(at, length))
            .Where(p => !whole.Contains(p, StringComparison.Ordinal));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Wrapped(string text, int length, string end) => string.Join(end, text.Chunk(length).Select(c => new string(c)));

    private static string QuotedPrintable(string text) => string.Join("=\r\n", Encoding.UTF8.GetBytes(text)
        .Select(b => char.IsAsciiLetterOrDigit((char)b) ? ((char)b).ToString() : $"={b:X2}").Chunk(11).Select(c => string.Concat(c)));

    private static string Dump(byte[] bytes) =>
        string.Join('\n', bytes.Chunk(16).Select((part, i) => string.Create(CultureInfo.InvariantCulture,
        $"{i * 16:x8}  {string.Join(' ', part.Select(b => $"{b:x2}")),-47}  "
            + $"|{string.Concat(part.Select(b => b is >= 32 and < 127 ? (char)b : '.'))}|")));
}
