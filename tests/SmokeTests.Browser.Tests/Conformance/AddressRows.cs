using SmokeTests.Testing;
using static SmokeTests.Tests.Conformance.Wire;

namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about where redirects, links and forms lead, letter by letter.</summary>
internal static class AddressRows
{
    public static readonly Situation[] All =
    [
        Led("a redirect with backslashes", @"\\HOST\ok\1", "/ok/1"),
        Led("a redirect with a slash and a backslash", @"/\HOST/ok", "/ok"),
        Led("a redirect with backslashes after its scheme", @"http:\\HOST\ok", "/ok"),
        Led("a redirect with one backslash", @"\ok", "/ok"),
        Led("a redirect with a scheme and no slashes", "http:ok", "/ok"),
        Led("a redirect with too many slashes", "http:////HOST/ok", "/ok"),
        Led("a redirect with a tab", "/o\tk", "/ok"),
        Led("a redirect to a query", "?ok=1", "/x?ok=1"),
        Led("a redirect with a byte that is no ASCII", "/\u00f6?\u00fc", "/%F6?%FC"),
        Led("a redirect with letters in UTF-8", "/\u00c3\u00b6", "/%C3%B6"),
        Led("a redirect with odd characters", "/%zz|`{}^'\"<>?%zz|`{}^'\"<>", "/%zz%7C%60%7B%7D%5E'%22%3C%3E?%zz|`{}^%27%22%3C%3E"),
        Led("a redirect with dots", "/a/%2e%2E/./b/../c", "/c"),
        Led("a redirect with an encoded letter", "/%7Ea?%7E", "/%7Ea?%7E"),
        .. new[] { "data:text/html,<p>Here", "file:///etc/passwd", "about:blank", "http://[::1/x", "javascript:alert(1)",
            "mailto:ada@shop.example", "http://", "http://a b/", "http://127.0.0.1:99999/",
            "blob:x", "view-source:http://HOST/ok" }.Select(to => Astray($"a redirect to {to}", to)),
        .. new[] { "data:,x", "javascript:alert(1)", "http://[::1/x" }.Select(to => Visited($"a link that redirects to {to}",
            _ => new(Bytes($"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n")), page => page.Follow("Away"),
            $"/x redirects to {to}, which is no web address")),
        Many("nineteen redirects", 19), Many("twenty redirects", 20, "/20 redirects for ever"),

        Linked("a link with odd characters in its query", "/q?%zz`|{}^'\"<> b\\c~[]@:%7E", "/q?%zz`|{}^%27%22%3C%3E%20b\\c~[]@:%7E"),
        Linked("a link with odd characters in its path", "/%zz`|{}^'\"<> b~[]@:;=%7E", "/%zz%60%7C%7B%7D%5E'%22%3C%3E%20b~[]@:;=%7E"),
        Linked("a link with the page's scheme and no slashes", "http:echo?13", "/echo?13"),
        Linked("a link with the page's scheme and one slash", "HTTP:/echo", "/echo"),
        Linked("a link with tabs and line breaks", " \t/ec\nho?1\t4\n ", "/echo?14"),
        Linked("a link with slashes alone", "//HOST/echo", "/echo"),
        Linked("a link with backslashes alone", @"\\HOST\echo\..\b", "/b"),
        Linked("a link with slashes and no path", "//HOST?x", "/?x"),
        Linked("a link with a log-in that is empty", "http://@HOST/echo", "/echo"),
        Linked("a link with letters that are no ASCII", "/Bö?ö=€😀", "/B%C3%B6?%C3%B6=%E2%82%AC%F0%9F%98%80"),
        Linked("a link that begins with a colon's word", "./a:b/../echo", "/echo"),
        Linked("a link to numbers in another form", "http://0x7f.1:PORT/echo", "/echo"),
        Visited("a link to another scheme without slashes", "https:echo?13", page => page.Follow("Away"), "there is no host echo"),

        Visited("being at an address, however that is written", "/Bö?q=%zz|ü#part", async page =>
        {
            await page.Follow("Away");
            await page.ShouldBeAt("/Bö");
            await page.ShouldBeAt("/B%C3%B6");
            await page.ShouldBeAt("/Bö?q=%zz|ü");
            await page.ShouldBeAt("/B%C3%B6?q=%zz|%C3%BC");
            await page.ShouldBeAt(page.Address.OriginalString);
        }),
        Visited("being at another query", "/Bö?q=%zz", page => AtAnother(page), "the page is not /Bö?q=%zy"),
        new("a cookie of a path that is written oddly", _ => Task.CompletedTask,
            async page => await (await (await page.Open("/%zz|/in")).Open("/%zz|/out")).ShouldShow("sent a=1 end"))
        {
            Raw = request => new(RawServer.Page($"<p>sent {request.Header("Cookie")} end</p>",
                Target(request).EndsWith("/in", StringComparison.Ordinal) ? "Set-Cookie: a=1\r\n" : "")),
        },

        At("an action with a fragment", "<form action='/sent?old#f'><input name=a value=1><button>Send</button></form>",
            page => page.Press("Send"), "/sent?a=1#f"),
        At("an action with a fragment, posted", "<form method=post action='/sent?old#f'><button>Send</button></form>",
            page => page.Press("Send"), "/sent?old#f"),
        At("a link with a fragment", "<a href='/sent#f'>Send</a>", page => page.Follow("Send"), "/sent#f"),
        At("a link with a fragment that redirects", "<a href='/moved#f'>Send</a>", page => page.Follow("Send"), "/sent#f"),
        At("a link with a fragment that redirects to another", "<a href='/moved?to=/sent%23g#f'>Send</a>", page => page.Follow("Send"),
            "/sent#g"),
        At("an address with an umlaut", "", page => page.Open("/Bö?ü#ß"), "/B%C3%B6?%C3%BC#%C3%9F"),
        At("a link with an umlaut", "<a href='/Bö'>Send</a>", page => page.Follow("Send"), "/B%C3%B6"),
        At("an address with odd characters", "", page => page.Open("/%zz|`{}^'\"<> b?%zz|`{}^'\"<> b"),
            "/%zz%7C%60%7B%7D%5E'%22%3C%3E%20b?%zz|`{}^%27%22%3C%3E%20b"),
        At("an address with an encoded letter", "", page => page.Open("/%7Ea/%2e%2e/b"), "/b"),
    ];

