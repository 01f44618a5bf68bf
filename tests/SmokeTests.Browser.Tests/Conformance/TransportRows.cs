using Microsoft.AspNetCore.Http;

namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about redirects, refreshes, compression, connections.</summary>
internal static class TransportRows
{
    private const string LogIn = "<form method=post action=/in><label>User <input name=u></label><label>Password <input type=password name=p></label><button>Log in</button></form>";

    private static readonly Uri Dead = RawSite.Closed;
    private static readonly string Refuses = $"{Dead.Authority} refuses connections";

    public static readonly Situation[] All =
    [
        new("a redirect to a host that refuses", On("/away", c => c.Response.Redirect($"{Dead}b"), "<a href=/away>Away</a>"), page => page.Open("/away"), Refuses, $"{Dead}b", "/away leads there"),
        new("a link that redirects to a host that refuses", On("/away", c => c.Response.Redirect($"{Dead}b"), "<a href=/away>Away</a>"), page => page.Follow("Away"), Refuses, "/away leads there"),
        new("two redirects, the second to a host that refuses", On("/away", c => c.Response.Redirect(c.Request.QueryString.HasValue ? $"{Dead}b" : "/away?2"), ""), page => page.Open("/away"), Refuses, "/away?2 leads there"),
        new("a link to a host that refuses", Situation.Html($"<a href={Dead}x>Away</a>"), page => page.Follow("Away"), Refuses, $"{Dead}x"),
        new("a form that leads to a host that refuses", Situation.Html($"<form method=post action={Dead}x><button>Send</button></form>"), page => page.Press("Send"), Refuses, $"{Dead}x"),
        new("a log-in form that leads to a host that refuses", Situation.Html(LogIn.Replace("/in", $"{Dead}in")), page => page.LogIn(new Account("ada", new Secret("s3cret!"))), Refuses, "Log in: "),
        new("a log-in form that redirects to a host that refuses", On("/in", c => c.Response.Redirect($"{Dead}home"), LogIn), page => page.LogIn(new Account("ada", new Secret("s3cret!"))), Refuses, "/in leads there"),
        new("an empty answer of 404", On("/gone", c => c.Response.StatusCode = 404, "<a href=/gone>Gone</a>"), page => page.Follow("Gone"), "/gone answered 404 NotFound", "a blank page"),
        new("an empty answer of 404 that is expected", On("/gone", c => c.Response.StatusCode = 404, ""), page => page.Open("/gone", status: 404)),
        new("a form that is answered without a page", On("/sent", c => c.Response.StatusCode = 204, "<form method=post action=/sent><button>Send</button></form><p>Still here"),
            async page => await (await page.Press("Send")).ShouldShow("Still here")),
        new("an answer without a page that is opened", On("/sent", c => c.Response.StatusCode = 204, ""), page => page.Open("/sent"), "/sent answered 204 NoContent, which is no page"),
        new("a site whose address holds a log-in", async context =>
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=shop";
            context.Response.StatusCode = context.Request.Headers.Authorization == "Basic YWRhOnMzY3JldA==" ? 200 : 401;
            await Situation.Html("<p>Hello Ada")(context);
        }, page => page.ShouldShow("Hello Ada")) { But = e => e with { Site = new Uri($"http://ada:s3cret@{e.Site.Authority}/") } },
    ];

    /// <summary>A site of one page, and of one path that answers otherwise.</summary>
    private static RequestDelegate On(string path, Action<HttpContext> answer, string page) => context =>
    {
        if (context.Request.Path != path)
            return Situation.Html(page)(context);
        answer(context);
        return Task.CompletedTask;
    };
}
