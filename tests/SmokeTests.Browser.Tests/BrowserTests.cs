using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using PublicApiGenerator;
using SmokeTests.Testing;

namespace SmokeTests.Tests;

/// <summary>What only a real browser does.</summary>
[Collection(WithoutOthers.Name)]
public class BrowserTests
{
    [Fact]
    public void The_public_face_is_small_and_known() =>
        Approved.ShouldMatch(typeof(BrowserPage).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }),
            "public-api");

    [Fact]
    public async Task A_page_that_draws_itself_late_is_waited_for()
    {
        const string app = """
            <!doctype html><title>App</title><div id=app></div><script>
            setTimeout(() => { app.innerHTML = '<label>Name <input></label><button disabled>Save</button>'; }, 200);
            setTimeout(() => { app.querySelector('button').disabled = false;
            """ + """
             app.querySelector('button').onclick = () =>
            """ + """
             setTimeout(() => app.innerHTML = '<p>Saved ' + app.querySelector('input').value, 300); }, 400);
            </script>
            """;
        await using var drive = Drive.On(await TestSite.Html(app), Driver.Browser);
        var page = await drive.Open("/");
        await page.Fill("Name", "Ada");
        await page.Press("Save");
        await page.ShouldShow("Saved Ada");
    }

    /// <summary>As MediaWiki does: it adds to each tooltip by which keys the link is reached.</summary>
    [Fact]
    public async Task A_link_whose_tooltip_a_script_changes_meanwhile_is_still_that_link()
    {
        const string page = """
            <a id=in href=/in title="You may log in">Log in</a><a href=/out title="You may log in">Log out</a><script>
            Object.defineProperty(document.getElementById('in'), 'innerText',
            """ + """
             { get() { this.title = 'You may log in [alt+o]'; return 'Log in'; } });
            </script>
            """;
        await using var drive = Drive.On(await TestSite.Answering(context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync(context.Request.Path == "/in" ? "<p>Who are you?" : page);
        }), Driver.Browser);
        var start = await drive.Open("/");
        await (await start.Follow("Log in")).ShouldShow("Who are you?");
    }

    [Fact]
    public async Task Own_pages_carry_the_run_and_third_parties_neither_it_nor_when_they_are_blocked_anything()
    {
        var seen = new ConcurrentDictionary<string, IHeaderDictionary>();
        await using var third =
            await TestSite.Answering(
                context => { seen["third" + context.Request.Path] =
                    new HeaderDictionary(context.Request.Headers.ToDictionary()); context.Response.Headers.AccessControlAllowOrigin =
                    "*"; return context.Response.WriteAsync("<p>third"); });
        await using var blocked =
            await TestSite.Answering(
                context => { seen["blocked"] = new HeaderDictionary(context.Request.Headers.ToDictionary()); return Task.CompletedTask; });
        await using var drive = Drive.On(await TestSite.Answering(context =>
        {
            seen["own" + context.Request.Path] = new HeaderDictionary(context.Request.Headers.ToDictionary());
            context.Response.ContentType = "text/html";
            if (context.Request.Path == "/away")
                context.Response.Redirect($"{third.Address}page");
            return context.Response.WriteAsync(
                $"<p id=p>here<script>fetch('/data').then(() => fetch('{third.Address}data')).then(() => "
                    + $"fetch('{blocked.Address}')).catch(() => 0).then(() => p.textContent = 'asked')</script>");
        }), Driver.Browser, e => e with { Block = [blocked.Address.Authority] });
        var page = await drive.Open("/");
        await page.ShouldShow("asked");
        seen["own/"]["Smoke-Run"].ToString().Should().Be("Test.Drive; r1");
        seen["own/data"]["traceparent"].ToString().Should().StartWith($"00-{drive.Run.Recorder.Spans.Trace}-");
        await page.Open("/away");
        foreach (var place in new[] { "third/data", "third/page" })
            seen[place].Keys.Should().NotContain(["Smoke-Run", "traceparent"], place);
        seen.Keys.Should().NotContain("blocked");
        seen["own/"].UserAgent.ToString().Should().Contain("Chrome/").And.Contain("Test.Drive; run r1");
    }

    [Fact]
    public async Task A_browser_that_was_killed_is_broken_for_the_run_that_had_it_and_started_again_for_the_next()
    {
        await using var drive = Drive.On(await TestSite.Html("<p>here"), Driver.Browser);
        var page = await drive.Open("/");
        var mine = Process.GetProcesses().Where(p => IsMine(p) && IsBrowser(p)).ToArray();
        mine.Should().NotBeEmpty();
        foreach (var process in mine)
            process.Kill();
        var look = () => page.ShouldShow("here");
        (await look.Should().ThrowAsync<CheckBrokenException>()).Which.Message.Should().Contain("gone");
        await using var next = Drive.On(await TestSite.Html("<p>there"), Driver.Browser);
        await (await next.Open("/")).ShouldShow("there");
    }

    [Fact]
    public async Task A_link_to_a_new_tab_is_followed_and_a_question_is_answered_with_yes()
    {
        await using var drive = Drive.On(await TestSite.Answering(context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync(context.Request.Path == "/new"
                ? "<p id=p>new<button onclick=\"if (confirm('Really?')) p.textContent = 'deleted'\">Delete</button>"
                : "<a href=/new target=_blank>Elsewhere</a>");
        }), Driver.Browser);
        var page = await drive.Open("/");
        await page.Follow("Elsewhere");
        await page.Press("Delete");
        await page.ShouldShow("deleted");
    }

    private static bool IsBrowser(Process process)
    {
        try
        {
            return process.ProcessName.Contains("chrom", StringComparison.OrdinalIgnoreCase);
        }
        catch (InvalidOperationException)
        {
            // It has ended meanwhile.
            return false;
        }
    }

    /// <summary>Started by this test process, at whatever remove.</summary>
    private static bool IsMine(Process process)
    {
        for (var id = process.Id; id > 1;)
        {
            if (id == Environment.ProcessId)
                return true;
            try
            {
                id = int.Parse(File.ReadAllText($"/proc/{id}/stat").Split(") ")[1].Split(' ')[1]);
            }
            catch (IOException)
            {
                return false;
            }
        }
        return false;
    }
}
