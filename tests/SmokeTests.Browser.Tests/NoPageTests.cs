using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SmokeTests.Testing;

namespace SmokeTests.Tests;

/// <summary>A page that no server sent is no page: Chromium's own about an error, a tab that stays blank, a frame that is dead.</summary>
public class NoPageTests
{
    private static readonly Uri Dead = RawSite.Closed;
    private static readonly string Refuses = $"{Dead.Authority} refuses connections";

    public static TheoryData<string> Words =>
        ["ShouldShow", "ShouldNotShow", "ShouldHave", "ReadText", "Fill", "Press", "Submit", "Follow", "Search", "LogIn", "LogOut",
            "Upload", "Attach", "Reload",
        "ShouldHaveTitle", "ShouldBeAt", "ShouldHaveHeader", "ShouldBeOfType", "ShouldBeComplete", "ShouldHaveWorkingLinks",
        "ShouldDownload", "EventuallyShows", "ShouldBeFast", "ShouldBeAccessible", "ShouldHaveQuietConsole"];

    [Theory, MemberData(nameof(Words))]
    public async Task Every_word_fails_on_the_browsers_own_page_about_an_error(string word)
    {
        await using var drive = Drive.On(await TestSite.Html($"<p>here<a href={Dead}x>Away</a>"), Driver.Browser);
        var page = await drive.Open("/");
        (await drive.Fails(() => page.Follow("Away"))).Should().Contain(Refuses);
        (await drive.Fails(() => Say(page, word))).Should().Contain(Refuses).And.Contain($"{Dead}x (no answer)");
        page.Address.Should().Be(new Uri(Dead, "x"));
    }

    [Theory]
    [InlineData("<script>location = 'DEAD'</script>")]
    [InlineData("<script>setTimeout(() => location = 'DEAD', 0)</script>")]
    [InlineData("<script>setTimeout(() => location = 'DEAD', 100)</script>")]
    [InlineData("<meta http-equiv=refresh content='0; url=DEAD'>")]
    [InlineData("<form action=DEAD></form><script>document.forms[0].submit()</script>")]
    public async Task A_page_that_leads_by_itself_to_a_dead_host_fails(string script)
    {
        await using var drive = Drive.On(await TestSite.Html("<p>here" + script.Replace("DEAD", $"{Dead}x")), Driver.Browser,
            e => e with { Browser = e.Browser with { Patience = TimeSpan.FromSeconds(20) } });
        (await drive.Fails(async () => await (await drive.Open("/")).ShouldShow("there"))).Should()
            .Contain(Refuses).And.Contain($"{Dead}x");
    }

    [Fact]
    public async Task From_the_browsers_own_page_one_can_go_on()
    {
        await using var drive = Drive.On(await TestSite.Html($"<p>here<a href={Dead}x>Away</a>"), Driver.Browser);
        var page = await drive.Open("/");
        (await drive.Fails(() => page.Follow("Away"))).Should().Contain(Refuses);
        await page.Open(drive.Run.Settings.Site.AbsoluteUri);
        await page.ShouldShow("here");
    }

    public static TheoryData<string, string> Errors => new()
    {
        { "refused", "refuses connections" }, { "reset", "reset the connection without an answer" },
        { "empty", "closed the connection without an answer" },
        { "no-host", "there is no host nobody.invalid" },
        { "certificate", "the certificate of 127.0.0.1 is not accepted: it is self-signed, and this machine does not trust it" },
        { "no-tls", "does not speak TLS" },
        { "no-http", "closed the connection without an answer" },
        { "no-gzip", "the answer is not compressed as its Content-Encoding says" },
        { "lengths", "answered with different headers Content-Length" },
        { "for-ever", "redirects for ever" }, { "port", "opens no page at port 1" }, { "scheme", "which is no web address" },
    };

    [Theory, MemberData(nameof(Errors))]
    public async Task What_the_browser_says_is_told_in_plain_words(string kind, string told)
    {
        await using var reset = RawSite.Resetting();
        await using var empty = RawSite.Saying("");
        await using var lengths =
            RawSite.Saying("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\n<p>aa");
        await using var secure = await Secure();
        await using var site = await TestSite.Answering(context =>
        {
            if (context.Request.Path == "/no-gzip")
                context.Response.Headers.ContentEncoding = "gzip";
            if (context.Request.Path == "/for-ever")
                context.Response.Redirect("/for-ever");
            if (context.Request.Path == "/scheme")
                context.Response.Redirect("mailto:ada@shop.example");
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<p>none of this is compressed");
        });
        await using var drive = Drive.On(site.Address, Driver.Browser);
        var address = kind switch
        {
            "refused" => Dead.AbsoluteUri,
            "reset" => reset.Address.AbsoluteUri,
            "empty" or "no-http" => empty.Address.AbsoluteUri,
            "lengths" => lengths.Address.AbsoluteUri,
            "no-host" => "http://nobody.invalid/",
            "certificate" => secure.Urls.First(),
            "no-tls" => site.Address.AbsoluteUri.Replace("http:", "https:"),
            "port" => "http://127.0.0.1:1/",
            _ => $"/{kind}",
        };
        (await drive.Fails(async () => await drive.Open(address))).Should().Contain(told).And.Contain("Expected");
    }

