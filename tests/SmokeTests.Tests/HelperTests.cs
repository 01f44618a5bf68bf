using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;
using RestSharp;
using SmokeTests.Api;
using SmokeTests.Http;
using SmokeTests.HttpPages;
using SmokeTests.Runs;
using SmokeTests.Settings;
using SmokeTests.Testing;

namespace SmokeTests.Tests;

/// <summary>APIs, accounts, courtesy, many pages, probes: each against a real server.</summary>
public class HelperTests
{
    private static RunContext On(TestSite site, Func<EnvironmentSettings, EnvironmentSettings>? but = null)
    {
        var environment = new EnvironmentSettings { Name = "test", Site = site.Address, Api = new ApiSettings(site.Address),
            StepLimit = TimeSpan.FromSeconds(3) };
        var run = new RunContext("r1", SuiteSettings.Of(but?.Invoke(environment) ?? environment), TimeProvider.System);
        run.Stand("Test.Helper", "storefront");
        return run;
    }

    private static Visitor Visitor(RunContext run) =>
        new(run.Settings, run.Recorder, run.RequestHeaders, TimeProvider.System, () => run.Stop);

    [Theory]
    [InlineData("items[1].price", 12.5)]
    [InlineData("items.length", 2.0)]
    [InlineData("shop.open", 1.0)]
    public void A_value_is_found_by_its_path(string path, double value) =>
        new JsonAnswer("""{ "items": [{ "price": 7 }, { "price": 12.5 }], "shop": { "open": 1 } }""",
            new Recording.Recorder(TimeProvider.System, new Recording.SecretRedactor(), () => null), "here").At<double>(path)
            .Should().Be(value);

    [Theory]
    [InlineData("items[2].price", "items is an array of 2")]
    [InlineData("shop.name", "shop is an object with open")]
    [InlineData("items", "items is no Double")]
    public void A_value_that_is_not_there_is_told_with_what_is(string path, string told)
    {
        var read = () => new JsonAnswer("""{ "items": [1, 2], "shop": { "open": 1 } }""",
            new Recording.Recorder(TimeProvider.System, new Recording.SecretRedactor(), () => null), "here").At<double>(path);
        read.Should().Throw<JourneyFailedException>().Which.Message.Should().Contain(told);
    }

    [Fact]
    public async Task An_oauth_token_is_asked_for_once_and_sent_to_the_api_alone()
    {
        var (tokens, seen) = (0, new ConcurrentQueue<string>());
        await using var other =
            await TestSite.Answering(
                context => { seen.Enqueue("other:" + context.Request.Headers.Authorization); return Task.CompletedTask; });
        await using var site = await TestSite.Answering(async context =>
        {
            if (context.Request.Path == "/token")
            {
                Interlocked.Increment(ref tokens);
                var form = await context.Request.ReadFormAsync();
                await context.Response.WriteAsJsonAsync(new { access_token = $"token-for-{form["client_id"]}-{form["client_secret"]}",
                    expires_in = 3600 });
                return;
            }
            seen.Enqueue("api:" + context.Request.Headers.Authorization);
        });
        for (var journey = 0; journey < 3; journey++)
        {
            var run = On(site, e => e
                with { Api = new ApiSettings(site.Address) { OAuth =
                    new OAuthSettings(new Uri(site.Address, "/token"), new Text("smoke", null), new Text("s3cret", null), null) } });
            using var api = ApiClient.For(run, Authentication.Of(run));
            await api.ExecuteGetAsync(new RestRequest("orders"));
            await api.ExecuteGetAsync(new RestRequest(other.Address));
        }
        tokens.Should().Be(1);
        seen.Where(s => s.StartsWith("api")).Should().HaveCount(3).And.OnlyContain(s => s == "api:Bearer token-for-smoke-s3cret");
        seen.Where(s => s.StartsWith("other")).Should().HaveCount(3).And.OnlyContain(s => s == "other:");
    }

    [Fact]
    public async Task Own_origins_get_the_run_and_its_trace_third_parties_do_not_not_even_by_a_redirect()
    {
        var seen = new ConcurrentDictionary<string, IHeaderDictionary>();
        await using var third =
            await TestSite.Answering(
                context => { seen["third"] =
                    new HeaderDictionary(context.Request.Headers.ToDictionary()); return context.Response.WriteAsync("<p>third"); });
        await using var site =
            await TestSite.Answering(
                context => { seen["own"] =
                    new HeaderDictionary(context.Request.Headers.ToDictionary()); context.Response.Redirect(
                        third.Address.ToString()); return Task.CompletedTask; });
        var run = On(site);
        await new HttpPage(new HttpTab(run.Settings, Visitor(run), run.Recorder, TimeProvider.System, () => run.Stop),
            run.Recorder).Open("/");
        seen["own"]["Smoke-Run"].ToString().Should().Be("Test.Helper; r1");
        seen["own"]["traceparent"].ToString().Should().StartWith($"00-{run.Recorder.Spans.Trace}-");
        seen["third"].Keys.Should().NotContain(["Smoke-Run", "traceparent"]);
        seen["third"].UserAgent.ToString().Should().Contain("Test.Helper; run r1");
    }

