using System.IO.Compression;
using System.Text;
using SmokeTests.Testing;
using static SmokeTests.Tests.Conformance.Wire;

namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about answers that a browser saves, or has to decompress, or cannot read.</summary>
internal static class DownloadRows
{
    private const string Download = "/x is a download, not a page: use ShouldDownload";

    public static readonly Situation[] All =
    [
        .. new[] { "attachment", "ATTACHMENT; filename=a.html", " attachment", "form-data",
            "other" }.Select(said => Opened($"a page as '{said}'", Attached(said), Download)),
        .. new[] { "inline", "INLINE; filename=a.html", "filename=a.html", "\"attachment\"", "attachment filename=x", "; filename=x",
            "attachment=x", "" }
            .Select(said => Opened($"a page as '{said}'", Attached(said))),
        .. new[] { "application/octet-stream", "application/zip", "font/woff2",
            "application/octet-stream; charset=utf-8" }.Select(type => Opened($"a file of type {type}", Typed(type), Download)),
        Opened("a file without a type", [.. Bytes("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n"), 0, 1, 2, 3, 4, 5, 6],
            After.Close, Download),
        Opened("binary data as text",
            [.. Bytes("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 7\r\n\r\n"), 0, 1, 2, 3, 4, 5, 6],
            After.Close, Download),
        Opened("a file that is empty", "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: 0\r\n\r\n", Download),
        Opened("a file that is not there", Attached("attachment").Replace("200 OK", "404 Not Found", StringComparison.Ordinal),
            "/x answered 404 NotFound"),
        Opened("a file that fails", Typed("application/octet-stream").Replace("200 OK", "500 Oops", StringComparison.Ordinal),
            "/x answered 500 InternalServerError"),
        Staying("a link to an attachment", Attached("attachment")),
        Staying("a link to a file", Typed("application/octet-stream")),
        new("a form that is answered by a file", _ => Task.CompletedTask,
            async page => await (await (await page.Press("Export")).ShouldShow("Start")).ShouldBeAt("/"))
            { Raw = request => Target(request) == "/x" ? new(Bytes(Attached("attachment")))
                : Page("<p>Start</p><form method=post action=/x><button>Export</button></form>") },
        Visited("a file that is compared", _ => new(Bytes(Attached("attachment"))),
            page => page.ShouldDownload("Away", "<p>Here"u8.ToArray())),

        Opened("gzip with a wrong check sum", Encoded("gzip", Spoilt(Gzip("<p>Here"), 6))),
        Opened("gzip with a wrong length", Encoded("gzip", Spoilt(Gzip("<p>Here"), 1))),
        Opened("x-gzip with a wrong check sum", Encoded("x-gzip", Spoilt(Gzip("<p>Here"), 6))),
        Opened("gzip without its end", Encoded("gzip", Gzip("<p>Here")[..^8])),
        Opened("gzip with a name and a comment",
            Encoded("gzip", [.. Gzip("<p>Here")[..3], 8 + 16 + 4 + 2, .. Gzip("<p>Here")[4..10], 2, 0, 1, 2, .. "a.html\0why\0"u8, 9, 9,
                .. Gzip("<p>Here")[10..]])),
        Opened("gzip with something after it", Encoded("gzip", [.. Gzip("<p>Here"), .. "something else"u8])),
        Opened("gzip of two files shows the first", Encoded("gzip", [.. Gzip("<p>Here one"), .. Gzip(" and two")])),
        Visited("gzip of two files does not show the second", _ => new(Encoded("gzip", [.. Gzip("<p>Here one"), .. Gzip(" and two")])),
            async page => await (await page.Open("/x")).ShouldNotShow("two")),
        Opened("gzip that breaks off before its check sum", [.. Encoded("gzip", Gzip("<p>Here"))[..^4]], After.Close,
            "the answer broke off"),
        Opened("deflate in zlib's frame", Encoded("deflate", Zlib("<p>Here"))),
        Opened("deflate in zlib's frame with a wrong check sum", Encoded("deflate", Spoilt(Zlib("<p>Here"), 1)), After.Close,
            "not compressed as its Content-Encoding says"),
        Opened("deflate without a frame", Encoded("deflate", Deflate("<p>Here"))),
        Opened("gzip as deflate", Encoded("deflate", Gzip("<p>Here")), After.Close, "not compressed as its Content-Encoding says"),
        Opened("brotli", Encoded("br", Brotli("<p>Here"))),
        Opened("brotli with something after it", Encoded("br", [.. Brotli("<p>Here"), 1, 2, 3])),
        Visited("the header of a compressed page", _ => new(Encoded("gzip", Gzip("<p>Here"))),
            async page => await (await page.Open("/x")).ShouldHaveHeader("Content-Encoding", "gzip")),

        .. new[] { "iso-2022-kr", "hz-gb-2312", "iso-2022-cn",
            "replacement" }.SelectMany(charset => new[] { "text/html", "text/plain" }.Select(type =>
            Visited($"{type} in {charset}", _ => new(Bytes(Typed($"{type}; charset={charset}"))),
                async page => (await (await page.Open("/x")).ReadText()).Should().Be("\uFFFD")))),

        Cookies("a cookie of a byte that is no UTF-8", ["a=J\u00fcrgen"], "a=J\u00fcrgen"),
        Cookies("a cookie of all bytes", [$"a={Above}"], $"a={Above}"),
        Cookies("a cookie whose name is no UTF-8", ["\u00fc=1"], "\u00fc=1"),
        Cookies("partitioned cookies",
            ["a=1; Partitioned; Secure; SameSite=None", "b=1; Partitioned; Secure", "c=1; Partitioned",
                "d=1; Partitioned; Secure; SameSite=None; Path=/", "__Host-e=1; Partitioned; Secure; Path=/",
            "f=1; Secure; SameSite=None"], "a=1; b=1; d=1; __Host-e=1; f=1"),
    ];

