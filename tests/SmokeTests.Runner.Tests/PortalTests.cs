using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using SmokeTests.Testing;

namespace SmokeTests.Runner.Tests;

/// <summary>
/// What stands on the way to the OpenID provider and answers in its place, as the captive portal of a network does: whoever
/// wants to sign in reads so, the log says what came, and once it is gone everybody can sign in again.
/// </summary>
public sealed class PortalTests : IDisposable
{
    private const string Page =
        "<!doctype html><title>Welcome to the guest network</title><form action=/login><button>Accept</button></form>";
    private readonly string folder = Directory.CreateTempSubdirectory("smoke-portal-").FullName;

    private static readonly string[] Answers =
    [
        "a page", "a page of no type", "a redirect to its page", "307 to its page", "511", "503 with a page", "JSON of its own",
        "JSON that ends", "a list", "nothing", "204",
    ];

    [Theory]
    [InlineData("/.well-known/openid-configuration")]
    [InlineData("/keys")]
    [InlineData("/token")]
    public async Task Who_signs_in_reads_that_another_answers_and_can_sign_in_once_it_is_gone(string place)
    {
        await using var portal = await TestSite.Html(Page);
        await using var provider = await IdentityProvider.Start("ada", "ops");
        await using var runner = await RunnerUnderTest.Start(Path.Combine(folder, "smoke.db"), folder, provider.Address);
        foreach (var answer in Answers)
        {
            runner.Log.Forget();
            provider.Instead = context => context.Request.Path == place ? Answer(context, answer, portal.Address) : Task.FromResult(false);
            using var browser = new Browser(runner.Address);

            var (at, text) = await browser.Follow("/signin/provider?to=/wall");

            at.Should().StartWith("/signin?").And.Contain("to=%2Fwall", "where she wanted to go is kept, whatever answers ({0})", answer);
            WebUtility.HtmlDecode(text).Should()
                .Contain("127.0.0.1 does not answer as an OpenID provider", "that is {0}", answer).And.Contain("Try again in a minute");
            runner.Log.Entries.Select(e => e.Text).Should()
                .Contain(t => t.Contains("Nobody can sign in at", StringComparison.Ordinal) && t.Contains(place, StringComparison.Ordinal));
            runner.Log.Stacks.Should().BeEmpty();
        }
        provider.Instead = _ => Task.FromResult(false);
        using var later = new Browser(runner.Address);
        (await later.Follow("/signin/provider?to=/wall")).At.Should().Be("/wall", "nothing of the portal is remembered");
    }

    /// <summary>The provider's own refusal is none of a portal's.</summary>
    [Theory]
    [InlineData(400, """{"error":"invalid_client","error_description":"The secret has expired"}""", "The provider did not let you in")]
    [InlineData(401, """{"error":"invalid_client"}""", "The provider did not let you in")]
    [InlineData(500, "", "does not answer as an OpenID provider")]
    public async Task What_the_provider_itself_refuses_is_said_to_be_so(int status, string body, string said)
    {
        await using var provider = await IdentityProvider.Start("ada", "ops");
        await using var runner = await RunnerUnderTest.Start(Path.Combine(folder, "smoke.db"), folder, provider.Address);
        provider.Instead = async context =>
        {
            if (context.Request.Path != "/token")
                return false;
            (context.Response.StatusCode, context.Response.ContentType) = (status, "application/json");
            await context.Response.WriteAsync(body);
            return true;
        };
        using var browser = new Browser(runner.Address);

        var (at, text) = await browser.Follow("/signin/provider?to=/wall");

        at.Should().StartWith("/signin?").And.Contain("to=%2Fwall");
        WebUtility.HtmlDecode(text).Should().Contain(said);
        runner.Log.Entries.Should()
            .Contain(e => e.Text.Contains("sign in at", StringComparison.Ordinal), "whoever runs the board finds why");
        runner.Log.Stacks.Should().BeEmpty();
    }

    /// <summary>Who comes from nowhere with a code of her own is refused, and does not fill the log.</summary>
    [Fact]
    public async Task A_callback_that_nobody_asked_for_is_no_news()
    {
        await using var provider = await IdentityProvider.Start("ada", "ops");
        await using var runner = await RunnerUnderTest.Start(Path.Combine(folder, "smoke.db"), folder, provider.Address);
        using var browser = new Browser(runner.Address);
        foreach (var query in new[] { "?code=x&state=y", "?error=access_denied&state=y", "?state=", "" })
        {
            var (at, _) = await browser.Follow($"/signin/oidc{query}");
            at.Should().StartWith("/signin?failed=provider");
        }
        runner.Log.Entries.Should().NotContain(e => e.Text.Contains("sign in at", StringComparison.Ordinal));
        runner.Log.Stacks.Should().BeEmpty();
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<bool> Answer(HttpContext context, string answer, Uri portal)
    {
        var response = context.Response;
        (response.StatusCode, response.ContentType) = answer switch
        {
            "a redirect to its page" => (302, "text/html"),
            "307 to its page" => (307, "text/html"),
            "511" => (511, "text/html"),
            "503 with a page" => (503, "text/html"),
            "JSON of its own" or "JSON that ends" or "a list" or "nothing" => (200, "application/json"),
            "204" => (204, null),
            "a page of no type" => (200, null),
            _ => (200, "text/html; charset=utf-8"),
        };
        if (response.StatusCode is 302 or 307)
            response.Headers.Location = $"{portal}";
        else if (response.StatusCode != 204)
            await response.WriteAsync(answer switch
            {
                "JSON of its own" => """{"portal":"https://guest.example/login","keys":7,"issuer":[]}""",
                "JSON that ends" => """{"issuer":"https://""",
                "a list" => "[]",
                "nothing" => "",
                _ => Page,
            });
        return true;
    }

    /// <summary>Somebody with a browser that keeps cookies.</summary>
    private sealed class Browser(Uri board) : IDisposable
    {
        private const int MostHops = 6;
        private readonly HttpClient http = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = board };

        /// <summary>Where she ends up, as this board names it, and what she reads there.</summary>
        public async Task<(string At, string Text)> Follow(string path)
        {
            var at = new Uri(board, path);
            for (var hop = 0; hop < MostHops; hop++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, at) { Headers = { { "Accept", "text/html" } } };
                using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
                if (answer.Headers.Location is not { } next)
                    return (at.PathAndQuery, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
                at = new Uri(at, next);
            }
            throw new InvalidOperationException($"It goes round in circles at {at}");
        }

        public void Dispose() => http.Dispose();
    }
}
