using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using SmokeTests.Browsers;
using SmokeTests.Recording;
using SmokeTests.Testing;

namespace SmokeTests.Tests;

/// <summary>A site that keeps a browser waiting fails the check, with what was waited for; and the run ends in time.</summary>
[Collection(WithoutOthers.Name)]
public class HangingTests
{
    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(3);

    public static TheoryData<string, string[]> Sites => new()
    {
        { "open says nothing", ["no complete answer within 3 s", "an answer from http://shop.example/says-nothing", "none in time"] },
        { "open stops in its body", ["the page was not complete within 3 s", "its beginning alone", "(200)"] },
        { "open waits for a script", ["the page was not complete within 3 s", "/never.js was still waited for"] },
        { "follow says nothing", ["no complete answer within 3 s", "an answer from http://shop.example/says-nothing", "none in time"] },
        { "press sends", ["no complete answer within 3 s", "an answer from http://shop.example/sent", "none in time"] },
        { "press spins", ["the page has not answered for 3 s: its scripts keep it busy"] },
        { "press asks", ["the page has not answered for 3 s", "questions, the last: \"Again?\""] },
        { "open spins", ["the page was not complete within 3 s"] },
        { "open asks", ["the page was not complete within 3 s"] },
        { "press new tab", ["no complete answer within 3 s", "an answer from http://shop.example/says-nothing"] },
    };

    [Theory, MemberData(nameof(Sites))]
    public async Task A_page_that_never_ends_fails_the_step(string situation, string[] told)
    {
        await using var drive = Drive.On(await TestSite.Answering(Hang), Driver.Browser, e => e with { StepLimit = StepLimit });
        var failure = await drive.Fails(async () =>
        {
            var page = await drive.Open("/");
            await (situation.Split(' ', 2) switch
            {
                ["open", var path] => page.Open("/" + path.Replace(' ', '-')),
                ["follow", var link] => page.Follow(link),
                [_, var button] => page.Press(button),
                _ => throw new InvalidOperationException(situation),
            });
        });
        failure.Should().ContainAll(told).And.Contain("  Page ");
        // What is left to do with the browser has an end of its own.
        var evidence = new Evidence(drive.Run.Redactor);
        var session = drive.Run.Attending<Session>()!;
        var began = Stopwatch.GetTimestamp();
        await session.Collect(evidence);
        await session.Leave();
        Stopwatch.GetElapsedTime(began).Should().BeLessThan(TimeSpan.FromSeconds(30));
        evidence.Files.Select(f => f.Name).Should().Contain("browser.har");
    }

    [Fact]
    public async Task A_frame_that_spins_keeps_nobody_from_reading_the_page()
    {
        await using var other = await TestSite.Html("<script>while (true) {}</script>");
        // Another site, and so another process of the browser.
        await using var drive =
            Drive.On(await TestSite.Html($"<p>Shop<iframe src='{other.Address.AbsoluteUri.Replace("127.0.0.1", "localhost")}'></iframe>"),
                Driver.Browser);
        await (await drive.Open("/")).ShouldShow("Shop");
    }

    [Fact]
    public async Task A_handler_that_throws_is_told_and_ends_nothing()
    {
        var said = new List<string>();
        var handlers = new Handlers(said.Add);
        handlers.Handle(() => throw new UriFormatException("no address"));
        handlers.Handle(async () =>
        {
            await Task.Yield();
            throw new KeyNotFoundException("no such frame");
        });
        await Patiently(() => said.Count == 2);
        said.Should().Contain(s => s.Contains("no address")).And.Contain(s => s.Contains("no such frame"));
    }

    [Fact]
    public async Task Where_the_time_of_the_check_is_up_it_is_said_what_was_waited_for()
    {
        await using var drive = Drive.On(await TestSite.Answering(Hang), Driver.Browser,
            e => e with { StepLimit = TimeSpan.FromMinutes(1), Browser = e.Browser with { Patience = TimeSpan.FromMinutes(1) } });
        var page = await drive.Open("/");
        (await drive.FailsInTime(TimeSpan.FromSeconds(2), () => page.ShouldShow("Done"))).Should()
            .Contain("not done when the time of the check was up (2 s): waited for \"Done\" on http://shop.example/").And.Contain(
                "  Page      http://shop.example/ (200");
        (await drive.FailsInTime(TimeSpan.FromSeconds(2), () => page.Follow("says nothing"))).Should()
            .Contain("not done when the time of the check was up (2 s): waited for an answer from "
                + "http://shop.example/says-nothing").And.Contain("(no answer)");
    }

    private static async Task Patiently(Func<bool> until)
    {
        while (!until())
            await Task.Delay(10);
    }

    private static async Task Hang(HttpContext context)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        switch (context.Request.Path.Value)
        {
            case "/":
                await context.Response.WriteAsync("""
                    <title>Shop</title><a href=/says-nothing>says nothing</a> <form method=post action=/sent><button>sends</button></form>
                    <button onclick="while (true) {}">spins</button> <button onclick="while (true) confirm('Again?')">asks</button>
                    <button onclick="window.open('/says-nothing')">new tab</button>
                    """);
                break;
            case "/stops-in-its-body":
                await context.Response.WriteAsync("<p>begun");
                await context.Response.Body.FlushAsync();
                await TestSite.Never(context);
                break;
            case "/waits-for-a-script":
                await context.Response.WriteAsync("<script src=/never.js></script><p>begun");
                break;
            case "/spins":
                await context.Response.WriteAsync("<p>begun<script>while (true) {}</script>");
                break;
            case "/asks":
                await context.Response.WriteAsync("<p>begun<script>while (true) alert('Again?')</script>");
                break;
            case "/favicon.ico":
                break;
            default:
                await TestSite.Never(context);
                break;
        }
    }

}
