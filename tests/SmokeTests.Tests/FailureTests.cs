using Microsoft.AspNetCore.Http;
using SmokeTests.Testing;

namespace SmokeTests.Tests;

/// <summary>Every message says what was expected, what was there instead, on which page, at which step. The words are approved files.</summary>
public class FailureTests
{
    private const string Shop = """
        <title>Shop</title><nav><a href="/a">Books</a> <a href="/b">Books</a> <a href="/login">Log in</a></nav>
        <main><h1>Welcome</h1><p>Frank Herbet wrote it.</p>
        <form><label>E-mail <input type="email" name="mail" required></label><label>Size <select name="size"><option>S<option>L</select></label><button>Send</button><button disabled>Pay</button></form>
        <label>City <input name="city" readonly></label></main>
        """;

    [Theory]
    [InlineData("link-missing")]
    [InlineData("link-ambiguous")]
    [InlineData("field-missing")]
    [InlineData("field-read-only")]
    [InlineData("choice-missing")]
    [InlineData("button-missing")]
    [InlineData("button-disabled")]
    [InlineData("form-not-valid")]
    [InlineData("text-missing-nearest-line")]
    [InlineData("text-missing")]
    [InlineData("text-unwanted")]
    [InlineData("no-search-form")]
    [InlineData("no-log-in-form")]
    [InlineData("no-way-out")]
    public async Task A_word_that_fails_explains_itself(string situation)
    {
        var (walk, page) = await Walk.OnPage(Shop);
        await using var _ = walk;
        Func<Task> word = situation switch
        {
            "link-missing" => () => page.Follow("Bestsellers"),
            "link-ambiguous" => () => page.Follow("Books"),
            "field-missing" => () => page.Fill("Street", "x"),
            "field-read-only" => () => page.Fill("City", "x"),
            "choice-missing" => () => page.Fill("Size", "XXL"),
            "button-missing" => () => page.Press("Order"),
            "button-disabled" => () => page.Press("Pay"),
            "form-not-valid" => () => page.Press("Send"),
            "text-missing-nearest-line" => () => page.ShouldShow("Frank Herbert wrote it."),
            "text-missing" => () => page.ShouldShow("Out of stock"),
            "text-unwanted" => () => page.ShouldNotShow("Welcome"),
            "no-search-form" => () => page.Search("dune"),
            "no-log-in-form" => () => page.LogIn(new Account("ada", new Secret("s3cret!"))),
            _ => () => page.LogOut(),
        };
        Approved.ShouldMatch(await walk.Fails(word), situation);
    }

    [Theory]
    [InlineData("status-500")]
    [InlineData("status-404")]
    [InlineData("redirects-for-ever")]
    [InlineData("too-large")]
    [InlineData("hangs")]
    [InlineData("hangs-in-mid-body")]
    [InlineData("breaks-off")]
    [InlineData("no-html-but-noise")]
    [InlineData("json-instead-of-a-page")]
    [InlineData("blank")]
    public async Task A_site_that_misbehaves_fails_the_step_with_one_clear_message(string situation)
    {
        await using var walk = Walk.On(await TestSite.Answering(context => Misbehave(context, situation)), stepLimit: TimeSpan.FromSeconds(1));
        var told = await walk.Fails(async () => await (await walk.Open("/")).ShouldShow("Welcome"));
        Approved.ShouldMatch(told, situation);
    }

    [Fact]
    public async Task A_site_that_refuses_connections_is_named()
    {
        var site = await TestSite.Html("");
        await using var walk = Walk.On(site);
        await site.DisposeAsync();
        Approved.ShouldMatch(await walk.Fails(() => walk.Open("/")), "refuses-connections");
    }

    [Fact]
    public async Task A_secret_is_in_no_message_and_no_step()
    {
        const string password = "pa<ss & w+rd";
        await using var walk = Walk.On(await TestSite.Answering(async context =>
        {
            context.Response.ContentType = "text/html";
            var told = context.Request.HasFormContentType ? (await context.Request.ReadFormAsync())["p"].ToString() : "";
            await context.Response.WriteAsync($"<form method=post action='/?leak={Uri.EscapeDataString(told)}'><input name=user><input type=password name=p><button>Go</button></form><p>{System.Net.WebUtility.HtmlEncode(told)}</p>");
        }));
        walk.Blotter.Learn(password);
        var page = await walk.Open("/");
        var told = await walk.Fails(() => page.LogIn(new Account("ada", new Secret(password))));
        told.Should().Contain("•••").And.NotContain("pa<ss").And.NotContain("w+rd");
        walk.Recorder.Steps.Select(s => s.ToString()).Should().NotContain(s => s.Contains("w+rd"));
        new Secret(password).ToString().Should().NotContain("pa<ss");
    }

    private static async Task Misbehave(HttpContext context, string situation)
    {
        var answer = context.Response;
        answer.ContentType = "text/html";
        switch (situation)
        {
            case "status-500":
                answer.StatusCode = 500;
                await answer.WriteAsync("<h1>Oops</h1><p>Something went wrong.</p>");
                break;
            case "status-404":
                answer.StatusCode = 404;
                break;
            case "redirects-for-ever":
                answer.Redirect(context.Request.Path == "/" ? "/again" : "/");
                break;
            case "too-large":
                for (var i = 0; i < 100 && !context.RequestAborted.IsCancellationRequested; i++)
                    await answer.Body.WriteAsync(new byte[1024 * 1024], context.RequestAborted).AsTask().ContinueWith(_ => { }, TaskScheduler.Default);
                break;
            case "hangs":
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
            case "hangs-in-mid-body":
                await answer.WriteAsync("<h1>Welc");
                await answer.Body.FlushAsync();
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
            case "breaks-off":
                answer.ContentLength = 1000;
                await answer.WriteAsync("<h1>Welc");
                await answer.Body.FlushAsync();
                break;
            case "no-html-but-noise":
                await answer.Body.WriteAsync(Enumerable.Range(0, 512).Select(i => (byte)(i * 7)).ToArray());
                break;
            case "json-instead-of-a-page":
                answer.ContentType = "application/json";
                await answer.WriteAsync("""{"error":"no such shop"}""");
                break;
        }
    }
}
