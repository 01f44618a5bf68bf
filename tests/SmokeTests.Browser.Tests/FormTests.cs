using Microsoft.AspNetCore.Http;
using SmokeTests.Testing;

namespace SmokeTests.Tests;

/// <summary>Chromium is the oracle: over HTTP a form sends what the browser sends.</summary>
public class FormTests
{
    private const string Everything = """
        <form id="f" method="post" action="/sent" enctype="multipart/form-data">
          <input type="hidden" name="token" value="t0ken"> <label>Your name <input name="n" value="was"></label>
          <label for="c">Colour</label><select id="c" name="colour"><option value="r">Red</option><option value="b">Blue</option></select>
          <label>Sizes <select name="sizes"
            multiple><option selected>S</option><option>M</option><option selected>L</option></select></label>
          <input type="checkbox" name="news" value="yes" aria-label="Newsletter"> <label><input type="checkbox" name="terms"> Terms</label>
          <label><input type="radio" name="size" value="s" checked> Small</label><label><input type="radio" name="size"
            value="l"> Large</label>
          <textarea name="about" title="About you">line one
        line two</textarea>
          <label>Day <input type="date" name="day"></label><label>How many <input type="number"
            name="many" value="1"></label><label>Level <input type="range" name="level" min="0" max="10" value="4"></label>
          <label>Tint <input type="color" name="tint" value="#ff0000"></label><input name="gone" value="x"
            disabled> <fieldset disabled><input name="alsogone" value="x"></fieldset>
          <label>Photo <input type="file" name="photo"></label> <input name="" value="nameless"> <input value="no name">
          <button name="act" value="save">Save</button> <button name="act" value="drop"
            formaction="/dropped" formmethod="get" formnovalidate>Drop</button>
          <input type="submit" name="sub" value="Go"> <button type="button" name="no" value="no">Nothing</button>
        </form>
        <label>Outside <input name="outside" value="out" form="f"></label> <button form="f" name="act" value="far">Far</button>
        """;

    public static TheoryData<string, string, string[]> Cases => new()
    {
        { "everything", Everything, ["Save"] },
        { "a button's own action and method", Everything, ["Drop"] },
        { "an input as a button", Everything, ["Go"] },
        { "a button outside of its form", Everything, ["Far"] },
        { "filled", Everything,
            ["Your name=Ada & Łukasz \"x\"", "Colour=Blue", "Newsletter=true", "Large=true", "About you=a & b\nc", "Day=2026-11-23",
                "How many=3", "Outside=in", "Save"] },
        { "urlencoded", "<form method=post action=/sent><label>Text <input name=t></label><textarea name=a>\nx\ny</textarea><input "
            + "type=checkbox name=c checked><button>Send</button></form>", ["Text=a+b&c=d é €%", "Send"] },
        { "by GET, with the action's query replaced",
            "<form action='/sent?old=1#frag'><label>Words <input name=q></label><button>Find</button></form>",
            ["Words=two words", "Find"] },
        { "text/plain", "<form method=post action=/sent enctype=text/plain><label>Words <input name=q></label><button>Find</button></form>",
            ["Words=two words", "Find"] },
        { "no action", "<form method=post><label>Words <input name=q></label><button>Find</button></form>", ["Words=x", "Find"] },
        { "base", "<base href=/deep/folder/><form method=post action=here><label>Words <input name=q></label><button>Find</button></form>",
            ["Words=x", "Find"] },
        { "a field that belongs to another form",
            "<form id=other></form><form method=post action=/sent><input name=mine value=1><input name=others value=2 "
                + "form=other><button>Find</button></form>", ["Find"] },
        { "two fields of one name",
            "<form method=post action=/sent><input name=x value=1><input name=x value=2><button>Find</button></form>", ["Find"] },
        { "in Latin-1", "<meta charset=iso-8859-1><form method=post action=/sent><label>Words <input "
            + "name=q></label><button>Find</button></form>", ["Words=smorgas", "Find"] },
        { "an image as a button",
            "<form action=/sent><input name=q value=1><input type=image name=i alt=Find src=/x.png width=10 height=10></form>",
            ["q=2", "Find"] },
        { "a datalist", "<form method=post action=/sent><label>Town <input name=t list=l></label><datalist id=l><option "
            + "value=Ghent></datalist><button>Find</button></form>", ["Town=Ghent", "Find"] },
    };

    [Theory, MemberData(nameof(Cases))]
    public async Task A_form_sends_what_a_browser_sends(string situation, string html, string[] acts)
    {
        var byHttp = await Sent(Driver.Http, html, acts);
        var byBrowser = await Sent(Driver.Browser, html, acts);
        // Where in a picture a mouse presses is the mouse's affair.
        byHttp.Should().Be(System.Text.RegularExpressions.Regex.Replace(byBrowser, @"i\.([xy])=\d+", "i.$1=0"), situation);
        byHttp.Should().Contain("=");
    }

    private static async Task<string> Sent(Driver driver, string html, string[] acts)
    {
        var sent = "";
        await using var drive = Drive.On(await TestSite.Answering(async context =>
        {
            context.Response.ContentType = "text/html";
            if (context.Request.Path == "/" && context.Request.Method == "GET" || context.Request.Path.Value!.EndsWith(".png")
                || context.Request.Path.Value!.EndsWith(".ico"))
            {
                await context.Response.WriteAsync(html);
                return;
            }
            sent = await Describe(context.Request);
            await context.Response.WriteAsync("<p>done");
        }), driver);
        var page = await drive.Open("/");
        foreach (var act in acts)
            if (act.IndexOf('=', StringComparison.Ordinal) is var at and > 0)
                await page.Fill(act[..at], act[(at + 1)..]);
            else
                await page.Press(act);
        await page.ShouldShow("done");
        return sent;
    }

    private static async Task<string> Describe(HttpRequest request)
    {
        var lines = new List<string> { $"{request.Method} {request.Path}{request.QueryString}",
            $"type {request.ContentType?.Split("boundary")[0]}" };
        if (request.HasFormContentType)
        {
            var form = await request.ReadFormAsync();
            lines.AddRange(form.SelectMany(f => f.Value.Select(v => $"{f.Key}={v}")));
            lines.AddRange(form.Files.Select(f => $"{f.Name}={f.FileName}:{f.ContentType}:{f.Length}"));
        }
        else
            lines.Add(await new StreamReader(request.Body).ReadToEndAsync());
        return string.Join('\n', lines);
    }
}
