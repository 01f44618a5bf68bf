using Microsoft.AspNetCore.Http;
using SmokeTests.Testing;

namespace SmokeTests.Tests;

/// <summary>What a page's Content-Security-Policy keeps a browser from is told as that: nobody was asked.</summary>
public class SecurityPolicyTests
{
    [Theory]
    [InlineData("img-src 'none'", "<img src=/part.png>", "/part.png")]
    [InlineData("script-src 'none'", "<script src=/part.js></script>", "/part.js")]
    [InlineData("style-src 'none'", "<link rel=stylesheet href=/part.css>", "/part.css")]
    [InlineData("font-src 'none'", "<style>@font-face { font-family: f; src: url(/part.woff2) } p { font-family: f }</style>",
        "/part.woff2")]
    [InlineData("img-src 'none'", "<style>p { background: url(/part.png) }</style>", "/part.png")]
    [InlineData("img-src 'none'", "<input type=image src=/part.png>", "/part.png")]
    public async Task A_part_that_the_page_forbids_is_told_so(string policy, string html, string part)
    {
        await using var drive = await Opened(policy, html);
        var page = await drive.Open("/");
        var told = await drive.Fails(() => page.ShouldBeComplete());
        told.Should().Contain($"{part} did not come: the page's Content-Security-Policy forbids it").And.NotContain("did not answer");
    }

    [Theory]
    [InlineData("form-action 'none'", "<form action=/sent method=post><button>Send</button></form>")]
    [InlineData("form-action 'none'", "<form action=/sent><input name=q><button>Send</button></form>")]
    [InlineData("form-action https://other.example", "<form action=/sent><button>Send</button></form>")]
    [InlineData("img-src *",
        "<meta http-equiv=content-security-policy content=\"form-action 'none'\"><form action=/sent><button>Send</button></form>")]
    public async Task A_form_that_the_page_forbids_to_send_fails_the_step(string policy, string html)
    {
        await using var drive = await Opened(policy, html);
        var page = await drive.Open("/");
        (await drive.Fails(() => page.Press("Send"))).Should()
            .ContainAll("Press \"Send\"", "Content-Security-Policy (form-action) forbids it", "/sent");
    }

    [Fact]
    public async Task A_form_that_the_page_allows_is_sent()
    {
        await using var drive = await Opened("form-action 'self'", "<form action=/sent><button>Send</button></form>");
        var page = await drive.Open("/");
        await page.Press("Send");
        await page.ShouldShow("Hello");
    }

    private static async Task<Drive> Opened(string policy, string html) => Drive.On(await TestSite.Answering(async context =>
    {
        context.Response.ContentType = "text/html";
        context.Response.Headers.ContentSecurityPolicy = policy;
        await context.Response.WriteAsync($"<!DOCTYPE html><title>Hello</title>{html}<p>Hello</p>");
    }), Driver.Browser);
}
