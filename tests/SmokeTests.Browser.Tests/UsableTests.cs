using Microsoft.AspNetCore.Http;
using SmokeTests.Settings;
using SmokeTests.Testing;

namespace SmokeTests.Tests;

/// <summary>A browser uses what a person could use: it points at menus, prefers what is in sight, and says what is in the way.</summary>
public class UsableTests
{
    /// <summary>
    /// As WordPress's dashboard has it: a twin for screen readers beyond the page's edge, and a menu that opens where one points
    /// at it.
    /// </summary>
    private const string Dashboard = """
        <style>.twin { position: absolute; left: -1000em; } .sub { display: none; position: absolute; }
        """ + """
         .menu:hover .sub, .menu.open .sub { display: block; }</style>
        <a class=twin href=/out>Log Out</a><ul><li class=menu><a href=/profile>Howdy, ada</a><div
        class=sub><ul><li><a href=/profile>Edit Profile</a><li><a href=/out>Log Out</a></ul></div></ul>
        """;

    public static TheoryData<string, string, string> Pages => new()
    {
        { "an off-screen twin and a hover menu", Dashboard, "Log Out" },
        { "a menu that a script opens, and not at once", Dashboard.Replace(".menu:hover .sub, ", "")
            + "<script>const m = document.querySelector('.menu'); m.onmouseover = () => setTimeout(() => m.classList.add('open'), "
            + "150)</script>", "Log Out" },
        { "a menu beside its button",
            "<style>ul { visibility: hidden } button:hover + ul, ul:hover { visibility: visible "
                + "}</style><button>Account</button><ul><li><a href=/out>Log Out</a></ul>", "Log Out" },
        { "a menu in a menu",
            "<style>li > ul { display: none } li:hover > ul { display: block }</style><ul><li>Account<ul><li>More<ul><li><a "
                + "href=/out>Log Out</a></ul></ul></ul>", "Log Out" },
        { "a twin that is cut to a dot",
            "<a href=/out style='position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0 0 0 0)'>Log Out</a><p>…<p><a "
                + "href=/out>Log Out</a>", "Log Out" },
        { "a twin that is covered",
            "<a href=/out>Log Out</a><div style='position:fixed;inset:0 0 auto 0;height:80px;background:#eee'></div><p "
                + "style='margin-top:120px'><a href=/out>Log Out</a>", "Log Out" },
        { "a twin far below", "<a hidden href=/out>Log Out</a><p style='margin-top:3000px'><a href=/out>Log Out</a>", "Log Out" },
        { "scrolled away in a list",
            "<div id=l style='height:50px;overflow:auto'><a href=/out>Log Out</a><p "
                + "style='margin-top:2000px'>end</div><script>l.scrollTop = 2000</script>", "Log Out" },
        { "from right to left", "<html dir=rtl><p style='width:3000px'>…<a href=/out>Log Out</a>", "Log Out" },
        { "a button in a hover menu",
            "<style>.sub { display: none } .menu:hover .sub { display: block }</style><div class=menu>Account<form class=sub "
                + "action=/out><button>Sign out</button></form></div>", "Sign out" },
    };

    [Theory, MemberData(nameof(Pages))]
    public async Task What_a_person_could_use_is_used(string situation, string html, string name)
    {
        foreach (var word in new[] { "LogOut", "Follow" })
        {
            await using var drive = await On(html, e => e with { Browser = e.Browser with { Patience = TimeSpan.FromSeconds(10) } });
            var page = await drive.Open("/");
            await (word == "LogOut" ? page.LogOut() : name == "Sign out" ? page.Press(name) : page.Follow(name));
            await page.ShouldShow("Good bye");
            situation.Should().NotBeEmpty();
        }
    }

    [Theory]
    [InlineData("<button>Order</button><div id=veil style='position:fixed;inset:0;background:#eee'></div>",
        "is covered by <div id=\"veil\"")]
    [InlineData("<style>@keyframes m { to { margin-left: 500px } }</style><button style='animation: m .3s linear infinite "
        + "alternate'>Order</button>", "keeps moving")]
    [InlineData("<button style='position:fixed;top:-500px'>Order</button>", "is outside of what can be seen of the page")]
    [InlineData("<div id=cart style='display:none'><button>Order</button></div>", "is hidden by <div id=\"cart\"")]
    [InlineData("<button style='visibility:hidden'>Order</button>", "is hidden")]
    [InlineData("<button disabled>Order</button>", "is disabled")]
    public async Task What_cannot_be_used_is_said_to_be_found_with_what_is_in_the_way(string html, string why)
    {
        await using var drive = await On(html, e => e with { Browser = e.Browser with { Patience = TimeSpan.FromSeconds(5) } });
        var page = await drive.Open("/");
        (await drive.Fails(() => page.Press("Order"))).Should().Contain(why).And.Contain("Order");
    }

    [Fact]
    public async Task A_way_out_that_cannot_be_seen_is_said_to_be_hidden()
    {
        await using var drive = await On("<div class=menu hidden><a href=/out>Log out</a></div>");
        var page = await drive.Open("/");
        (await drive.Fails(() => page.LogOut())).Should()
            .Contain("the way out \"Log out\" is hidden").And.Contain("found, but it is hidden by <div class=\"menu\"");
    }

    [Fact]
    public async Task Of_two_buttons_of_one_name_the_one_is_meant_that_is_not_covered()
    {
        await using var drive =
            await On("<button formaction=/wrong form=f>Save</button><form id=f></form><dialog><form "
                + "action=/out><button>Save</button></form></dialog><script>document.querySelector('dialog').showModal()</script>");
        var page = await drive.Open("/");
        await (await page.Press("Save")).ShouldShow("Good bye");
    }

    [Fact]
    public async Task A_list_of_several_choices_takes_the_one_that_is_given()
    {
        await using var drive =
            await On("<form action=/out><label>Sizes <select multiple name=s><option "
                + "selected>a<option>b</select></label><button>Send</button></form>");
        var page = await drive.Open("/");
        await page.Fill("Sizes", "b");
        await (await page.Press("Send")).ShouldBeAt("/out?s=b");
    }

    [Fact]
    public async Task A_page_is_complete_without_what_others_send()
    {
        await using var other = await TestSite.Answering(context =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        var parts = $"<img src={other.Address}face.png><img src={RawSite.Closed}face.png><script src={other.Address}tracker.js></script>";
        // One after the other: a machine that is short of memory has room for one at a time.
        await using (var drive = await On(parts, e => e with { Block = [other.Address.Authority] }))
            await (await drive.Open("/")).ShouldBeComplete();
        await using var strict = await On(parts, e => e with { Origins = [other.Address] });
        var page = await strict.Open("/");
        (await strict.Fails(() => page.ShouldBeComplete())).Should()
            .Contain("/face.png answered 404").And.Contain("/tracker.js answered 404").And.NotContain("ERR_");
    }

    private static async Task<Drive> On(string html, Func<EnvironmentSettings, EnvironmentSettings>? but = null) =>
        Drive.On(await TestSite.Answering(context =>
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Request.Path == "/favicon.ico" ? Task.CompletedTask
            : context.Response.WriteAsync(context.Request.Path == "/" ? html : context.Request.Path == "/out" ? "<p>Good bye"
                : "<p>Elsewhere");
    }), Driver.Browser, but);
}
