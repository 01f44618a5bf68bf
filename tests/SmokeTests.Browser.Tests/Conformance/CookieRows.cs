using System.Text;
using Microsoft.AspNetCore.Http;

namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about which cookies are kept and sent.</summary>
internal static class CookieRows
{
    private const string Past = "Wed, 21 Oct 2015 07:28:00", Later = "Wed, 21 Oct 2037 07:28:00";

    public static readonly Situation[] All =
    [
        Sends("thirty cookies beside the session's", ["SESSION=s1; Path=/; HttpOnly", .. Enumerable.Range(0, 30).Select(i => $"c{i}=1")],
            "[c0=1; c1=1", "c29=1; SESSION=s1]"),
        Sends("a hundred cookies", [.. Enumerable.Range(0, 100).Select(i => $"c{i}=1")], "c0=1; c1=1", "c99=1"),
        Sends("a cookie of JSON", ["""a={"a":1,"b":2}"""], """[a={"a":1,"b":2}]"""),
        Sends("a cookie with commas", ["a=1,2,3"], "[a=1,2,3]"),
        Sends("a cookie with what looks like a second one", ["a=1, b=2"], "[a=1, b=2]"),
        Sends("a cookie with an umlaut", ["a=Jürgen"], "[a=Jürgen]"),
        Sends("a cookie in Japanese, in name and value", ["日=本"], "[日=本]"),
        Sends("a cookie with a dollar in its name", ["$d=1"], "[$d=1]"),
        Sends("a cookie with quotes and equals signs", ["a=\"b=c\""], "[a=\"b=c\"]"),
        Sends("a cookie without a name", ["only"], "[only]"),
        Sends("a cookie without a value", ["a=; Path=/"], "[a=]"),
        Sends("a cookie with a space and brackets", ["a[b]=1 (2) 3"], "[a[b]=1 (2) 3]"),
        Sends("dates that are none",
            ["a=1; Expires=-1", "b=1; Expires=0", "c=1; Expires=", "d=1; Expires=tomorrow", "e=1; Expires=Wed, 31 Feb 2015 07:28:00 GMT"],
            "[a=1; b=1; c=1; d=1; e=1]"),
        Sends("dates in many forms",
            [$"a=1; Expires={Later} UTC", $"b=1; Expires={Later.Replace(' ', '-')} GMT", "c=1; Expires=Wednesday, 21-Oct-37 07:28:00 GMT",
                "d=1; Expires=Wed Oct 21 07:28:00 2037", $"e=1; Expires=\"{Later}\""],
            "[a=1; b=1; c=1; d=1; e=1]"),
        Sends("dates that are past, in many forms",
            [$"a=1; Expires={Past} UTC", $"b=1; Expires={Past.Replace(' ', '-')} GMT", "c=1; Expires=Wednesday, 21-Oct-15 07:28:00 GMT",
                "d=1; Expires=Wed Oct 21 07:28:00 2015", "e=1; Expires=Thu, 01-Jan-1970 00:00:01 GMT", "kept=1"],
            "[kept=1]"),
        Sends("lives that are none", ["a=1; Max-Age=abc", "b=1; Max-Age=\"0\"", "c=1; Max-Age=", "d=1; Max-Age=1.5", "e=1; Max-Age=0x"],
            "[a=1; b=1; c=1; d=1; e=1]"),
        Sends("a life goes before a date", [$"a=1; Expires={Past} GMT; Max-Age=100", $"b=1; Expires={Later} GMT; Max-Age=0"], "[a=1]"),
        Sends("a cookie is removed by its date", ["a=1", "b=1", $"a=; Expires={Past} GMT"], "[b=1]"),
        Sends("a cookie is removed by its life", ["a=1", "b=1", "a=gone; Max-Age=0", "b=gone; Max-Age=-1", "c=1"], "[c=1]"),
        Sends("secure cookies of the loopback", ["a=1; Secure", "__Host-b=1; Secure; Path=/", "__Secure-c=1; Secure"],
            "[a=1; __Secure-c=1; __Host-b=1]"),
        Sends("cookies that break what their names promise",
            ["__Host-a=1; Path=/", "__Host-b=1; Secure", "__Secure-c=1", "__HOST-d=1; Path=/", "__Host-e", "f=1"], "[f=1]"),
        Sends("SameSite=None without Secure", ["a=1; SameSite=None", "b=1; SameSite=None; Secure", "c=1; SameSite=Odd", "d=1; Partitioned"],
            "[b=1; c=1]"),
        Sends("cookies for other domains",
            ["a=1; Domain=example.com", "b=1; Domain=localhost", "c=1; Domain=0.0.1", "d=1; Domain=.", "e=1; Domain=127.0.0.1",
                "f=1; Domain=.127.0.0.1", "g=1; Domain="], "[e=1; f=1; g=1]"),
        Sends("cookies for paths",
            ["a=1; Path=/", "b=1; Path=/in", "c=1; Path=/in/", "d=1; Path=/i", "e=1; Path=in", "f=1; Path=/other; Path=/in",
                "g=1; Path=/IN", "h=1; Path=\"/in\"", "i=1; path = /in ; httponly"],
            "[c=1; b=1; e=1; f=1; h=1; i=1; a=1]"),
        Sends("two cookies of one name", ["a=outer; Path=/", "a=inner; Path=/in"], "[a=inner; a=outer]"),
        Sends("a cookie of 4,096 bytes, and one more",
            [$"a={new string('x', 4095)}", $"b={new string('x', 4096)}", "c=1; Foo=" + new string('x', 1025)], "xxx; c=1]"),
        new("a cookie of one host goes to no other", Site, async p =>
        {
            await p.Open("/in/set?a=1");
            await p.Open(p.Address.AbsoluteUri.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)
                .Replace("set?a=1", "sent", StringComparison.Ordinal));
            await p.ShouldShow("[]");
        }),
        new("a link of another site", Site, async p =>
        {
            await (await FromElsewhere(p)).Follow("there");
            await p.ShouldShow("[lax=1; unset=1; none=1]");
        }),
        new("a form of another site", Site, async p =>
        {
            await (await FromElsewhere(p)).Press("send");
            await p.ShouldShow("[unset=1; none=1]");
        }),
        new("an address that is opened while another site is shown", Site, async p =>
        {
            var here = new Uri(p.Address, "/in/sent").AbsoluteUri;
            await (await FromElsewhere(p)).Open(here);
            await p.ShouldShow("[strict=1; lax=1; unset=1; none=1]");
        }),
    ];

    private static Situation Sends(string name, string[] cookies, params string[] shown) =>
        new(name, context => Answer(context, cookies), async p =>
    {
        await p.Open("/in/sent");
        await p.ShouldShow(shown);
    })
    { Start = "/in/set" };

    /// <summary>Sets the cookies of all kinds, and goes to a page of another site that leads back.</summary>
    private static async Task<Page> FromElsewhere(Page page)
    {
        await page.Open("/in/set?strict=1; SameSite=Strict|lax=1; SameSite=Lax|unset=1|none=1; SameSite=None; Secure");
        return await page.Open($"http://localhost:{page.Address.Port}/elsewhere");
    }

    private static Task Site(HttpContext context) =>
        Answer(context, Uri.UnescapeDataString(context.Request.QueryString.Value!).TrimStart('?')
            .Split('|', StringSplitOptions.RemoveEmptyEntries));

    private static async Task Answer(HttpContext context, string[] cookies)
    {
        var answer = context.Response;
        answer.ContentType = "text/html; charset=utf-8";
        if (context.Request.Path == "/in/set")
            answer.Headers.SetCookie = cookies.Select(c => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(c))).ToArray();
        var back = $"http://127.0.0.1:{context.Connection.LocalPort}/in/sent";
        await answer.WriteAsync(context.Request.Path.Value switch
        {
            "/in/sent" => $"<p>[{System.Net.WebUtility.HtmlEncode(context.Request.Headers.Cookie.ToString())}]</p>",
            "/elsewhere" => $"<a href='{back}'>there</a><form method=post action='{back}'><button>send</button></form>",
            _ => "<p>set</p>",
        });
    }
}