    private static string Above => new([.. Enumerable.Range(0x80, 0x80).Select(c => (char)c)]);

    private static Situation Cookies(string name, string[] cookies, string sent) => Visited(name, request => new(Bytes(
        "HTTP/1.1 200 "
            + $"OK\r\n{Html}{string.Concat(cookies.Select(c => $"Set-Cookie: {c}\r\n"))}"
            + $"Content-Length: {Hex(request).Length}\r\n\r\n{Hex(request)}")), async page =>
    {
        await page.Open("/x");
        await (await page.Open("/x")).ShouldShow($"sent {Convert.ToHexString(Bytes(sent))} end");
    });

    private static string Hex(RawRequest request) => $"<p>sent {Convert.ToHexString(Bytes(request.Header("Cookie") ?? ""))} end</p>";

    private static string Attached(string disposition) =>
        $"HTTP/1.1 200 OK\r\n{Html}Content-Disposition: {disposition}\r\nContent-Length: 7\r\n\r\n<p>Here";

    private static string Typed(string type) => $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: 7\r\n\r\n<p>Here";

    private static byte[] Encoded(string encoding, byte[] body) =>
        [.. Bytes($"HTTP/1.1 200 OK\r\n{Html}Content-Encoding: {encoding}\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];

    private static byte[] Spoilt(byte[] body, int fromEnd) =>
        [.. body[..^fromEnd], (byte)~body[^fromEnd], .. body[(body.Length - fromEnd + 1)..]];

    private static byte[] Gzip(string text) => Packed(text, to => new GZipStream(to, CompressionLevel.Fastest));

    private static byte[] Zlib(string text) => Packed(text, to => new ZLibStream(to, CompressionLevel.Fastest));

    private static byte[] Deflate(string text) => Packed(text, to => new DeflateStream(to, CompressionLevel.Fastest));

    private static byte[] Brotli(string text) => Packed(text, to => new BrotliStream(to, CompressionLevel.Fastest));

    private static byte[] Packed(string text, Func<Stream, Stream> pack)
    {
        using var bytes = new MemoryStream();
        using (var packed = pack(bytes))
            packed.Write(Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }
}
