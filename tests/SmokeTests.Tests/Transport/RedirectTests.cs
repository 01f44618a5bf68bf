using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using RestSharp;
using SmokeTests.Api;
using SmokeTests.Http;
using SmokeTests.Settings;
using SmokeTests.Testing;

namespace SmokeTests.Tests.Transport;

/// <summary>What goes on with a redirect, to the same origin and to another, and who is blamed for its end.</summary>
public class RedirectTests
{
    private static readonly Dictionary<string, Func<Uri, ApiSettings>> LogIns = new()
    {
        ["bearer"] = address => new ApiSettings(address) { Bearer = new Text("s3cret", null) },
        ["basic"] = address => new ApiSettings(address) { Basic = (new Text("ada", null), new Text("s3cret", null)) },
        ["key"] = address => new ApiSettings(address) { Key = ("X-Shop-Key", new Text("s3cret", null)) },
        ["user info"] = address => new ApiSettings(new UriBuilder(address) { UserName = "ada", Password = "s3cret" }.Uri),
        ["oauth"] = address =>
            new ApiSettings(address) { OAuth =
                new OAuthSettings(new Uri(address, "/token"), new Text("ada", null), new Text("s3cret" + address.Port, null), null) },
    };

    public static TheoryData<string, int> OnItsWay =>
        [.. LogIns.Keys.SelectMany(
            logIn => new[] { 301, 302, 303, 307, 308 }.Select(status => new TheoryDataRow<string, int>(logIn, status)))];

    [Theory, MemberData(nameof(OnItsWay))]
    public async Task A_log_in_goes_on_within_its_origin_and_to_no_other(string logIn, int status)
    {
        await using var third = await Site.On();
        await using var own = await Site.On(third.Address, status);
        using var run = Call.On(own.Address, e => e with { Api = LogIns[logIn](own.Address) });
        using var api = Call.Api(run);
        await api.ExecuteAsync(new RestRequest("near").AddHeader("X-Tenant", "5"));
        await api.ExecuteAsync(new RestRequest("far").AddHeader("X-Tenant", "5").AddHeader("Authorization-Extra", "x")
            .AddHeader("Accept-Language", "de"));
        await api.ExecuteAsync(new RestRequest(third.Address));

        var name = logIn == "key" ? "X-Shop-Key" : "Authorization";
        own.Seen["/end"].Keys.Should().Contain([name, "Smoke-Run", "traceparent", "X-Tenant"]);
        own.Seen["/end"][name].ToString().Should().Be(own.Seen["/near"][name].ToString());
        third.Seen["/end"].Keys.Should()
            .NotContain([name, "Smoke-Run", "traceparent", "X-Tenant", "Authorization-Extra", "Authorization", "Cookie"]);
        third.Seen["/end"].Keys.Should().Contain(["Accept-Language", "User-Agent"]);
        third.Seen["/"].Keys.Should().NotContain([name, "Smoke-Run", "traceparent"]);
    }

    [Fact]
    public async Task A_log_in_of_the_check_itself_goes_on_within_its_origin_alone()
    {
        await using var third = await Site.On();
        await using var own = await Site.On(third.Address);
        using var run = Call.On(own.Address);
        using var api = Call.Api(run);
        foreach (var way in new[] { "near", "far" })
            await api.GetAsync(new RestRequest(way).AddHeader("Authorization", "Bearer own").AddCookie("mine", "1", "/", own.Address.Host)
                .AddHeader("X-Api-Key", "own"));
        own.Seen["/end"].Keys.Should().Contain(["Authorization", "X-Api-Key"]);
        own.Seen["/end"]["Cookie"].ToString().Should().Be("mine=1; step=near");
        third.Seen["/end"].Keys.Should().NotContain(["Authorization", "X-Api-Key"]);
    }