    private static async Task AtAnother(Page page) => await (await page.Follow("Away")).ShouldBeAt("/Bö?q=%zy");

    private static Situation Many(string name, int redirects, params string[] fails) =>
        new(name, _ => Task.CompletedTask, async page => await (await page.Open($"/{redirects}")).ShouldShow("End"), fails)
    {
        Raw = request => int.TryParse(Target(request)[1..], out var left) && left > 0
            ? new(Bytes($"HTTP/1.1 302 Found\r\nLocation: /{left - 1}\r\nContent-Length: 0\r\n\r\n"))
            : Page(left == 0 && Target(request) == "/0" ? "<p>End" : "<p>Start"),
    };

    /// <summary>What the tab's address is in the end: the same address by either driver, however it is asked for it.</summary>
    private static Situation At(string name, string html, Func<Page, Task> visit, string address) =>
        new($"the address after {name}", _ => Task.CompletedTask, async page =>
    {
        var site = page.Address.GetLeftPart(UriPartial.Authority);
        await visit(page);
        page.Address.OriginalString.Should().Be(site + address);
    })
    {
        Raw = request => Target(request) is var target && target.StartsWith("/moved", StringComparison.Ordinal)
            ? new(Bytes("HTTP/1.1 302 "
                + $"Found\r\nLocation: {(target.Contains('=', StringComparison.Ordinal) ? "/sent#g" : "/sent")}\r\nContent-Length: "
                + "0\r\n\r\n"))
            : Page($"<p>Page</p>{html}"),
    };
}
