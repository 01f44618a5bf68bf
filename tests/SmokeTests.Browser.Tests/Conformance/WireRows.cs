using SmokeTests.Testing;
using static SmokeTests.Tests.Conformance.Wire;

namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about answers that are cut, odd, or no HTTP at all.</summary>
internal static class WireRows
{
    private const string Ok = "HTTP/1.1 200 OK\r\n", Page = Html + "Content-Length: 7\r\n\r\n<p>Here";
    private const string Cut = "the answer broke off in its headers", BrokeOff = "the answer broke off",
        NoHttp = "answered something that is no HTTP";

    public static readonly Situation[] All =
    [
        .. Statuses(), .. Cuts(), .. Resets(), .. Headers(), .. Several(),

        Opened("bytes of TLS", [0x15, 3, 1, 0, 2, 2, 0x28], After.Close, NoHttp, "it speaks TLS"),
        Opened("bytes of TLS, after which it waits", [0x16, 3, 3, 0, 2, 2, 0x28, 0], After.Close, NoHttp, "it speaks TLS"),
        Opened("HTTP/0.9", "<html><p>Here</html>", NoHttp, "<html><p>Here</html>"),
        Opened("a short HTTP/0.9", "<p>", NoHttp),
        Opened("SSH", "SSH-2.0-OpenSSH_9.2\r\n", NoHttp, "SSH-2.0"),
        Opened("mail", "220 mail.example ESMTP\r\n", NoHttp, "220 mail.example"),
        Opened("frames of HTTP/2", [0, 0, 0, 4, 0, 0, 0, 0, 0], After.Close, NoHttp),
        Opened("a NUL in a header", Ok + "X: a\0b\r\n" + Page, NoHttp),
    ];

    private static IEnumerable<Situation> Statuses() =>
    [
        Opened("status 304, where nothing was known", "HTTP/1.1 304 Not Modified\r\n\r\n", "/x answered 304 NotModified, which is no page"),
        Staying("a link to status 304", "HTTP/1.1 304 Not Modified\r\n\r\n"),
        Opened("status 101, which nobody asked for",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n<p>Here",
            "/x answered 101 Switching Protocols, which nobody asked for"),
        Opened("status 101 of a page", "HTTP/1.1 101 Here\r\n" + Page, "/x answered 101 Switching Protocols"),
        .. new[] { "100 Continue", "102 Processing", "103 Early Hints",
            "199 What" }.Select(status => Opened($"status {status} alone", $"HTTP/1.1 {status}\r\n{Page}", NoHttp)),
        .. new[] { "99", "000", "20",
            "1" }.Select(status => Opened($"status {status}", $"HTTP/1.1 {status} Odd\r\n{Page}",
                $"/x answered {status.Replace("000", "0")}, which is no status of HTTP")),
        .. new[] { "600", "999",
            "1000" }.Select(status => Opened($"status {status}", $"HTTP/1.1 {status} Odd\r\n{Page}",
                $"/x answered {status}, which is no status of HTTP")),
        Opened("status 103 before the answer", "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n" + Ok + Page),
        Opened("status 100 twice before the answer", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + Ok + Page),
        Opened("a status without a reason", "HTTP/1.1 200\r\n" + Page),
    ];

    private static IEnumerable<Situation> Cuts() =>
    [
        .. new[]
        {
            ("in the version", "HT"), ("in the first line", "HTTP/1.1 200 O"), ("after the first line", Ok),
            ("in a header's name", Ok + "Conte"),
            ("in a header's value", Ok + "Content-Type: text/h"), ("after a header", Ok + Html),
            ("after two headers", Ok + Html + "Server: x\r\n"),
            ("in the blank line", Ok + Html + "\r"), ("after the header with the length", Ok + Html + "Content-Length: 7\r\nX"),
            ("of 404", "HTTP/1.1 404 Not Found\r\nConte"),
        }.Select(cut => Opened($"headers that break off {cut.Item1}", cut.Item2, Cut)),
        Visited("a link to headers that break off", _ => new(Bytes(Ok + Html + "Conte"), After.Close), page => page.Follow("Away"), Cut),
        .. new[]
        {
            ("after its headers", "Content-Length: 7\r\n\r\n"), ("in its body", "Content-Length: 70\r\n\r\n<p>Here"),
            ("before the first chunk", "Transfer-Encoding: chunked\r\n\r\n"),
            ("in a chunk", "Transfer-Encoding: chunked\r\n\r\n70\r\n<p>Here\r\n"),
            ("after a chunk", "Transfer-Encoding: chunked\r\n\r\n7\r\n<p>Here\r\n"),
            ("in a chunk's size", "Transfer-Encoding: chunked\r\n\r\n7\r\n<p>Here\r\n5"),
        }.Select(cut => Opened($"an answer that breaks off {cut.Item1}", Ok + Html + cut.Item2, BrokeOff)),
        Opened("an answer whose end is the connection's", Ok + Html + "\r\n<p>Here"),
    ];