    [Theory]
    //          what an answer on the way sets                   what is sent then, beside the check's own
    [InlineData("basket={\"a\":1,\"b\":2}; Path=/",          "mine=1; basket={\"a\":1,\"b\":2}")]
    [InlineData("basket=1,2,3",                                  "mine=1; basket=1,2,3")]
    [InlineData("basket=\"1,2\"; HttpOnly",                    "mine=1; basket=\"1,2\"")]
    [InlineData("$d=1",                                          "mine=1; $d=1")]
    [InlineData("basket=1; Expires=-1",                          "mine=1; basket=1")]
    [InlineData("basket=1; Expires=0; Max-Age=abc",              "mine=1; basket=1")]
    [InlineData("basket=1; Secure",                              "mine=1; basket=1")]
    [InlineData("basket=1; Path=/elsewhere",                     "mine=1")]
    [InlineData("basket=1; Max-Age=0",                           "mine=1")]
    [InlineData("basket=1; Domain=example.com",                  "mine=1")]
    [InlineData("mine=2",                                        "mine=2")]
    [InlineData("mine=2; Path=/elsewhere",                       "mine=1")]
    [InlineData("mine=2; Domain=example.com",                    "mine=1")]
    [InlineData("mine=; Max-Age=0",                              null)]
    public async Task Cookies_of_the_way_go_back_as_they_came(string set, string? sent)
    {
        await using var server = RawServer.Answering(r => r.Line.Contains("/end", StringComparison.Ordinal) ? RawServer.Json("{}")
            : RawServer.Answer([], $"Location: /end\r\nSet-Cookie: {set}\r\n", "302 Found"));
        using var run = Call.On(server.Address);
        using var api = Call.Api(run);
        (await api.ExecuteAsync(new RestRequest("near").AddCookie("mine", "1", "/", server.Address.Host))).ShouldHaveStatus(200);
        server.Requests.First().Header("Cookie").Should().Be("mine=1");
        server.Requests.Last().Header("Cookie").Should().Be(sent);
    }

    [Fact]
    public async Task Cookies_of_the_way_are_sent_once_where_the_visitor_keeps_them()
    {
        await using var server = RawServer.Answering(r => r.Line.Contains("/end", StringComparison.Ordinal) ? RawServer.Json("{}")
            : RawServer.Answer([], "Location: /end\r\nSet-Cookie: basket={\"a\":1,\"b\":2}\r\n", "302 Found"));
        using var run = Call.On(server.Address);
        var visitor = new Visitor(run.Settings, run.Recorder, run.RequestHeaders, TimeProvider.System, () => run.Stop);
        using var api = ApiClient.For(run, new VisitorsCookies(run, visitor));
        await api.ExecuteAsync(new RestRequest("near"));
        server.Requests.Last().Header("Cookie").Should().Be("basket={\"a\":1,\"b\":2}");
        await api.ExecuteAsync(new RestRequest("end"));
        server.Requests.Last().Header("Cookie").Should().Be("basket={\"a\":1,\"b\":2}");
    }

    [Fact]
    public async Task Cookies_of_pages_go_to_the_environments_own_origins_alone()
    {
        await using var third = await Site.On();
        await using var own = await Site.On(third.Address);
        using var run = Call.On(own.Address);
        var visitor = new Visitor(run.Settings, run.Recorder, run.RequestHeaders, TimeProvider.System, () => run.Stop);
        visitor.Cookies.Keep(own.Address, "session=s3cret");
        using var api = ApiClient.For(run, new VisitorsCookies(run, visitor));
        await api.ExecuteAsync(new RestRequest("near"));
        await api.ExecuteAsync(new RestRequest("far"));
        await api.ExecuteAsync(new RestRequest(third.Address));
        third.Seen["/"].Keys.Should().NotContain(["Cookie", "Smoke-Run", "traceparent"]);
        own.Seen["/end"]["Cookie"].ToString().Should().Contain("session=s3cret").And.Contain("step=near");
        third.Seen["/end"].Keys.Should().NotContain(["Cookie", "Smoke-Run", "traceparent"]);
    }

