using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;
using RestSharp;
using SmokeTests.Api;
using SmokeTests.Http;
using SmokeTests.HttpPages;
using SmokeTests.Recording;
using SmokeTests.Runs;
using SmokeTests.Settings;
using SmokeTests.Testing;

namespace SmokeTests.Tests.Transport;

/// <summary>A log-in in an address is sent to its own origin, and shown nowhere.</summary>
public class LogInTests
{
    private const string Written = "p%40ss%20w%C3%B6rd";
    private const string Password = "p@ss wörd";

    [Fact]
    public async Task A_log_in_in_the_sites_address_is_sent_to_the_site_by_pages_and_api_and_shown_nowhere()
    {
        await using var third = await Site.On();
        await using var own = await Site.On();
        using var run = On(own.Address, new EnvironmentSettings { Name = "test", Site = With(own.Address) });
        var visitor = VisitorOf(run);
        var page = new HttpPage(new HttpTab(run.Settings, visitor, run.Recorder, TimeProvider.System, () => run.Stop), run.Recorder);
        await page.Open("/books");
        await page.Follow("On");
        using var api = Call.Api(run);
        await api.ExecuteAsync(new RestRequest("orders"));
        using var ofVisitor = ApiClient.For(run, new VisitorsCookies(run, visitor));
        await ofVisitor.ExecuteAsync(new RestRequest("mine"));
        await api.ExecuteAsync(new RestRequest(third.Address));
        await page.Open(third.Address.AbsoluteUri);

        own.Seen.Keys.Should().BeEquivalentTo("/books", "/on", "/orders", "/mine");
        own.Seen.Values.Should()
            .OnlyContain(h => h.Authorization == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"ada:{Password}")));
        own.Seen["/on"].Referer.ToString().Should().Be(own.Address + "books");
        third.Seen.Values.Should().OnlyContain(h => h.Authorization.Count == 0);
        page.Address.UserInfo.Should().BeEmpty();
        ShowsNothing(run);
    }

    [Fact]
    public async Task A_log_in_in_the_sites_address_is_in_no_message()
    {
        var gone = await Site.On();
        await gone.DisposeAsync();
        using var run = On(gone.Address, new EnvironmentSettings { Name = "test", Site = With(gone.Address) });
        var page = new HttpPage(new HttpTab(run.Settings, VisitorOf(run), run.Recorder, TimeProvider.System, () => run.Stop), run.Recorder);
        using var api = Call.Api(run);
        foreach (var ask in new Func<Task>[] { () => page.Open("/books"), () => api.ExecuteAsync(new RestRequest("orders")) })
            (await ask.Should().ThrowAsync<JourneyFailedException>()).Which.Message.Should()
                .Contain($"{gone.Address.Authority} refuses connections. Is the site of environment 'test' up?").And.NotContain(
                    "ada").And.NotContain("ss");
        ShowsNothing(run);
    }

    [Theory]
    [InlineData("open")]
    [InlineData("visit")]
    [InlineData("sitemap")]
    [InlineData("api")]
    [InlineData("download")]
    [InlineData("redirect")]
    [InlineData("link")]
    public async Task A_log_in_in_an_address_that_is_met_on_the_way_is_sent_there_and_shown_nowhere(string way)
    {
        await using var other = await Site.On();
        await using var own = await Site.On(With(other.Address));
        using var run = On(own.Address, new EnvironmentSettings { Name = "test", Site = own.Address });
        var visitor = VisitorOf(run);
        var page = new HttpPage(new HttpTab(run.Settings, visitor, run.Recorder, TimeProvider.System, () => run.Stop), run.Recorder);
        using var api = Call.Api(run);
        var address = With(new Uri(other.Address, "books")).AbsoluteUri;
        await (way switch
        {
            "open" => page.Open(address),
            "visit" => new Visits(run, visitor).Go([address]),
            "sitemap" => new Visits(run, visitor).GoBy(With(new Uri(other.Address, "sitemap.xml")).AbsoluteUri, 10),
            "api" => api.ExecuteAsync(new RestRequest(address)),
            "download" => page.Open("/").ContinueWith(_ => page.ShouldDownload(address, Site.Body), TaskScheduler.Default).Unwrap(),
            "redirect" => page.Open("/away"),
            _ => page.Open("/").ContinueWith(_ => page.Follow("Away"), TaskScheduler.Default).Unwrap(),
        });
        other.Seen.Values.Should()
            .NotBeEmpty().And.OnlyContain(h => h.Authorization == "Basic "
                + Convert.ToBase64String(Encoding.UTF8.GetBytes($"ada:{Password}")));
        own.Seen.Values.Should().NotContain(h => h.Authorization.Count > 0);
        ShowsNothing(run);
    }

    [Fact]
    public async Task An_api_of_its_own_has_a_log_in_of_its_own()
    {
        await using var site = await Site.On();
        await using var own = await Site.On();
        using var run = On(site.Address,
            new EnvironmentSettings { Name = "test", Site = site.Address, Api = new ApiSettings(With(own.Address)) });
        using var api = Call.Api(run);
        await api.ExecuteAsync(new RestRequest("orders"));
        await api.ExecuteAsync(new RestRequest(new Uri(site.Address, "books")));
        own.Seen["/orders"].Authorization.ToString().Should().StartWith("Basic ");
        site.Seen["/books"].Authorization.Should().BeEmpty();
        ShowsNothing(run);
    }

    [Fact]
    public async Task A_token_is_asked_for_with_the_log_in_of_its_address()
    {
        await using var own = await Site.On();
        var oauth = new OAuthSettings(With(new Uri(own.Address, "token")), new Text("shop", null),
            new Text("s3cret" + own.Address.Port, null), null);
        using var run = On(own.Address,
            new EnvironmentSettings { Name = "test", Site = own.Address, Api = new ApiSettings(own.Address) { OAuth = oauth } });
        using var api = Call.Api(run);
        await api.ExecuteAsync(new RestRequest("orders"));
        own.Seen["/token"].Authorization.ToString().Should().StartWith("Basic ");
        own.Seen["/orders"].Authorization.ToString().Should().Be("Bearer t0ken");
        ShowsNothing(run);
    }

    [Theory]
    [InlineData("see http://ada:p%40ss@shop.example/x?a=b and more", "see http://shop.example/x?a=b and more")]
    [InlineData("postgres://ada:p@ss@db:5432/shop", "postgres://db:5432/shop")]
    [InlineData("https://t0ken@shop.example", "https://shop.example")]
    [InlineData("[\"https://a:b@one.example\",\"https://c:d@two.example/\"]", "[\"https://one.example\",\"https://two.example/\"]")]
    [InlineData("https://shop.example/@ada and ada@shop.example", "https://shop.example/@ada and ada@shop.example")]
    [InlineData("https://shop.example?mail=ada@shop.example#a@b", "https://shop.example?mail=ada@shop.example#a@b")]
    [InlineData("<a href='http://a:b@c.example'>mail@c.example</a>", "<a href='http://c.example'>mail@c.example</a>")]
    public void No_text_keeps_a_log_in_in_an_address(string text, string shown) => new SecretRedactor().Blot(text).Should().Be(shown);

    [Theory]
    [InlineData("htp://ada:s3cret@shop.example")]
    [InlineData("http://ada:s3/cret@shop.example")]
    [InlineData("http://ada:s3?cret@shop.example:x")]
    public void A_mistake_in_an_address_does_not_tell_its_log_in(string address)
    {
        var folder = Directory.CreateTempSubdirectory();
        var file = Path.Combine(folder.FullName, "smoketests.json");
        File.WriteAllText(file,
            """{ "environments": { "test": { "site": "http://ada:${PW}@shop.example", "api": "ADDRESS" } } }""".Replace(
                "ADDRESS", address));
        var settings = SuiteSettings.Load(file, "test", new Dictionary<string, string> { ["PW"] = "s3cret" });
        settings.Mistakes.Should().ContainSingle().Which.Should().Contain("is not an address").And.NotContain("s3").And.NotContain("cret");
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Settings_take_the_log_in_out_of_every_address()
    {
        var folder = Directory.CreateTempSubdirectory();
        var file = Path.Combine(folder.FullName, "smoketests.json");
        File.WriteAllText(file,
            """{ "environments": { "test": { "site": "https://ada:${PW}@shop.example", "api": "/api","""
                + """ "origins": ["http://o:p@cdn.example"] } } }""");
        var settings = SuiteSettings.Load(file, "test", new Dictionary<string, string> { ["PW"] = "s3cret" }).Required();
        folder.Delete(recursive: true);
        settings.Own.Select(o => o.AbsoluteUri).Should().Equal("https://shop.example/", "https://shop.example/api", "http://cdn.example/");
        settings.LogInOf(new Uri("https://shop.example/api/x"))!.Password.Should().Be("s3cret");
        settings.LogInOf(new Uri("http://cdn.example/x"))!.User.Should().Be("o");
        settings.LogInOf(new Uri("http://shop.example/")).Should().BeNull();
        settings.LogInOf(new Uri("https://shop.example:8443/")).Should().BeNull();
    }

    private static Uri With(Uri address) => new($"{address.Scheme}://ada:{Written}@{address.Authority}{address.PathAndQuery}");

    private static RunContext On(Uri address, EnvironmentSettings environment) => Call.On(address, _ => environment);

    private static Visitor VisitorOf(RunContext run) =>
        new(run.Settings, run.Recorder, run.RequestHeaders, TimeProvider.System, () => run.Stop);

    private static void ShowsNothing(RunContext run)
    {
        var all = string.Join('\n', run.Recorder.Steps.Select(s => s.ToString())) + run.Recorder.Failure
            + Encoding.UTF8.GetString(Har.Write(run.Recorder.Transcript.Exchanges, run.Redactor));
        all.Should().NotContain("ada:").And.NotContain(Written).And.NotContain(Password).And.NotContain("ss w").And.NotContain(
            Convert.ToBase64String(Encoding.UTF8.GetBytes("ada:"))[..4]);
        run.Redactor.Blot($"it is {Password}").Should().Be("it is •••");
    }

    private sealed class Site : IAsyncDisposable
    {
        public static readonly byte[] Body = "<a href=/on>On</a>"u8.ToArray();

        private TestSite site = null!;

        public ConcurrentDictionary<string, IHeaderDictionary> Seen { get; } = [];

        public Uri Address => site.Address;

        public static async Task<Site> On(Uri? away = null)
        {
            var made = new Site();
            made.site = await TestSite.Answering(async context =>
            {
                var path = context.Request.Path.Value!;
                made.Seen[path] = new HeaderDictionary(context.Request.Headers.ToDictionary());
                context.Response.ContentType = "text/html";
                if (path == "/away")
                    context.Response.Redirect(away!.AbsoluteUri);
                else if (path == "/token")
                    await context.Response.WriteAsJsonAsync(new { access_token = "t0ken" });
                else if (path == "/sitemap.xml")
                    await context.Response.WriteAsync(
                        $"<urlset><url><loc>http://ada:{Written}@{context.Request.Host}/books</loc></url></urlset>");
                else
                    await context.Response.Body.WriteAsync(away is null ? Body
                        : Encoding.UTF8.GetBytes($"<a href='{away.AbsoluteUri}'>Away</a>"));
            });
            return made;
        }

        public ValueTask DisposeAsync() => site.DisposeAsync();
    }
}
