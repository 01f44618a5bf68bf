using Microsoft.AspNetCore.Http;

namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about what can be pressed, followed and filled: links of all kinds, what is inert, what leads on by itself.</summary>
internal static class UseRows
{
    private const string Drawing = "<svg width=200 height=40 xmlns:xlink='http://www.w3.org/1999/xlink'>";
    private const string Map =
        "<img src=/dot.png width=100 height=100 usemap=#m alt=''><map name=m><area href=/there alt=There shape=rect coords=0,0,50,50>"
        + "<area href=/else alt=Else shape=circle coords=80,80,10></map>";

    public static readonly Situation[] All =
    [
        // What is a link or a button, however it is called.
        Leads("a link that is called a button", "<a role=button href=/there>Go</a>", page => page.Press("Go")),
        Leads("a link that is called a button, followed", "<a role=button href=/there>Go</a>", page => page.Follow("Go")),
        Leads("a link that is called a tab", "<div role=tablist><a role=tab href=/there>Go</a></div>", page => page.Press("Go")),
        Leads("a link that is an item of a menu", "<ul role=menu><li role=none><a role=menuitem href=/there>Go</a></ul>", page =>
            page.Press("Go")),
        Leads("a link that is a switch, named for readers", "<a role=switch href=/there aria-label=Go><svg width=9 height=9></svg></a>",
            page => page.Press("Go")),
        Leads("a button that is called a link", "<form action=/there><button role=link>Go</button></form>", page => page.Follow("Go")),
        Leads("what is called a button within a link", "<a href=/there><span role=button>Go</span></a>", page => page.Press("Go")),
        Leads("what is called a button within a button", "<form action=/there><button><span role=tab>Go</span> on</button></form>", page =>
            page.Press("Go")),
        Leads("a picture that is a button", "<form action=/there><input type=image src=/dot.png alt=Go></form>", page => page.Press("Go")),
        Leads("a picture that is a button, named for readers", "<form action=/there><input type=image src=/dot.png aria-label=Go></form>",
            page => page.Press("Go")),
        Leads("a link in a disabled fieldset", "<fieldset disabled><a href=/there>Go</a></fieldset>", page => page.Follow("Go")),
        Leads("a button within a link", "<a href=/there><button type=button>Go</button></a>", page => page.Press("Go")),
        Leads("a link within a button that does nothing", "<button type=button><a href=/there>Go</a></button>", page => page.Follow("Go")),
        Fails("a link within a disabled button", "<button disabled><a href=/there>Go</a></button>", page =>
            page.Follow("Go"), "the link \"Go\" is inert", "it stands in <button disabled"),
        Fails("a link within a button of a disabled fieldset", "<fieldset disabled><button><a href=/there>Go</a></button></fieldset>",
            page => page.Follow("Go"), "it stands in <button"),
        Leads("a link in a drawing", $"{Drawing}<a href=/there><text y=20>Go</text></a></svg>", page => page.Follow("Go")),
        Leads("a link in a drawing, as it was written once", $"{Drawing}<a xlink:href=/there><text y=20>Go</text></a></svg>", page =>
            page.Follow("Go")),
        Leads("a link in a drawing, by its title", $"{Drawing}<a href=/there><title>Go</title><rect width=30 height=30 /></a></svg>",
            page => page.Follow("Go")),
        Leads("a link in a drawing, named for readers", $"{Drawing}<a href=/there aria-label=Go><rect width=30 height=30 /></a></svg>",
            page => page.Follow("Go")),
        Leads("an area of a picture", Map, page => page.Follow("There")),
        Fails("an area of a picture that is not shown", Map.Replace("<img", "<img hidden"), page =>
            page.Follow("There"), "the link \"There\" is hidden"),
        Fails("a part of a drawing that leads nowhere", $"{Drawing}<a><text y=20>Go</text></a></svg>", page =>
            page.Follow("Go"), "no link \"Go\""),
        Fails("what is only called a button", "<span role=button>Go</span><p>Stay", async page =>
            await (await page.Press("Go")).ShouldShow("there"), "here.example", "Go"),
        new("a summary opens and closes", Site("<details><summary>More</summary><p>inside</p></details>"), async page =>
        {
            await page.ShouldNotShow("inside");
            await (await page.Press("More")).ShouldShow("inside");
            await (await page.Press("More")).ShouldNotShow("inside");
        }),
        new("a summary opens and closes others of its name",
            Site("<details name=x open><summary>One</summary><p>first</p></details><details "
                + "name=x><summary>Two</summary><p>second</p></details>"),
            async page => await (await (await page.Press("Two")).ShouldShow("second")).ShouldNotShow("first")),

        // Links that lead to no page.
        NoPage("an e-mail", "mailto:ada@example.com", "it writes an e-mail (mailto:)"),
        NoPage("a telephone", "tel:+49123", "it calls a number (tel:)"),
        NoPage("a text message", "sms:+49123", "it writes a text message (sms:)"),
        NoPage("data", "data:text/html,hello", "it holds its content itself (data:)"),
        NoPage("a file", "file:///etc/hosts", "it names a file of the visitor's own machine (file:)"),
        NoPage("another program", "whatsapp://send?text=x", "it opens another program (whatsapp:)"),
        NoPage("a page of the browser", "about:blank", "it leads to a page of the browser itself (about:blank)"),
        NoPage("no address", "http://[", "its address \"http://[\" is none"),
        Fails("a button that is a link to an e-mail", "<a role=button href=mailto:a@b>Go</a>", page =>
            page.Press("Go"), "it writes an e-mail (mailto:)"),
        Fails("a file that is an e-mail", "<a href=mailto:a@b>Go</a>", page =>
            page.ShouldDownload("Go", [1]), "it writes an e-mail (mailto:)"),
        new("a file that the page holds itself",
            Site("<a download=a.csv href='data:text/csv;base64,YSxiCg=='>Export</a> <a download=b.csv href='data:,a%2Cb%0a'>Other</a>"),
            async page => await (await page.ShouldDownload("Export", "a,b\n"u8.ToArray())).ShouldDownload("Other", "a,b\n"u8.ToArray())),

        // Inert: seen, and not to be used.
        Shows("what is inert is shown", "<div inert><p>there</p></div>", "there"),
        Fails("an inert link", "<div inert><p><a href=/there>Go</a></div>", page =>
            page.Follow("Go"), "the link \"Go\" is inert", "it stands in <div inert"),
        Fails("an inert button", "<form action=/there><button inert>Go</button></form>", page =>
            page.Press("Go"), "the button \"Go\" is inert", "it is inert itself"),
        Fails("an inert field", "<form inert><label>Name <input name=n></label></form>", page =>
            page.Fill("Name", "x"), "the field \"Name\" is inert"),
        Fails("an inert field of a whole form", "<fieldset inert><label>Name <input name=n></label></fieldset>", page =>
            page.Fill(new { Name = "x" }), "the field \"Name\" is inert"),
        Fails("an inert file field", "<div inert><label>File <input type=file></label></div>", page =>
            page.Attach("File", typeof(UseRows).Assembly.Location), "\"File\" is inert"),
        Fails("an inert search", "<form inert><input type=search name=q></form>", page => page.Search("x"), "no search form"),
        Fails("an inert form to log in", "<form inert><input name=user><input type=password name=p><button>Log in</button></form>", page =>
            page.LogIn(new Account("a", new Secret("b"))), "no log-in form"),
        Fails("an inert way out", "<nav inert><a href=/there>Log out</a></nav>", page =>
            page.LogOut(), "the way out \"Log out\" is inert", "it stands in <nav inert"),
        Fails("inert in a shadow tree's host", "<div inert><template shadowrootmode=open><a href=/there>Go</a></template></div>", page =>
            page.Follow("Go"), "the link \"Go\" is inert"),
        Leads("an inert twin", "<div inert><a href=/wrong>Go</a></div><a href=/there>Go</a>", page => page.Follow("Go")),
        Leads("an inert twin of a button",
            "<form action=/wrong inert><button>Go</button></form><form action=/there><button>Go</button></form>", page => page.Press("Go")),
        Leads("a drawing in which inert means nothing", $"<svg inert width=90 height=40><a href=/there><text y=20>Go</text></a></svg>",
            page => page.Follow("Go")),

        // What leads on by itself.
        Refreshes("a page that leads on", "<meta http-equiv=refresh content='1;url=/there'>", async page =>
            await (await page.ShouldNotShow("Wait")).ShouldBeAt("/there")),
        Refreshes("a page that leads on, at once", "<meta http-equiv=Refresh content='0; URL=/there'>", page => page.ShouldShow("there")),
        Refreshes("a page that leads on twice", "<meta http-equiv=refresh content='0;url=/again'>", page => page.ShouldBeAt("/there")),
        Refreshes("a page that loads itself again", "<meta http-equiv=refresh content=1>", page => page.ShouldShow("Wait")),
        Refreshes("a page that leads on much later", "<meta http-equiv=refresh content='30;url=/there'>", page => page.ShouldShow("Wait")),
        new("a page that leads on by its header", Site("<a href=/led>Go</a>"), async page =>
            await (await (await page.Open("/led")).ShouldNotShow("Wait")).ShouldBeAt("/there")),
        new("a page behind a link that leads on", Site("<a href=/again>Go</a>"), async page =>
            await (await (await page.Follow("Go")).ShouldNotShow("Wait")).ShouldBeAt("/there")),
        new("a page that leads on to one that is gone", Site("<p>Wait<meta http-equiv=refresh content='0;url=/gone'>"), page =>
            page.ShouldShow("Wait"), "/gone answered 404"),
    ];

