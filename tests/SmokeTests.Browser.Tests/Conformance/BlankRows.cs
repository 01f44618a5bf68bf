using System.Text;
using Microsoft.AspNetCore.Http;

namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about pages that show nothing: what is not there on one of them proves nothing.</summary>
internal static class BlankRows
{
    private const string Proves = "the page is blank: what it does not show proves nothing";
    private const string LogIn =
        "<form method=post action=/in><label>User <input name=u></label><label>Password <input type=password "
            + "name=p></label><button>Log in</button></form>";

    public static readonly Situation[] All =
    [
        .. new (string Name, string Page)[]
        {
            ("a document without anything", "<html></html>"), ("a comment", "<!-- Fatal -->"), ("a title", "<title>Shop</title>"),
            ("a style", "<style>p{color:red}</style>"),
            ("empty elements", "<div><p></p><ul><li></li></ul></div>"), ("spaces that do not break", "<p>&nbsp;&nbsp;</p>"),
            ("characters that nobody sees", "<p>&#8203;&shy;&#xFEFF;</p>"),
            ("what is hidden by an attribute", "<p hidden>Welcome</p>"),
            ("what is hidden by a style", "<p style='display:none'>Welcome</p>"),
            ("what is hidden by a rule", "<style>main{display:none}</style><main>Welcome <img src=/a.png></main>"),
            ("what is not visible", "<p style='visibility:hidden'>Welcome</p>"),
            ("a hidden body", "<body hidden><p>Welcome"), ("a hidden field", "<form><input type=hidden name=a value=b></form>"),
            ("a template", "<template><p>Welcome</p></template>"),
            ("a script that writes nothing", "<div id=root></div><script>var a = 'Welcome'</script>"),
            ("a picture that is hidden", "<img hidden src=/a.png>"),
        }.Select(of => Blank(of.Name, "text/html; charset=utf-8", of.Page)),
        Blank("an answer of text", "text/plain", ""),
        Blank("an answer of JSON", "application/json", ""),
        Blank("an answer without a type", null, ""),
        Blank("an answer of white space without a type", null, " \r\n"),

        .. new (string Name, string Page)[]
        {
            ("a picture", "<img width=20 height=20 src=/a.png>"),
            ("a drawing", "<svg width=20 height=20><rect width=20 height=20 /></svg>"), ("a canvas", "<canvas></canvas>"),
            ("a field", "<input name=a>"), ("a list", "<select><option value=a></select>"),
            ("a button without a word", "<button></button>"), ("a frame", "<iframe src=/none></iframe>"),
            ("a line", "<hr>"),
        }.Select(of => new Situation($"a page with nothing but {of.Name} is not blank", Situation.Html(of.Page),
            page => page.ShouldNotShow("Fatal"))),
        new("a picture is not blank",
            Situation.Bytes("image/png",
                Convert.FromBase64String(
                    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")),
            page => page.ShouldNotShow("Fatal")),

        Empty("a page of no bytes", "text/html", "", "a blank page (0 bytes)"),
        Empty("a page of no bytes with an encoding", "text/html; charset=utf-8", "", "a blank page (0 bytes)"),
        Empty("a page of white space", "text/html", " \r\n\t\n", "a page without text (5 bytes)"),
        new("a page of no bytes whose status was given", Situation.Bytes("text/html", []), _ => Task.CompletedTask) { Status = 200 },
        new("text of no bytes is opened", Situation.Bytes("text/plain", []), page => page.ShouldBeAt("/")),
        new("JSON of no bytes is opened", Situation.Bytes("application/json", []), page => page.ShouldBeAt("/")),
        new("an answer of no bytes without a type is opened", Situation.Bytes(null, []), page => page.ShouldBeAt("/")),
        new("a page without text is opened", Situation.Html("<html></html>"), page => page.ShouldBeAt("/")),
        new("a page of no bytes that leads on",
            On("/go", c => c.Response.Headers["Refresh"] = "0; url=/next", "<p>Start<a href=/go>Go</a>"), async page =>
            await (await page.Follow("Go")).ShouldShow("Start")),
        new("a link to a page of no bytes", On("/empty", _ => { }, "<p>Start<a href=/empty>Go</a>"), page => page.Follow("Go"),
            "/empty is blank: it answered 200 OK with an empty body"),
        new("a form that is answered by no bytes", On("/in", _ => { }, "<form method=post action=/in><button>Send</button></form>"),
            page => page.Press("Send"),
            "/in is blank: it answered 200 OK with an empty body"),

        new("none of a part on a blank page", Situation.Html("<html></html>"),
            page => page.ShouldHave(".error", least: 0, most: 0), Proves),
        new("few of a part on a blank page", Situation.Html("<p hidden class=error>"),
            page => page.ShouldHave(".error", least: 0, most: 3), Proves),
        new("none of a part on a page", Situation.Html("<p>Welcome"), page => page.ShouldHave(".error", least: 0, most: 0)),
        new("links that work on a blank page", Situation.Html("<html></html>"), page => page.ShouldHaveWorkingLinks(), Proves),
        new("links that work on a page without any", Situation.Html("<p>Welcome"), page => page.ShouldHaveWorkingLinks()),
        new("a log-in that leads to a page without anything", On("/in", c => c.Response.WriteAsync("<html><body></body></html>"), LogIn),
            page => page.LogIn(new Account("ada", new Secret("s3cret!"))), "the page is blank"),
        new("a log-in that leads to no bytes", On("/in", _ => { }, LogIn), page => page.LogIn(new Account("ada", new Secret("s3cret!"))),
            "/in is blank"),
    ];

    private static Situation Blank(string what, string? type, string page) =>
        new($"not to show on a page with nothing but {what}", Situation.Bytes(type, Encoding.UTF8.GetBytes(page)),
            p => p.ShouldNotShow("Fatal"), Proves);

    private static Situation Empty(string name, string type, string page, string instead) =>
        new(name, Situation.Bytes(type, Encoding.UTF8.GetBytes(page)), _ => Task.CompletedTask,
            "/ is blank: it answered 200 OK with an empty body", instead);

    private static RequestDelegate On(string path, Action<HttpContext> answer, string otherwise) => On(path, context =>
    {
        answer(context);
        return Task.CompletedTask;
    }, otherwise);

    private static RequestDelegate On(string path, Func<HttpContext, Task> answer, string otherwise) => context =>
    {
        context.Response.ContentType = "text/html";
        return context.Request.Path == path ? answer(context) : context.Response.WriteAsync(otherwise);
    };
}