    [Fact]
    public async Task Cookies_of_pages_go_to_their_own_host_alone()
    {
        await using var third = await Site.On(host: "localhost");
        await using var own = await Site.On(third.Address);
        using var run = Call.On(own.Address);
        var visitor = new Visitor(run.Settings, run.Recorder, run.RequestHeaders, TimeProvider.System, () => run.Stop);
        visitor.Cookies.Keep(own.Address, "session=s3cret");
        await visitor.Send(new Request(HttpMethod.Get, new Uri(own.Address, "/far")));
        third.Seen["/end"].Keys.Should().NotContain(["Cookie", "Smoke-Run", "traceparent"]);
    }

    [Theory]
    //          status  method    arrives   with its body
    [InlineData(301, "POST", "GET", false)]
    [InlineData(302, "POST", "GET", false)]
    [InlineData(303, "POST", "GET", false)]
    [InlineData(307, "POST", "POST", true)]
    [InlineData(308, "POST", "POST", true)]
    [InlineData(301, "PUT", "PUT", true)]
    [InlineData(302, "PUT", "PUT", true)]
    [InlineData(303, "PUT", "GET", false)]
    [InlineData(307, "PUT", "PUT", true)]
    [InlineData(302, "DELETE", "DELETE", false)]
    [InlineData(303, "DELETE", "GET", false)]
    [InlineData(302, "PATCH", "PATCH", true)]
    [InlineData(302, "GET", "GET", false)]
    [InlineData(303, "HEAD", "HEAD", false)]
    [InlineData(301, "HEAD", "HEAD", false)]
    public async Task A_redirect_keeps_method_and_body_as_http_says(int status, string method, string arrives, bool withBody)
    {
        await using var own = await Site.On(status: status);
        using var run = Call.On(own.Address);
        using var api = Call.Api(run);
        var request = new RestRequest("near", Enum.Parse<Method>(method, ignoreCase: true));
        if (method is "POST" or "PUT" or "PATCH")
            request.AddJsonBody(new { book = "dune" });
        var answer = await api.ExecuteAsync(request);
        answer.ResponseUri!.AbsolutePath.Should().Be("/end");
        own.Arrived.Should().Be($"{arrives} {(withBody ? """application/json; charset=utf-8 {"book":"dune"}""" : "")}".TrimEnd());

        // And so by a page's form, which knows GET and POST.
        if (method is not ("GET" or "POST"))
            return;
        var visitor = new Visitor(run.Settings, run.Recorder, run.RequestHeaders, TimeProvider.System, () => run.Stop);
        await visitor.Send(new Request(new HttpMethod(method), new Uri(own.Address, "/near"), method == "POST" ? "a=b"u8.ToArray() : null,
            method == "POST" ? "application/x-www-form-urlencoded" : null));
        own.Arrived.Should().Be($"{arrives} {(withBody ? "application/x-www-form-urlencoded a=b" : "")}".TrimEnd());
    }

    [Theory]
    [InlineData("page")]
    [InlineData("api")]
    public async Task A_redirect_to_a_dead_host_blames_that_host(string by)
    {
        var dead = await Site.On();
        await dead.DisposeAsync();
        await using var own = await Site.On(dead.Address);
        var told = await Fails(own.Address, by, "/far");
        told.Should().Contain($"{dead.Address.Authority} refuses connections ({own.Address}far leads there)")
            .And.Contain($"an answer from {dead.Address}end").And.NotContain($"{own.Address.Authority} refuses").And.NotContain(
                "Is the site");
    }

    [Theory]
    [InlineData("page")]
    [InlineData("api")]
    public async Task A_redirect_to_a_silent_host_blames_that_host(string by)
    {
        await using var silent = RawServer.Answering(_ => []);
        await using var own = await Site.On(silent.Address);
        var told = await Fails(own.Address, by, "/far", e => e with { StepLimit = TimeSpan.FromMilliseconds(500) });
        told.Should().Contain($"no complete answer within 500 ms ({own.Address}far leads there)").And.Contain(
            $"an answer from {silent.Address}end");
    }

    [Theory]
    [InlineData("page")]
    [InlineData("api")]
    public async Task A_redirect_to_a_host_that_breaks_off_blames_that_host(string by)
    {
        await using var rude = RawServer.Answering(_ => null);
        await using var own = await Site.On(rude.Address);
        (await Fails(own.Address, by, "/far")).Should()
            .Contain($"{rude.Address.Authority} closed the connection without an answer ({own.Address}far leads there)");
    }

    [Theory]
    [InlineData("page", "http://no-such-host.invalid/x", "there is no host no-such-host.invalid")]
    [InlineData("api", "http://no-such-host.invalid/x", "there is no host no-such-host.invalid")]
    [InlineData("page", "http://[bad/", "redirects to http://[bad/, which is no web address")]
    [InlineData("api", "mailto:ada@shop.example", "redirects to mailto:ada@shop.example, which is no web address")]
    [InlineData("api", "/loop", "redirects for ever")]
    [InlineData("page", "/loop", "redirects for ever")]
    public async Task A_redirect_that_leads_nowhere_is_told(string by, string location, string told)
    {
        await using var own =
            await TestSite.Answering(
                context => { context.Response.StatusCode = 302; context.Response.Headers.Location = location; return Task.CompletedTask; });
        (await Fails(own.Address, by, "/loop")).Should().Contain(told);
    }

    [Fact]
    public async Task A_secret_for_a_token_does_not_go_to_another_origin()
    {
        await using var third = await Site.On();
        await using var own =
            await TestSite.Answering(context => { context.Response.StatusCode = 307; context.Response.Headers.Location = third.Address
                + "end"; return Task.CompletedTask; });
        using var run = Call.On(own.Address, e => e with { Api = LogIns["oauth"](own.Address) });
        using var api = Call.Api(run);
        var told = await new Func<Task>(() => api.ExecuteAsync(new RestRequest("near"))).Should().ThrowAsync<JourneyFailedException>();
        told.Which.Message.Should().Contain("redirects to another origin");
        third.Seen.Should().BeEmpty();
    }

    private static async Task<string> Fails(Uri address, string by, string path, Func<EnvironmentSettings, EnvironmentSettings>? but = null)
    {
        using var run = Call.On(address, but);
        using var api = Call.Api(run);
        var visitor = new Visitor(run.Settings, run.Recorder, run.RequestHeaders, TimeProvider.System, () => run.Stop);
        var ask = () => by == "api" ? api.ExecuteAsync(new RestRequest(path))
            : run.Recorder.Take("open", _ => visitor.Send(new Request(HttpMethod.Get, new Uri(address, path)))) as Task;
        return (await ask.Should().ThrowAsync<JourneyFailedException>()).Which.Message;
    }

    /// <summary>Redirects <c>/near</c> within itself and <c>/far</c> to another, both to <c>/end</c>, and remembers what came.</summary>
    private sealed class Site : IAsyncDisposable
    {
        private TestSite site = null!;

        public ConcurrentDictionary<string, HeaderDictionary> Seen { get; } = [];

        public string? Arrived { get; private set; }

        public Uri Address { get; private set; } = null!;

        public static async Task<Site> On(Uri? far = null, int status = 302, string? host = null)
        {
            var made = new Site();
            made.site = await TestSite.Answering(async context =>
            {
                var path = context.Request.Path.Value!;
                if (path == "/token")
                {
                    await context.Response.WriteAsJsonAsync(new { access_token = "t0ken" });
                    return;
                }
                made.Seen[path] = new HeaderDictionary(context.Request.Headers.ToDictionary());
                if (path is "/near" or "/far")
                {
                    context.Response.StatusCode = status;
                    context.Response.Headers.Location = path == "/near" ? "end" : new Uri(far!, "/end").AbsoluteUri;
                    context.Response.Cookies.Append("step", path[1..]);
                    return;
                }
                using var body = new StreamReader(context.Request.Body);
                made.Arrived = $"{context.Request.Method} {context.Request.ContentType} {await body.ReadToEndAsync()}".Trim();
            });
            made.Address = host is null ? made.site.Address : new UriBuilder(made.site.Address) { Host = host }.Uri;
            return made;
        }

        public ValueTask DisposeAsync() => site.DisposeAsync();
    }
}
