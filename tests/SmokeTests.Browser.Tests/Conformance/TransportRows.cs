using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using SmokeTests.Testing;


namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about redirects, refreshes, compression, connections.</summary>
internal static class TransportRows
{
    private const string LogIn =
        "<form method=post action=/in><label>User <input name=u></label><label>Password <input type=password "
            + "name=p></label><button>Log in</button></form>";

    private static readonly Uri Dead = RawSite.Closed;
    private static readonly string Refuses = $"{Dead.Authority} refuses connections";

    public static readonly Situation[] All =
    [
        .. Encoded("gzip"), .. Encoded("br"), .. Encoded("deflate"), .. Encoded("zstd"), .. Encoded("x-gzip"),
        new("an encoding that nobody knows is none", Coded("utf-8", "<p>Welcome"u8.ToArray()), page => page.ShouldShow("Welcome")),
        new("x-gzip is gzip", Coded("x-gzip", Zipped("<p>Welcome")), page => page.ShouldShow("Welcome")),
        new("two encodings are taken off one by one", Coded("gzip, gzip", Zipped(Zipped("<p>Welcome"))),
            page => page.ShouldShow("Welcome")),
        new("a zipped page without its end", Coded("gzip", Zipped("<p>Welcome")[..^6]), page => page.ShouldShow("Welcome")),

        Refreshing("a Refresh header", "0; url=/next", inHeader: true),
        Refreshing("a Refresh header without a blank", "0;/next", inHeader: true),
        Refreshing("a meta refresh", "0; url=/next"),
        Refreshing("a meta refresh in single quotes", "0;URL='next'"),
        Refreshing("a meta refresh in double quotes, with words after it", "0; url=&quot;/next&quot; and more"),
        Refreshing("a meta refresh with a comma", "0, url=/next"),
        Refreshing("a meta refresh with a blank alone", "0 url=/next"),
        Refreshing("a meta refresh with a fraction and no url", " 0.5;/next"),
        Refreshing("a meta refresh with a point first", ".5;/next"),
        Refreshing("a meta refresh with blanks around its sign", "0 ; URL = /next"),
        Refreshing("a meta refresh with tabs", "\t0\t;\turl=/next"),
        Staying("a meta refresh in noscript", "<noscript><meta http-equiv=refresh content='0; url=/next'></noscript><p>Stayed"),
        Staying("a meta refresh in noscript in the head",
            "<html><head><noscript><meta http-equiv=refresh content='0; url=/next'></noscript></head><body><p>Stayed"),
        Staying("a meta refresh in a template", "<template><meta http-equiv=refresh content='0; url=/next'></template><p>Stayed"),
        Staying("a meta refresh without a time", "<meta http-equiv=refresh content='url=/next'><p>Stayed"),
        Staying("a meta refresh with a negative time", "<meta http-equiv=refresh content='-1; url=/next'><p>Stayed"),
        Staying("a meta refresh with a letter after its time", "<meta http-equiv=refresh content='0x; url=/next'><p>Stayed"),
        Staying("a meta refresh with a point alone", "<meta http-equiv=refresh content='.;/next'><p>Stayed"),
        Staying("a meta refresh to the page itself", "<meta http-equiv=refresh content='4; url=/'><p>Stayed"),
        Staying("a meta refresh without an address", "<meta http-equiv=refresh content='4'><p>Stayed"),
        new("a later meta refresh that is sooner",
            Html("<meta http-equiv=refresh content='300; url=/other'><meta http-equiv=refresh content='0; url=/next'>", "<p>Arrived"),
            page => page.ShouldShow("Arrived")),
        new("a second meta refresh, where the first cannot be read",
            Html("<meta http-equiv=refresh content='soon'><meta http-equiv=refresh content='0; url=/next'>", "<p>Arrived"),
            page => page.ShouldShow("Arrived")),

        new("a link to a large file", Large, page => page.ShouldHaveWorkingLinks()),
        new("a link to a file without an end", Endless, page => page.ShouldHaveWorkingLinks()),
        new("a link to a large file that is not there", Large, page => page.ShouldHaveWorkingLinks(),
            "/missing.iso answered 404") { Start = "/broken" },

        new("a log-in in the site's address", Guarded("ada", "p@ss word"), page => page.ShouldShow("Hello ada", "from none"))
            { But = e => e with { Site = new UriBuilder(e.Site) { UserName = "ada", Password = "p%40ss%20word" }.Uri } },
        new("a log-in in the site's address, on the way through the site", Guarded("ada", "p@ss word"),
            async page => await (await page.Follow("On")).ShouldShow("Hello ada", "from clean"))
            { But = e => e with { Site = new UriBuilder(e.Site) { UserName = "ada", Password = "p%40ss%20word" }.Uri } },
        new("a wrong log-in in the site's address", Guarded("ada", "p@ss word"), page => page.ShouldShow("Hello ada"), "answered 401")
            { But = e => e with { Site = new UriBuilder(e.Site) { UserName = "ada", Password = "wrong" }.Uri } },

        new("a log-in in an address that the check opens", Guarded("ada", "p@ss word"),
            async page => await (await page.Open(With(page.Address))).ShouldShow("Hello ada"))
            { Start = "/open" },
        new("a wrong log-in in an address that the check opens", Guarded("bob", "p@ss word"), page => page.Open(With(page.Address)),
            "Open http://shop.example/")
            { Start = "/open" },

        new("a kept connection that is dropped at a form", Dropping(),
            async page => await (await page.Submit("Send", new { Name = "Ada" })).ShouldShow("Sent Ada")),

        new("a redirect to a host that refuses", On("/away", c => c.Response.Redirect($"{Dead}b"), "<a href=/away>Away</a>"),
            page => page.Open("/away"), Refuses, $"{Dead}b", "/away leads there"),
        new("a link that redirects to a host that refuses", On("/away", c => c.Response.Redirect($"{Dead}b"), "<a href=/away>Away</a>"),
            page => page.Follow("Away"), Refuses, "/away leads there"),
        new("two redirects, the second to a host that refuses",
            On("/away", c => c.Response.Redirect(c.Request.QueryString.HasValue ? $"{Dead}b" : "/away?2"), "<p>Start"),
            page => page.Open("/away"), Refuses, "/away?2 leads there"),
        new("a link to a host that refuses", Situation.Html($"<a href={Dead}x>Away</a>"), page => page.Follow("Away"), Refuses, $"{Dead}x"),
        new("a form that leads to a host that refuses", Situation.Html($"<form method=post action={Dead}x><button>Send</button></form>"),
            page => page.Press("Send"), Refuses, $"{Dead}x"),
        new("a log-in form that leads to a host that refuses", Situation.Html(LogIn.Replace("/in", $"{Dead}in")),
            page => page.LogIn(new Account("ada", new Secret("s3cret!"))), Refuses, "Log in: "),
        new("a log-in form that redirects to a host that refuses", On("/in", c => c.Response.Redirect($"{Dead}home"), LogIn),
            page => page.LogIn(new Account("ada", new Secret("s3cret!"))), Refuses, "/in leads there"),
        new("an empty answer of 404", On("/gone", c => c.Response.StatusCode = 404, "<a href=/gone>Gone</a>"), page => page.Follow("Gone"),
            "/gone answered 404 NotFound", "a blank page"),
        new("an empty answer of 404 that is expected", On("/gone", c => c.Response.StatusCode = 404, "<p>Start"),
            page => page.Open("/gone", status: 404)),
        new("a form that is answered without a page",
            On("/sent", c => c.Response.StatusCode = 204, "<form method=post action=/sent><button>Send</button></form><p>Still here"),
            async page => await (await page.Press("Send")).ShouldShow("Still here")),
        new("an answer without a page that is opened", On("/sent", c => c.Response.StatusCode = 204, "<p>Start"),
            page => page.Open("/sent"), "/sent answered 204 NoContent, which is no page"),
        new("a site whose address holds a log-in", async context =>
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=shop";
            context.Response.StatusCode = context.Request.Headers.Authorization == "Basic YWRhOnMzY3JldA==" ? 200 : 401;
            await Situation.Html("<p>Hello Ada")(context);
        }, page => page.ShouldShow("Hello Ada")) { But = e => e with { Site = new Uri($"http://ada:s3cret@{e.Site.Authority}/") } },
    ];

    /// <summary>A body that is none of its encoding, small and large.</summary>
    private static IEnumerable<Situation> Encoded(string encoding) =>
    [
        new($"{encoding} that is none", Coded(encoding, "<h1>Welcome to a page of another kind</h1>"u8.ToArray()),
            page => page.ShouldShow("Welcome"), "Open /", "shop.example"),
    ];

    private static RequestDelegate Coded(string encoding, byte[] body) => async context =>
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentEncoding = encoding;
        await context.Response.Body.WriteAsync(body);
    };

    private static Situation Refreshing(string name, string content, bool inHeader = false) => new(name, async context =>
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        if (context.Request.Path != "/next" && inHeader)
            context.Response.Headers["Refresh"] = content;
        await context.Response.WriteAsync(context.Request.Path == "/next" ? "<p>Arrived"
            : $"<title>First</title>{(inHeader ? "" : $"<meta http-equiv=refresh content=\"{content}\">")}<p>Left");
    }, async page => await (await page.ShouldShow("Arrived")).ShouldBeAt("/next"));

    private static Situation Staying(string name, string html) =>
        new(name, Html(html, "<p>Left"), async page => await (await page.ShouldShow("Stayed")).ShouldBeAt("/"));

    private static RequestDelegate Html(string page, string next) => context =>
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(context.Request.Path == "/" ? page : next);
    };

    private static async Task Large(HttpContext context)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        if (context.Request.Path == "/film.iso")
        {
            context.Response.ContentType = "application/octet-stream";
            context.Response.ContentLength = 11 * 1024 * 1024;
            for (var sent = 0; sent < 11; sent++)
                await context.Response.Body.WriteAsync(new byte[1024 * 1024], context.RequestAborted);
            return;
        }
        context.Response.StatusCode = context.Request.Path == "/missing.iso" ? 404 : 200;
        await context.Response.WriteAsync(context.Request.Path == "/broken" ? "<a href=/film.iso>Film</a><a href=/missing.iso>Lost</a>"
            : "<a href=/film.iso>Film</a>");
    }

    /// <summary>Such as a radio's stream: headers, a few bytes, and then it goes on.</summary>
    private static async Task Endless(HttpContext context)
    {
        if (context.Request.Path != "/radio")
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            await context.Response.WriteAsync("<a href=/radio>Radio</a>");
            return;
        }
        context.Response.ContentType = "audio/mpeg";
        await context.Response.Body.WriteAsync(new byte[1024]);
        await context.Response.Body.FlushAsync();
        await TestSite.Never(context);
    }

    private static string With(Uri site) => $"http://ada:p%40ss%20word@{site.Authority}/";

    /// <summary>Asks for a log-in, and says where the visitor comes from.</summary>
    private static RequestDelegate Guarded(string user, string password) => async context =>
    {
        if (context.Request.Path != "/open"
            && context.Request.Headers.Authorization != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")))
        {
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"shop\", charset=\"UTF-8\"";
        }
        context.Response.ContentType = "text/html; charset=utf-8";
        var from = context.Request.Headers.Referer.ToString();
        await context.Response.WriteAsync(context.Response.StatusCode == 401 ? "<p>Who are you?"
            : $"<p>Hello {user}</p>"
                + $"<p>from {(from.Length == 0 ? "none" : from.Contains('@', StringComparison.Ordinal) ? from : "clean")}"
                + "</p><a href=/on>On</a>");
    };

    /// <summary>Hangs up once, when a form comes over a connection that has served before.</summary>
    private static RequestDelegate Dropping()
    {
        var served = new ConcurrentDictionary<string, int>();
        return async context =>
        {
            if (served.AddOrUpdate(context.Connection.Id, 1, (_, n) => n + 1) > 1 && context.Request.Method == "POST")
            {
                context.Abort();
                return;
            }
            context.Response.ContentType = "text/html; charset=utf-8";
            await context.Response.WriteAsync(context.Request.Method == "POST"
                ? $"<p>Sent {(await context.Request.ReadFormAsync())["name"]}"
                : "<form method=post><label>Name <input name=name></label><button>Send</button></form>");
        };
    }

    private static byte[] Zipped(string text) => Zipped(Encoding.UTF8.GetBytes(text));

    private static byte[] Zipped(byte[] content)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest))
            zip.Write(content);
        return bytes.ToArray();
    }

    /// <summary>A site of one page, and of one path that answers otherwise.</summary>
    private static RequestDelegate On(string path, Action<HttpContext> answer, string page) => context =>
    {
        if (context.Request.Path != path)
            return Situation.Html(page)(context);
        answer(context);
        return Task.CompletedTask;
    };
}
