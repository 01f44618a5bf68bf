using SmokeTests.Testing;

namespace SmokeTests.Tests;

/// <summary>Forms that lead to no web site: without a browser the step says so.</summary>
public class FormActionTests
{
    [Theory]
    [InlineData("<form action='javascript:send()'><button>Send</button></form>", "only a script sends this form")]
    [InlineData("<form action=' JavaScript:void(0)'><button>Send</button></form>", "only a script sends this form")]
    [InlineData("<form action=/sent><button formaction='javascript:send()'>Send</button></form>", "only a script sends this form")]
    [InlineData("<form action='mailto:ada@a.example'><button>Send</button></form>", "leads to \"mailto:\"", "no web site")]
    [InlineData("<form action='data:text/html,x' method=post><button>Send</button></form>", "leads to \"data:\"")]
    [InlineData("<form action='about:blank'><button>Send</button></form>", "leads to \"about:\"")]
    [InlineData("<form action='http://[::1'><button>Send</button></form>", "which is no address", "http://[::1")]
    [InlineData("<form action='http://'><button>Send</button></form>", "which is no address")]
    [InlineData("<dialog open><form method=dialog><button>Send</button></form></dialog>", "closes a dialog", "only a script")]
    [InlineData("<form action=/sent><button formmethod=dialog>Send</button></form>", "closes a dialog")]
    [InlineData("<form action=/sent><button type=button>Send</button></form>", "sends no form", "only a script")]
    [InlineData("<button>Send</button>", "sends no form")]
    public async Task A_form_that_no_site_answers_fails_the_step(string html, params string[] says)
    {
        await using var drive = Drive.On(await TestSite.Html(html), Driver.Http);
        var page = await drive.Open("/");
        (await drive.Fails(() => page.Press("Send"))).Should().ContainAll(["Press \"Send\"", "Page      http://shop.example/", .. says]);
    }

    [Theory]
    [InlineData("<form action=/sent role=search><input type=search name=q><input name=other></form>", "several fields and no button")]
    [InlineData("<form role=search><input type=search name=q><button disabled>Go</button><button>Other</button></form>",
        "\"Go\" is disabled")]
    public async Task Enter_that_sends_nothing_fails_the_step(string html, string says)
    {
        await using var drive = Drive.On(await TestSite.Html(html), Driver.Http);
        var page = await drive.Open("/");
        (await drive.Fails(() => page.Search("x"))).Should().Contain(says);
    }
}
