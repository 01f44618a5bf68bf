using Microsoft.AspNetCore.Http;
using SmokeTests.Testing;

namespace SmokeTests.Tests;

public class PageTests
{
    private const string Form = """
        <main><form method="post" action="/sent" enctype="multipart/form-data">
          <input type="hidden" name="token" value="t0ken">
          <label>Your name <input name="n"></label>
          <label for="c">Colour</label><select id="c" name="colour"><option value="r">Red</option><option value="b">Blue</option></select>
          <input placeholder="Nickname" name="nick"> <input type="checkbox" name="news" value="yes" aria-label="Newsletter">
          <label><input type="radio" name="size" value="s" checked> Small</label><label><input type="radio" name="size"
            value="l"> Large</label>
          <textarea name="about" title="About you"></textarea><input type="file" name="photo" id="photo">
          <button name="act" value="save">Save</button><button name="act" value="drop"
            formaction="/dropped">Drop</button><button disabled>Freeze</button>
        </form></main>
        """;

    private static Task<TestSite> Echo(string page) => TestSite.Answering(async context =>
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        if (context.Request.Method != "POST")
        {
            await context.Response.WriteAsync(page);
            return;
        }
        var form = await context.Request.ReadFormAsync();
        var said = form.Select(f => $"{f.Key}={f.Value}")
            .Concat(form.Files.Select(f => $"{f.Name}={f.FileName}:{f.ContentType}:{f.Length}"));
        await context.Response.WriteAsync($"<p>{context.Request.Path}</p>" + string.Concat(said.Select(s => $"<p>{s}</p>")));
    });

    [Theory]
    //          field as a person calls it   value     what the server gets
    [InlineData("Your name",                 "Ada",    "n=Ada")]
    [InlineData("your name",                 "Ada",    "n=Ada")]
    [InlineData("Colour",                    "Blue",   "colour=b")]
    [InlineData("Colour",                    "b",      "colour=b")]
    [InlineData("Nickname",                  "Lady",   "nick=Lady")]
    [InlineData("Newsletter",                "true",   "news=yes")]
    [InlineData("Large",                     "true",   "size=l")]
    [InlineData("size",                      "Large",  "size=l")]
    [InlineData("About you",                 "a & b",  "about=a & b")]
    [InlineData("#c",                        "Blue",   "colour=b")]
    public async Task A_field_is_found_as_people_find_it_and_sent(string field, string value, string sent)
    {
        await using var walk = Walk.On(await Echo(Form));
        var page = await walk.Open("/");
        if (field == "size")
            field = "[value=s]";
        await page.Fill(field, value);
        await page.Press("Save");
        await page.ShouldShow("/sent", sent, "token=t0ken", "act=save");
    }

    [Fact]
    public async Task A_button_leads_where_it_says_and_sends_its_value()
    {
        await using var walk = Walk.On(await Echo(Form));
        var page = await walk.Open("/");
        await page.Press("Drop");
        await page.ShouldShow("/dropped", "act=drop");
    }

    [Fact]
    public async Task A_file_arrives_with_name_type_and_content()
    {
        var file = Path.Combine(Path.GetTempPath(), "portrait.png");
        await File.WriteAllBytesAsync(file, new byte[77], TestContext.Current.CancellationToken);
        await using var walk = Walk.On(await Echo(Form));
        var page = await walk.Open("/");
        await page.Upload("photo", file);
        await page.ShouldShow("photo=portrait.png:image/png:77");
    }

    [Fact]
    public async Task Cookies_are_kept_and_redirects_followed()
    {
        await using var walk = Walk.On(await TestSite.Answering(async context =>
        {
            context.Response.ContentType = "text/html";
            switch (context.Request.Path)
            {
                case "/start":
                    context.Response.Cookies.Append("seen", "yes");
                    context.Response.Redirect("end");
                    break;
                default:
                    await context.Response.WriteAsync($"<p>cookie {context.Request.Cookies["seen"]}</p>");
                    break;
            }
        }));
        var page = await walk.Open("/start");
        await page.ShouldShow("cookie yes");
        page.Address.AbsolutePath.Should().Be("/end");
    }

    [Fact]
    public async Task A_link_leads_by_the_pages_base_address()
    {
        await using var walk = Walk.On(await TestSite.Answering(context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync(context.Request.Path == "/" ? "<base href='/deep/'><a href='end'>Next</a>"
                : $"<p>at {context.Request.Path}</p>");
        }));
        var page = await walk.Open("/");
        await page.Follow("Next");
        await page.ShouldShow("at /deep/end");
    }

    [Fact]
    public async Task Another_site_learns_where_a_visitor_comes_from_but_not_the_page()
    {
        await using var other = await TestSite.Answering(context => context.Response.WriteAsync($"from {context.Request.Headers.Referer}"));
        await using var walk = Walk.On(await TestSite.Html($"<a href='{other.Address}'>Out</a> <a href='/in'>In</a>"));
        var page = await walk.Open("/?token=secret");
        await page.Follow("Out");
        await page.ShouldShow($"from {walk.Environment.Site}");
        await page.ShouldNotShow("token");
    }

    [Theory]
    //          markup                                                     seen?
    [InlineData("<p>In <b>stock</b></p>",                                  true)]
    [InlineData("<p>In\n   stock</p>",                                     true)]
    [InlineData("<script>'In stock'</script>",                             false)]
    [InlineData("<p hidden>In stock</p>",                                  false)]
    [InlineData("<div style='display: none'><p>In stock</p></div>",        false)]
    [InlineData("<input type=hidden value='In stock'>",                    false)]
    [InlineData("<template><p>In stock</p></template>",                    false)]
    [InlineData("<!-- In stock -->",                                       false)]
    [InlineData("<button>In stock</button>",                               true)]
    public async Task Text_counts_as_people_see_it(string markup, bool seen)
    {
        var (walk, page) = await Walk.OnPage("<h1>Book</h1>" + markup);
        await using var _ = walk;
        if (seen)
            await page.ShouldShow("In stock");
        else
            await page.ShouldNotShow("In stock");
    }

    [Fact]
    public async Task Steps_are_named_and_timed_by_themselves()
    {
        await using var walk = Walk.On(await Echo(Form));
        var page = await walk.Open("/");
        await page.Submit("Save", new { Nickname = "Lady" });
        walk.Recorder.Steps.Select(s => (s.Name, s.Status, s.Failed)).Should()
            .Equal(("open /", 200, false), ("submit \"Save\"", 200, false));
        walk.Recorder.Steps.Should().OnlyContain(s => s.Ms >= 0);
    }
}