    [Fact]
    public async Task A_second_factor_is_answered_and_two_runs_never_share_a_borrowed_log_in()
    {
        const string seed = "JBSWY3DPEHPK3PXP";
        await using var site = await TestSite.Answering(async context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync() : null;
            var valid = form?["otp"].ToString() is { Length: 6 } code
                && new OtpNet.Totp(OtpNet.Base32Encoding.ToBytes(seed)).VerifyTotp(code, out _, new OtpNet.VerificationWindow(1, 1));
            await context.Response.WriteAsync(valid ? "<p>Hello Ada"
                : form is null ? "<form method=post><label>User <input name=user></label><button>Next</button></form>"
                : form.ContainsKey("user")
                ? "<form method=post><label>Password <input type=password name=pw></label><button>Log in</button></form>"
                : "<form method=post><label>Code <input name=otp autocomplete=one-time-code></label><button>Go on</button></form>");
        });
        var logIns = new[] { "ada",
            "bob" }.Select(user => new LogInSettings(new Text(user, null), new Text("pw-" + user, null), new Text(seed, null))).ToArray();
        var name = "a" + Guid.NewGuid().ToString("N");
        RunContext[] runs = [.. Enumerable.Range(0, 3)
            .Select(_ => On(site, e => e with { Accounts = new Dictionary<string, AccountSettings> { [name] = new(logIns) } }))];
        var first = await runs[0].Borrow(name);
        var second = await runs[1].Borrow(name);
        new[] { first.User, second.User }.Should().BeEquivalentTo("ada", "bob");
        var third = runs[2].Borrow(name);
        third.IsCompleted.Should().BeFalse();
        runs[0].Dispose();
        (await third).User.Should().Be(first.User);

        var page = new HttpPage(new HttpTab(runs[2].Settings, Visitor(runs[2]), runs[2].Recorder, TimeProvider.System, () => runs[2].Stop),
            runs[2].Recorder);
        await page.Open("/");
        await page.LogIn(first);
        await page.ShouldShow("Hello Ada");
        runs[2].Recorder.Steps.Single(s => s.Name == "log in").Note.Should().ContainAll("on a page of its own", "one-time code");
    }

    [Fact]
    public async Task A_sitemap_is_walked_and_every_page_that_fails_is_told()
    {
        await using var site = await TestSite.Answering(async context =>
        {
            var path = context.Request.Path.Value!;
            var root = $"http://{context.Request.Host}";
            if (path == "/sitemap.xml")
                await context.Response.WriteAsync(
                    "<sitemapindex "
                        + "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
                        + $"<sitemap><loc>{root}/pages.xml</loc></sitemap></sitemapindex>");
            else if (path == "/pages.xml")
                await context.Response.WriteAsync(
                    "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
                        + $"{string.Concat(Enumerable.Range(1, 10).Select(i => $"<url><loc>{root}/p{i}</loc></url>"))}</urlset>");
            else
            {
                context.Response.ContentType = "text/html";
                context.Response.StatusCode = path == "/p3" ? 404 : 200;
                await context.Response.WriteAsync(path == "/p7" ? "" : "<p>a page");
            }
        });
        var run = On(site);
        var walk = () => new Visits(run, Visitor(run)).GoBy("/sitemap.xml", 100);
        (await walk.Should().ThrowAsync<JourneyFailedException>()).Which.Message.Should()
            .ContainAll("2 of 10 pages do not work", "/p3 answered 404", "/p7 is blank");
        run.Recorder.Steps.Count(s => s.Name.StartsWith("visit")).Should().Be(10);
    }

    [Theory]
    [InlineData("<meta http-equiv=refresh content='0; url=/next'>", "Arrived")]
    [InlineData("<meta http-equiv=refresh content='1;URL=\"next\"'>", "Arrived")]
    [InlineData("<meta http-equiv=refresh content='300; url=/next'><p>Stayed", "Stayed")]
    [InlineData("<details><summary>More</summary><p>Folded away</details><dialog>Closed</dialog><textarea>Typed</textarea><p>Stayed",
        "Stayed")]
    public async Task A_page_is_as_a_browser_would_show_it(string html, string shown)
    {
        await using var site = await TestSite.Answering(context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync(context.Request.Path == "/next" ? "<p>Arrived" : html);
        });
        await using var walk = Walk.On(site);
        var page = await walk.Open("/");
        await page.ShouldShow(shown);
        await page.ShouldNotShow("Folded away", "Closed", "Typed");
    }

    [Fact]
    public async Task Probes_reach_ports_and_sockets_and_say_what_they_met()
    {
        await using var site = await TestSite.Answering(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[1024];
            var read = await socket.ReceiveAsync(buffer, CancellationToken.None);
            await socket.SendAsync(Encoding.UTF8.GetBytes("echo " + Encoding.UTF8.GetString(buffer, 0, read.Count)),
                System.Net.WebSockets.WebSocketMessageType.Text, true, CancellationToken.None);
            await socket.CloseAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        });
        var run = On(site);
        var probe = new Probe(run);
        await probe.Tcp(site.Address.Host, site.Address.Port);
        await probe.WebSocket("/socket", "hello", "echo hello");
        var deaf = () => probe.WebSocket("/socket", "hello", "something else");
        (await deaf.Should().ThrowAsync<JourneyFailedException>()).Which.Message.Should().Contain("echo hello");
        var closed = () => probe.Tcp("127.0.0.1", 1);
        (await closed.Should().ThrowAsync<JourneyFailedException>()).Which.Message.Should()
            .ContainAll("Connect to 127.0.0.1:1", "127.0.0.1:1 to accept a connection");
        var plain = () => probe.Certificate("127.0.0.1", 14, site.Address.Port);
        await plain.Should().ThrowAsync<JourneyFailedException>();
        var grpc = () => probe.GrpcHealth("http://127.0.0.1:1");
        (await grpc.Should().ThrowAsync<JourneyFailedException>()).Which.Message.Should().Contain("it answered Unavailable");
    }
}