    [Fact]
    public async Task A_new_tab_at_a_dead_host_is_the_page_that_did_not_come()
    {
        await using var drive =
            Drive.On(await TestSite.Html($"<a href={Dead}x target=_blank>Away</a><button onclick=\"window.open('{Dead}y')\">Open</button>"),
                Driver.Browser);
        (await drive.Fails(async () => await (await drive.Open("/")).Follow("Away"))).Should().Contain(Refuses).And.Contain($"{Dead}x");
        (await drive.Fails(async () => await (await drive.Open("/")).Press("Open"))).Should().Contain(Refuses).And.Contain($"{Dead}y");
    }

    [Fact]
    public async Task A_new_tab_that_stays_blank_is_no_page_and_one_that_a_script_writes_is()
    {
        await using var drive =
            Drive.On(await TestSite.Html(
                "<button onclick=\"window.open('about:blank')\">Blank</button><button "
                    + "onclick=\"window.open().document.write('<p>Receipt')\">Receipt</button>"), Driver.Browser);
        (await drive.Fails(async () => await (await (await drive.Open("/")).Press("Blank")).ShouldNotShow("Password"))).Should()
            .Contain("shows no page of the site");
        await (await (await drive.Open("/")).Press("Receipt")).ShouldShow("Receipt");
    }

