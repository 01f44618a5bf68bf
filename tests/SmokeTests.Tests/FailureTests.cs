using Microsoft.AspNetCore.Http;
using SmokeTests.Testing;

namespace SmokeTests.Tests;

/// <summary>What only a site without a browser in between can be told of: the words are approved files.</summary>
public class FailureTests
{
    [Theory]
    [InlineData("too-large")]
    [InlineData("hangs-in-mid-body")]
    [InlineData("breaks-off")]
    [InlineData("no-html-but-noise")]
    public async Task A_site_that_misbehaves_fails_the_step_with_one_clear_message(string situation)
    {
        await using var walk =
            Walk.On(await TestSite.Answering(context => Misbehave(context, situation)), stepLimit: TimeSpan.FromSeconds(1));
        var told = await walk.Fails(async () => await (await walk.Open("/")).ShouldShow("Welcome"));
        Approved.ShouldMatch(told, situation);
    }

    [Fact]
    public async Task A_secret_is_in_no_message_and_no_step()
    {
        const string password = "pa<ss & w+rd";
        await using var walk = Walk.On(await TestSite.Answering(async context =>
        {
            context.Response.ContentType = "text/html";
            var told = context.Request.HasFormContentType ? (await context.Request.ReadFormAsync())["p"].ToString() : "";
            await context.Response.WriteAsync(
                $"<form method=post action='/?leak={Uri.EscapeDataString(told)}'><input name=user><input type=password "
                    + $"name=p><button>Go</button></form><p>{System.Net.WebUtility.HtmlEncode(told)}</p>");
        }));
        walk.Redactor.Learn(password);
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
            case "too-large":
                for (var i = 0; i < 100 && !context.RequestAborted.IsCancellationRequested; i++)
                    await answer.Body.WriteAsync(new byte[1024 * 1024], context.RequestAborted).AsTask()
                        .ContinueWith(_ => { }, TaskScheduler.Default);
                break;
            case "hangs-in-mid-body":
                await answer.WriteAsync("<h1>Welc");
                await answer.Body.FlushAsync();
                await TestSite.Never(context);
                break;
            case "breaks-off":
                answer.ContentLength = 1000;
                await answer.WriteAsync("<h1>Welc");
                await answer.Body.FlushAsync();
                break;
            case "no-html-but-noise":
                await answer.Body.WriteAsync(Enumerable.Range(0, 512).Select(i => (byte)(i * 7)).ToArray());
                break;
        }
    }
}