    private static Situation Leads(string name, string body, Func<Page, Task<Page>> word) =>
        new(name, Site(body), async page => await (await word(page)).ShouldBeAt("/there"));

    private static Situation Fails(string name, string body, Func<Page, Task> word, params string[] told) =>
        new(name, Site(body), word, told is ["here.example", .. var rest] ? rest : told);

    private static Situation NoPage(string name, string address, string told) =>
        Fails($"a link that leads to {name}", $"<a href='{address}'>Go</a>", page => page.Follow("Go"),
            "the link \"Go\" leads to no page: " + told);

    private static Situation Shows(string name, string body, string text) => new(name, Site(body), page => page.ShouldShow(text));

    private static Situation Refreshes(string name, string meta, Func<Page, Task> words) => new(name, Site(meta + "<p>Wait"), words);

    private static RequestDelegate Site(string body) => async context =>
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        switch (context.Request.Path.Value)
        {
            case "/":
                await context.Response.WriteAsync($"<!doctype html><title>Page</title>{body}");
                break;
            case "/there":
                await context.Response.WriteAsync("<!doctype html><title>There</title><p>there");
                break;
            case "/again":
                await context.Response.WriteAsync(
                    "<!doctype html><title>Again</title><p>Wait<meta http-equiv=refresh content='1;url=/there'>");
                break;
            case "/led":
                context.Response.Headers["Refresh"] = "1; url=/there";
                await context.Response.WriteAsync("<!doctype html><title>Led</title><p>Wait");
                break;
            case "/dot.png":
                context.Response.ContentType = "image/png";
                await context.Response.Body.WriteAsync(LinkRows.Dot);
                break;
            default:
                context.Response.StatusCode = context.Request.Path == "/favicon.ico" ? 204 : 404;
                break;
        }
    };
}