    [Fact]
    public async Task A_tab_that_closes_itself_leaves_the_one_behind_it()
    {
        await using var drive = Drive.On(await TestSite.Answering(context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync(context.Request.Path == "/new" ? "<p>new<button onclick='window.close()'>Done</button>"
                : "<button onclick=\"window.open('/new')\">Open</button><p>behind");
        }), Driver.Browser);
        var page = await drive.Open("/");
        await (await page.Press("Open")).ShouldShow("new");
        await (await page.Press("Done")).ShouldShow("behind");
    }

    [Theory]
    [InlineData("link", "a download, not a page: the page is the same as before")]
    [InlineData("nothing", "answered 204 NoContent, which is no page: the page is the same as before")]
    [InlineData("reset", "answered 205 ResetContent, which is no page: the page is the same as before")]
    [InlineData("new tab", null)]
    public async Task An_answer_without_a_page_leaves_the_page_as_it_is(string press, string? note)
    {
        await using var drive = Drive.On(await Downloads(), Driver.Browser);
        var page = await drive.Open("/");
        await (press == "new tab" ? page.Press(press) : page.Follow(press));
        await page.ShouldShow("still here");
        if (note is not null)
            drive.Run.Recorder.Steps.Single(s => s.Name.StartsWith("follow", StringComparison.Ordinal)).Note.Should().Contain(note);
    }

    [Fact]
    public async Task An_answer_without_a_page_cannot_be_opened()
    {
        await using var drive = Drive.On(await Downloads(), Driver.Browser);
        var page = await drive.Open("/");
        (await drive.Fails(() => page.Open("/204"))).Should().Contain("/204 answered 204 NoContent, which is no page");
        (await drive.Fails(() => page.Open("/file"))).Should().Contain("/file is a download, not a page: use ShouldDownload");
        await page.Open("/204", status: 204);
        await page.ShouldShow("still here");
    }

    [Fact]
    public async Task A_frame_whose_server_is_dead_shows_nothing_and_hides_nothing()
    {
        await using var drive =
            Drive.On(await TestSite.Html($"<p>Shop<iframe src={Dead}log-in></iframe>"), Driver.Browser, e => e with { Origins = [Dead] });
        var page = await drive.Open("/");
        await page.ShouldShow("Shop");
        (await drive.Fails(() => page.ShouldShow("refused to connect"))).Should().Contain($"without the frame {Dead}log-in: {Refuses}");
        (await drive.Fails(() => page.ShouldNotShow("Password"))).Should().Contain(Refuses);
    }

    [Fact]
    public async Task A_frame_of_others_that_is_dead_is_none_of_the_sites_business()
    {
        await using var drive = Drive.On(await TestSite.Html($"<p>Shop<iframe src={Dead}advertisement></iframe>"), Driver.Browser);
        await (await drive.Open("/")).ShouldNotShow("Password");
    }

    [Fact]
    public async Task A_form_in_a_frame_that_leads_to_a_dead_host_fails()
    {
        var form = $"<form method=post action={Dead}in><label>User <input name=u></label><label>Password <input type=password "
            + "name=p></label><button>Log in</button></form>";
        await using var drive = Drive.On(await TestSite.Html($"<p>Shop<iframe srcdoc='{form}'></iframe>"), Driver.Browser);
        var page = await drive.Open("/");
        (await drive.Fails(() => page.LogIn(new Account("ada", new Secret("s3cret!"))))).Should().Contain(Refuses);
    }

    [Fact]
    public async Task A_form_in_a_frame_that_is_answered_500_fails()
    {
        await using var drive = Drive.On(await TestSite.Answering(context =>
        {
            context.Response.ContentType = "text/html";
            context.Response.StatusCode = context.Request.Path == "/in" ? 500 : 200;
            return context.Response.WriteAsync(context.Request.Path == "/in" ? "oops"
                : "<p>Shop<iframe srcdoc='<form method=post action=/in><button>Go</button></form>'></iframe>");
        }), Driver.Browser, e => e with { Browser = e.Browser with { Patience = TimeSpan.FromSeconds(10) } });
        var page = await drive.Open("/");
        (await drive.Fails(() => page.Press("Go"))).Should().Contain("/in answered 500");
    }

    [Fact]
    public async Task A_page_that_asks_before_it_is_left_is_left()
    {
        await using var drive = Drive.On(await TestSite.Answering(context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync(context.Request.Path == "/next" ? "<p>next"
                : "<input aria-label=Name><a href=/next>Next</a><script>onbeforeunload = e => { e.preventDefault(); e.returnValue = "
                    + "'x'; }</script>");
        }), Driver.Browser);
        var page = await drive.Open("/");
        await page.Fill("Name", "Ada");
        await (await page.Follow("Next")).ShouldShow("next");
    }

    [Fact]
    public async Task A_page_that_has_crashed_is_the_browsers_fault()
    {
        await using var drive = Drive.On(await TestSite.Html("<p>here"), Driver.Browser);
        var page = (BrowserPage)await drive.Open("/");
        var crash = () => page.Playwright.GotoAsync("chrome://crash");
        await crash.Should().ThrowAsync<Microsoft.Playwright.PlaywrightException>();
        var look = () => page.ShouldShow("here");
        (await look.Should().ThrowAsync<CheckBrokenException>()).Which.Message.Should().Contain("gone");
    }

    private static Task<TestSite> Downloads() => TestSite.Answering(context =>
    {
        context.Response.ContentType = "text/html";
        switch (context.Request.Path.Value)
        {
            case "/204":
                context.Response.StatusCode = 204;
                return Task.CompletedTask;
            case "/205":
                context.Response.StatusCode = 205;
                return Task.CompletedTask;
            case "/file":
                context.Response.ContentType = "application/octet-stream";
                context.Response.Headers.ContentDisposition = "attachment; filename=a.bin";
                return context.Response.WriteAsync("abc");
            default:
                return context.Response.WriteAsync(
                    "<a href=/file>link</a> <a href=/204>nothing</a> <a href=/205>reset</a> <button "
                        + "onclick=\"window.open('/file')\">new tab</button><p>still here");
        }
    });

    private static async Task<WebApplication> Secure()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=shop.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration()
            .UseKestrel(o => o.Listen(System.Net.IPAddress.Loopback, 0, l => l.UseHttps(certificate)));
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(context => context.Response.WriteAsync("secret"));
        await app.StartAsync();
        return app;
    }

    private static Task Say(Page page, string word) => word switch
    {
        "ShouldShow" => page.ShouldShow("refused"),
        "ShouldNotShow" => page.ShouldNotShow("Password"),
        "ShouldHave" => page.ShouldHave("body", least: 0),
        "ReadText" => page.ReadText(),
        "Fill" => page.Fill("Name", "x"),
        "Press" => page.Press("Reload"),
        "Submit" => page.Submit("Send", new { Name = "x" }),
        "Follow" => page.Follow("Next"),
        "Search" => page.Search("dune"),
        "LogIn" => page.LogIn(new Account("ada", new Secret("s3cret!"))),
        "LogOut" => page.LogOut(),
        "Upload" => page.Upload("Photo", "a.png", [1]),
        "Attach" => page.Attach("Photo", typeof(NoPageTests).Assembly.Location),
        "Reload" => page.Reload(),
        "ShouldHaveTitle" => page.ShouldHaveTitle("e"),
        "ShouldBeAt" => page.ShouldBeAt("/x"),
        "ShouldHaveHeader" => page.ShouldHaveHeader("Date"),
        "ShouldBeOfType" => page.ShouldBeOfType("text/html"),
        "ShouldBeComplete" => page.ShouldBeComplete(),
        "ShouldHaveWorkingLinks" => page.ShouldHaveWorkingLinks(),
        "ShouldDownload" => page.ShouldDownload("/file", [1]),
        "EventuallyShows" => page.EventuallyShows("refused", "1s"),
        "ShouldBeFast" => ((BrowserPage)page).ShouldBeFast(),
        "ShouldBeAccessible" => ((BrowserPage)page).ShouldBeAccessible(),
        _ => ((BrowserPage)page).ShouldHaveQuietConsole(),
    };
}
