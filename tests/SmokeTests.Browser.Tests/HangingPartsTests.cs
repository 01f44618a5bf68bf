using Microsoft.AspNetCore.Http;
using SmokeTests.Settings;
using SmokeTests.Testing;

namespace SmokeTests.Tests;

/// <summary>A part of a page whose server says nothing: what can be told of the page is told, and the message names the part.</summary>
public class HangingPartsTests
{
    private const string Page = "<!doctype html><title>Shop</title>";

    public static TheoryData<string, string> Parts => new()
    {
        { "a picture", $"{Page}<p>Books<img src=/never.png alt=''>" },
        { "a picture far below", $"{Page}<p>Books<p style='margin-top:9000px'><img loading=lazy src=/never.png alt=''>" },
        { "a button that is a picture", $"{Page}<p>Books<form><input type=image src=/never.png alt=Go></form>" },
        { "a style sheet in the head", $"{Page}<link rel=stylesheet href=/never.css><p>Books" },
        { "a script that nothing waits for", $"{Page}<p>Books<script async src=/never.js></script>" },
        { "a picture that begins", $"{Page}<p>Books<img src=/begins.png alt=''>" },
    };

    [Theory, MemberData(nameof(Parts))]
    public async Task A_page_is_shown_without_a_part_that_does_not_come_and_is_not_complete(string part, string html)
    {
        foreach (var driver in new[] { Driver.Http, Driver.Browser })
        {
            await using var drive = await On(html, driver);
            var page = await drive.Open("/");
            await page.ShouldShow("Books");
            await page.ShouldNotShow("Games");
            if (part == "a picture that begins" && driver == Driver.Http)
                continue;
            var told = await drive.Fails(() => page.ShouldBeComplete());
            told.Should().MatchRegex(
                @"the page is not complete: /(never|begins)\.\w+ did not come: no complete answer within 3 s").And.NotContain("busy");
        }
    }

    public static TheoryData<string, string> Blocking => new()
    {
        { "a script in the head", $"{Page}<script src=/never.js></script><p>Books" },
        { "a script in the body", $"{Page}<p>Books<script src=/never.js></script>" },
        { "a style sheet in the body", $"{Page}<p>Books<link rel=stylesheet href=/never.css>" },
        { "a script that waits for the page", $"{Page}<script defer src=/never.js></script><p>Books" },
        { "a module", $"{Page}<script type=module src=/never.js></script><p>Books" },
        { "a script behind a style sheet", $"{Page}<link rel=stylesheet href=/never.css><script>1</script><p>Books" },
    };

    [Theory, MemberData(nameof(Blocking))]
    public async Task A_script_that_does_not_come_keeps_the_page_back_in_a_browser_and_is_named(string part, string html)
    {
        await using (var plain = await On(html, Driver.Http))
        {
            var page = await plain.Open("/");
            await page.ShouldShow("Books");
            (await plain.Fails(() => page.ShouldBeComplete())).Should()
                .MatchRegex(@"/never\.\w+ did not come: no complete answer within 3 s", part);
        }
        await using var drive = await On(html, Driver.Browser);
        (await drive.Fails(() => drive.Open("/"))).Should()
            .Contain("the page was not complete within 3 s").And.MatchRegex(
                @"not all of it: http://shop\.example/never\.\w+ was still waited for");
    }

    [Fact]
    public async Task A_frame_that_does_not_come_is_named_where_it_matters()
    {
        await using var drive = await On($"{Page}<p>Books<iframe src=/never></iframe>", Driver.Browser);
        var page = await drive.Open("/");
        await page.ShouldShow("Books");
        (await drive.Fails(() => page.ShouldNotShow("Games"))).Should()
            .Contain("whether the page shows \"Games\" is not known").And.Contain("the frame http://shop.example/never has not come yet");
        await page.ShouldBeComplete();
    }

    [Fact]
    public async Task What_others_do_not_send_does_not_keep_a_page_from_being_complete()
    {
        await using var silent = RawSite.Mute();
        await using var drive = await On($"{Page}<p>Books<img src={silent.Address}pixel.png alt=''>", Driver.Browser);
        await (await drive.Open("/")).ShouldBeComplete();
    }

    public static TheoryData<string, string> Unusable => new()
    {
        { "<button style='position:fixed;top:-500px'>Order</button>", "is outside of what can be seen of the page" },
        { "<button>Order</button><div style='position:fixed;inset:0;background:#eee' id=veil></div>", "is covered by <div" },
        { "<form style='pointer-events:none'><button>Order</button></form>", "takes no clicks: pointer-events is none in <form style=" },
        { "<form><button style='pointer-events:none'>Order</button></form>", "takes no clicks: pointer-events is none" },
        { "<form inert><button>Order</button></form>", "the button \"Order\" is inert: nobody can use it" },
        { "<button>Order</button><dialog id=d>x</dialog><script>d.showModal()</script>", "it stands behind <dialog id=\"d\"" },
    };

    [Theory, MemberData(nameof(Unusable))]
    public async Task A_button_that_cannot_be_used_is_not_taken_for_a_page_that_is_busy(string html, string why)
    {
        await using var drive = await On(Page + html, Driver.Browser, e =>
            e with { StepLimit = TimeSpan.FromSeconds(2), Browser = e.Browser with { Patience = TimeSpan.FromSeconds(10) } });
        var page = await drive.Open("/");
        (await drive.Fails(() => page.Press("Order"))).Should().Contain(why).And.NotContain("busy");
    }

    private static async Task<Drive> On(string html, Driver driver, Func<EnvironmentSettings, EnvironmentSettings>? but = null) =>
        Drive.On(await TestSite.Answering(async context =>
    {
        var path = context.Request.Path.Value;
        if (path == "/")
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            await context.Response.WriteAsync(html);
        }
        else if (path is not "/favicon.ico")
        {
            if (path == "/begins.png")
            {
                context.Response.ContentType = "image/png";
                await context.Response.Body.WriteAsync(Conformance.LinkRows.Dot.AsMemory(0, 20));
                await context.Response.Body.FlushAsync();
            }
            await TestSite.Never(context);
        }
    }), driver, but ?? (e => e with { StepLimit = TimeSpan.FromSeconds(3),
        Browser = e.Browser with { Patience = TimeSpan.FromSeconds(1) } }));
}