    private static IEnumerable<Situation> Resets() =>
    [
        Opened("a connection that is reset", [], After.Reset, "reset the connection without an answer"),
        Opened("a connection that is closed", [], After.Close, "closed the connection without an answer"),
        Opened("a connection that is reset after the headers", Bytes(Ok + Html + "Content-Length: 70\r\n\r\n"), After.Reset, BrokeOff),
        Opened("a connection that is reset in the body", Bytes(Ok + Html + "Content-Length: 70\r\n\r\n<p>Here"), After.Reset, BrokeOff),
        Visited("a link to a connection that is reset", _ => new([], After.Reset), page => page.ShouldHaveWorkingLinks(),
            "reset the connection without an answer"),
        new("a picture whose connection is reset", _ => Task.CompletedTask, page => page.ShouldBeComplete(), "/gone.png did not come",
            "reset the connection without an answer")
            { Raw = request => Target(request) == "/" ? Wire.Page("<img src=/gone.png alt=x>") : new([], After.Reset) },
    ];

    /// <summary>What Chromium reads otherwise than the standard allows.</summary>
    private static IEnumerable<Situation> Headers() =>
    [
        .. new[]
        {
            ("a header of 70 kB", "X: " + new string('x', 70_000)),
            ("headers of 250 kB", string.Join("\r\n", Enumerable.Range(0, 2500).Select(i => $"X{i}: {new string('x', 90)}"))),
            ("a line without a colon", "this is no header"), ("a header without a name", ": nothing"),
            ("a blank before the colon", "X-A : b"), ("a blank in the name", "X A: b"),
            ("brackets in the name", "X(A)<b>@: b"), ("a name that is no ASCII", "Xü: b"), ("a folded header", "X-A: b\r\n\tc"),
            ("a folded line without a colon", "this is no header\r\n X: y"),
        }.Select(odd => Visited($"{odd.Item1} among the headers",
            _ => new(Bytes($"{Ok}{odd.Item2}\r\nX-After: yes\r\n{Page}"), After.Close),
            async page => await (await (await page.Open("/x")).ShouldShow("Here")).ShouldHaveHeader("X-After", "yes"))),
        Opened("headers of 300 kB", $"{Ok}X: {new string('x', 300_000)}\r\n{Page}", "sent more than 256 kB of headers"),
        .. new[] { "HTTP/1.0", "HTTP/1.2", "HTTP/2.0", "HTTP/1", "http/1.1", "\r\nHTTP/1.1", "abcdHTTP/1.1", "HTTP" }
            .Select(version => Opened($"the version '{version.Trim()}'{(version[0] == '\r' ? " after a blank line" : "")}",
                $"{version} 200 OK\r\n{Page}")),
        Opened("lines that end without CR", ("HTTP/1.1 200 OK\r\n" + Page).Replace("\r", "", StringComparison.Ordinal)),
        Opened("a folded header in the first place", Ok + " X: y\r\n" + Page),
    ];

    private static IEnumerable<Situation> Several() =>
    [
        Opened("two different lengths", Ok + "Content-Length: 5\r\n" + Page, "/x answered with different headers Content-Length"),
        Opened("two different lengths in a line", Ok + Html + "Content-Length: 5, 7\r\n\r\n<p>Here",
            "/x answered with different headers Content-Length"),
        Opened("two equal lengths", Ok + "Content-Length: 7\r\n" + Page),
        Opened("two different lengths of chunks",
            Ok + Html + "Content-Length: 5\r\nContent-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n<p>Here\r\n0\r\n\r\n"),
        Opened("two different dispositions", Ok + "Content-Disposition: inline\r\nContent-Disposition: attachment\r\n" + Page,
            "/x answered with different headers Content-Disposition"),
        Opened("two dispositions by a comma in a name", Ok + "Content-Disposition: inline; filename=a,b.html\r\n" + Page,
            "/x answered with different headers Content-Disposition"),
        Opened("a comma in a quoted name", Ok + "Content-Disposition: inline; filename=\"a,b.html\"\r\n" + Page),
        Opened("two equal dispositions", Ok + "Content-Disposition: inline\r\nContent-Disposition: inline\r\n" + Page),
        Opened("two different redirects", "HTTP/1.1 302 Found\r\nLocation: /one\r\nLocation: /two\r\nContent-Length: 0\r\n\r\n",
            "/x answered with different headers Location"),
        Opened("two different locations of a page", Ok + "Location: /one\r\nLocation: /two\r\n" + Page,
            "/x answered with different headers Location"),
        Visited("two equal redirects",
            _ => new(Bytes("HTTP/1.1 302 Found\r\nLocation: /one\r\nLocation: /one\r\nContent-Length: 0\r\n\r\n")),
            async page => await (await page.Open("/x")).ShouldShow("asked /one")),
    ];
}
