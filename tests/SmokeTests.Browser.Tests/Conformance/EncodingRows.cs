using System.Text;

namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about how bytes become text, and text becomes bytes.</summary>
internal static class EncodingRows
{
    private const string Cafe = "<!doctype html><title>café</title><p>café";

    public static readonly Situation[] All =
    [
        Shows("text in Latin-1", "text/plain; charset=ISO-8859-1", Latin("café end"), "café end"),
        Shows("text that does not say its encoding", "text/plain", Latin("café end"), "café end"),
        Shows("text in UTF-8 that does not say so", "text/plain", "café end", "cafÃ© end"),
        Shows("text with a mark", "text/plain; charset=ISO-8859-1", [0xEF, 0xBB, 0xBF, .. Utf8("café end")], "café end"),
        Shows("text in UTF-16", "text/plain", Marked("café end"), "café end"),
        Shows("text in a quoted charset", "text/plain; charset=\"Windows-1251\"", In("windows-1251", "Привет"), "Привет"),
        Shows("text of a name that .NET does not know", "text/plain; charset=x-sjis", In("shift_jis", "日本語"), "日本語"),
        Shows("Chinese by the label gb2312", "text/html; charset=gb2312", In("gb18030", "<p>镕"), "镕"),
        Shows("Hebrew by the label iso-8859-8-i", "text/html; charset=iso-8859-8-i", [.. Utf8("<p>"), 0xE0, 0xE1], "אב"),
        Shows("Romanian by the label iso-8859-16", "text/html; charset=iso-8859-16", [.. Utf8("<p>"), 0xBA, 0xFE, 0xA4], "șț€"),
        Shows("Greek of 2003", "text/html; charset=iso-8859-7", [.. Utf8("<p>"), 0xA4, 0xC1, 0xAA], "€Αͺ"),
        Shows("labels of UTF-8", "text/html; charset=unicode-1-1-utf-8", Cafe, "café"),
        Shows("a charset that nobody knows, and a meta", "text/html; charset=bogus", "<meta charset=utf-8>" + Cafe, "café"),
        Shows("a header of capitals", "TEXT/HTML; CHARSET=\"UTF-8\"", Cafe, "café"),
        Shows("a header with two charsets", "text/html; charset=utf-8; charset=windows-1251", Cafe, "café"),
        Shows("a header with another parameter", "text/html; a=\"b;charset=x\"; charset=utf-8", Cafe, "café"),
        Shows("a header with a space too many", "text/html; charset = utf-8", Cafe, "cafÃ©"),
        Shows("a header against a meta", "text/html; charset=utf-8", "<meta charset=windows-1251>" + Cafe, "café"),
        Shows("a mark against a header", "text/html; charset=iso-8859-1", [0xEF, 0xBB, 0xBF, .. Utf8(Cafe)], "café"),
        Shows("a page in UTF-16 with a mark", "text/html", Marked(Cafe), "café"),
        Shows("a page in UTF-16 by its header", "text/html; charset=utf-16", Encoding.Unicode.GetBytes(Cafe), "café"),
        Shows("a page in big-endian UTF-16", "text/html; charset=utf-8", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Cafe)], "café"),
        Shows("a meta of UTF-16, which cannot be", "text/html", "<meta charset=utf-16>" + Cafe, "café"),
        Shows("a page that does not say its encoding", "text/html", Latin(Cafe), "café"),
        Shows("a page in UTF-8 that does not say so", "text/html", Cafe, "cafÃ©"),
        Shows("a meta of Latin-1", "text/html", Latin("<meta charset=latin1>" + Cafe), "café"),
        Shows("a meta by http-equiv", "text/html",
            In("iso-8859-2", "<meta http-equiv=Content-Type content='text/html; charset=iso-8859-2'><title>ő</title><p>ő"), "ő"),
        Shows("a meta by http-equiv, the other way round", "text/html",
            In("iso-8859-2", "<META CONTENT=\"text/html; charset = 'ISO-8859-2'\" HTTP-EQUIV=content-type><p>ő"), "ő"),
        Shows("a content without http-equiv", "text/html", "<meta name=description content='text/html; charset=utf-8'>" + Cafe, "cafÃ©"),
        Shows("a first meta that nobody knows", "text/html", "<meta charset=none><meta charset=utf8>" + Cafe, "café"),
        Shows("a meta after 1,024 bytes", "text/html", Late(1100, "<meta charset=utf-8>"), "café"),
        Shows("a meta after 70,000 bytes", "text/html", Late(70_000, "<meta charset=utf-8>"), "café"),
        Shows("a meta far down in the body", "text/html", $"<body><p>{new string('x', 1100)}</p><meta charset=utf-8><p>café", "cafÃ©"),
        Shows("a meta early in the body", "text/html", "<body><p>x</p><meta charset=utf-8><p>café", "café"),
        Shows("a script with a charset", "text/html", Latin("<script src=a.js charset=utf-8></script>" + Cafe), "café"),
        Shows("a meta in a comment", "text/html", Latin("<!-- <meta charset=utf-8> -->" + Cafe), "café"),
        Shows("a meta in a script", "text/html", Latin("<script>'<meta charset=utf-8>'</script>" + Cafe), "café"),
        Shows("a meta in a title", "text/html", Latin("<title>é <meta charset=utf-8></title><p>café"), "café"),
        Shows("a meta in a style", "text/html", Latin("<style><meta charset=utf-8></style>" + Cafe), "café"),
        Shows("a meta in an attribute", "text/html", Latin("<p title='<meta charset=utf-8>'>café"), "café"),
        Shows("a declaration of XML in HTML", "text/html", "<?xml version='1.0' encoding='utf-8'?>" + Cafe, "café"),
        Shows("a declaration against a meta", "text/html",
            "<?xml version='1.0' encoding='iso-8859-2'?><meta charset=utf-8>" + Cafe, "café"),
        Shows("XHTML in UTF-8", "application/xhtml+xml", Xhtml(""), "café"),
        Shows("XHTML in UTF-8 with a meta that says otherwise", "application/xhtml+xml", Xhtml("<meta charset='iso-8859-1'/>"), "café"),
        Shows("XHTML in Latin-1", "application/xhtml+xml", Latin("<?xml version='1.0' encoding='ISO-8859-1'?>" + Xhtml("")), "café"),
        Shows("XML in Latin-1", "application/xml", Latin("<?xml version='1.0' encoding='ISO-8859-1'?><a>café</a>"), "<a>café</a>"),
        Shows("XML in Japanese", "text/xml", In("shift_jis", "<?xml version='1.0' encoding='Shift_JIS'?><a>日本</a>"), "<a>日本</a>"),
        Shows("XML in UTF-8 that does not say so", "text/xml", "<a>café</a>", "<a>café</a>"),
        Shows("XML in UTF-16 without a mark", "text/xml", Encoding.Unicode.GetBytes("<?xml version='1.0' encoding='utf-16'?><a>café</a>"),
            "<a>café</a>"),
        Shows("XML against its header", "text/xml; charset=utf-8", "<?xml version='1.0' encoding='ISO-8859-1'?><a>café</a>", "<a>café</a>"),
        Shows("a feed", "application/rss+xml; charset=utf-8", "<rss><title>café &amp; bar</title></rss>", "<title>café &amp; bar</title>"),
        Shows("JSON in UTF-8", "application/json", "{\"a\":\"café\"}", "{\"a\":\"café\"}"),
        Shows("JSON with a mark", "application/json", [0xEF, 0xBB, 0xBF, .. Utf8("{\"a\":\"café\"}")], "{\"a\":\"café\"}"),
        Shows("JSON of a problem in Latin-1", "application/problem+json; charset=latin1", Latin("{\"a\":\"café\"}"), "{\"a\":\"café\"}"),
        Shows("JSON in UTF-16", "application/json", Marked("{\"a\":\"café\"}"), "{\"a\":\"café\"}"),
        Shows("bytes that are no UTF-8", "text/html; charset=utf-8",
            [.. "<p>a"u8, 0xC0, 0xAF, .. "b"u8, 0xE2, 0x82, .. "c"u8, 0xF0, 0x80, 0x80, 0x80, .. "d"u8, 0xED, 0xA0, 0x80, .. "e"u8, 0xF0,
                0x9F, 0x98, .. "f"u8], "a��b�c����d���e�f"),
        Leads("a link with a Cyrillic query", "windows-1251", "<a href='/каталог?q=поиск&x=a b#якорь'>go</a>",
            "/%D0%BA%D0%B0%D1%82%D0%B0%D0%BB%D0%BE%D0%B3?q=%EF%EE%E8%F1%EA&x=a%20b"),
        Leads("a relative link with a Cyrillic query", "windows-1251", "<a href='list?q=поиск'>go</a>", "/in/list?q=%EF%EE%E8%F1%EA"),
        Leads("a link that is a Cyrillic query", "windows-1251", "<a href='?q=поиск'>go</a>", "/in/page?q=%EF%EE%E8%F1%EA"),
        Leads("a link below a base", "windows-1251", "<base href='/база/?b=ф'><a href='list?q=поиск'>go</a>",
            "/%D0%B1%D0%B0%D0%B7%D0%B0/list?q=%EF%EE%E8%F1%EA"),
        Leads("a link with what the page's encoding lacks", "windows-1251", "<a href='/list?q=&#9786;&amp;a=&#1092;'>go</a>",
            "/list?q=%26%239786%3B&a=%F4"),
        Leads("a link that is escaped already", "windows-1251", "<a href='/list?q=%D1%84'>go</a>", "/list?q=%D1%84"),
        Leads("a link of a Japanese page", "shift_jis", "<a href='/list?q=日本語'>go</a>", "/list?q=%93%FA%96{%8C%EA"),
        Leads("a link of a Chinese page", "gb2312", "<a href='/list?q=中文'>go</a>", "/list?q=%D6%D0%CE%C4"),
        Leads("a link of a page in UTF-8", "utf-8", "<a href='/каталог?q=поиск'>go</a>",
            "/%D0%BA%D0%B0%D1%82%D0%B0%D0%BB%D0%BE%D0%B3?q=%D0%BF%D0%BE%D0%B8%D1%81%D0%BA"),
        Leads("a link of a page in UTF-16", "utf-16", "<a href='/list?q=поиск'>go</a>", "/list?q=%D0%BF%D0%BE%D0%B8%D1%81%D0%BA"),
        new("an image map on a Cyrillic page",
            Site("windows-1251",
                "<img usemap='#m' src='/empty?i=ф' width=9 height=9 alt=i><map name=m><area shape=rect coords='0,0,9,9' "
                    + "href='/list?q=поиск' alt=go></map>"),
            p => p.ShouldHaveWorkingLinks()) { Start = "/in/page" },
        new("working links of a Cyrillic page", Site("windows-1251", "<a href='/strict?q=поиск'>go</a>"),
            p => p.ShouldHaveWorkingLinks()) { Start = "/in/page" },
        Shows("a word in two encodings", "text/html; charset=windows-1253", [.. "<p>a"u8, 0xAA, 0xD2, .. "b"u8], "a��b"),
    ];

    private static Situation Shows(string name, string? type, string body, string shown) => Shows(name, type, Utf8(body), shown);

    private static Situation Shows(string name, string? type, byte[] body, string shown) =>
        new(name, Situation.Bytes(type, body), async p =>
    {
        await p.ShouldShow(shown);
        if (type?.Contains("html", StringComparison.OrdinalIgnoreCase) == true && body.AsSpan().IndexOf("<title>caf"u8) > 0)
            await p.ShouldHaveTitle(shown);
    });

    /// <summary>A link, and what the server sees when it is followed.</summary>
    private static Situation Leads(string name, string charset, string link, string asked) => new(name, Site(charset, link), async p =>
    {
        await p.Follow("go");
        await p.ShouldShow($"[{asked}]");
    })
    { Start = "/in/page" };

    /// <summary>A page, and pages that say how they were asked for; one that knows only windows-1251.</summary>
    private static Microsoft.AspNetCore.Http.RequestDelegate Site(string charset, string page) => async context =>
    {
        var target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        if (target == "/in/page")
        {
            context.Response.ContentType = $"text/html; charset={charset}";
            await context.Response.Body.WriteAsync(charset.StartsWith("utf", StringComparison.Ordinal)
                ? Encoding.GetEncoding(charset).GetBytes(page) : In(charset, page));
            return;
        }
        context.Response.StatusCode = target.StartsWith("/strict", StringComparison.Ordinal)
            && !target.Contains("q=%EF%EE%E8%F1%EA", StringComparison.Ordinal) ? 404 : 200;
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.Body.WriteAsync(Utf8($"<p>[{target.Replace("%7B", "{", StringComparison.Ordinal)}]"));
    };

    private static string Late(int bytes, string meta) =>
        $"<!doctype html><head><title>café</title><script>/*{new string('x', bytes)}*/</script>{meta}</head><p>café";

    private static string Xhtml(string head) =>
        $"<html xmlns='http://www.w3.org/1999/xhtml'><head>{head}<title>café</title></head><body><p>café</p></body></html>";

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    private static byte[] In(string charset, string text) => CodePagesEncodingProvider.Instance.GetEncoding(charset)!.GetBytes(text);

    private static byte[] Marked(string text) => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)];
}
