using System.Text;
using RestSharp;
using SmokeTests.Settings;
using SmokeTests.Testing;

namespace SmokeTests.Tests.Transport;

/// <summary>Statuses that are wanted, and tokens that are none.</summary>
public class ApiAnswerTests
{
    [Fact]
    public async Task A_status_of_500_and_more_passes_where_the_check_expects_it()
    {
        await using var server =
            RawServer.Answering(r => RawServer.Answer("closed"u8.ToArray(),
                status: r.Line.Contains("/down", StringComparison.Ordinal) ? "503 Down" : "200 OK"));
        using var run = Call.On(server.Address);
        using var api = Call.Api(run);
        var request = new RestRequest("down").Expect(503);
        for (var time = 0; time < 2; time++)
            (await api.ExecuteAsync(request)).ShouldHaveStatus(503).Content.Should().Be("closed");
        var wrong = () => api.ExecuteAsync(new RestRequest("down").Expect(502));
        (await wrong.Should().ThrowAsync<JourneyFailedException>()).Which.Message.Should()
            .Contain("answered 503").And.Contain("status 502");
        var up = () => api.ExecuteAsync(new RestRequest("up").Expect(503));
        (await up.Should().ThrowAsync<JourneyFailedException>()).Which.Message.Should().Contain("answered 200").And.Contain("status 503");
    }

    [Theory]
    [InlineData(204)]
    [InlineData(304)]
    [InlineData(404)]
    [InlineData(429)]
    public async Task Any_other_status_is_handed_to_the_check(int status)
    {
        await using var site = await TestSite.Answering(context => { context.Response.StatusCode = status; return Task.CompletedTask; });
        using var run = Call.On(site.Address);
        using var api = Call.Api(run);
        (await api.ExecuteAsync(new RestRequest("orders"))).ShouldHaveStatus(status);
    }

    [Theory]
    [InlineData("[]", "no access_token")]
    [InlineData("\"token\"", "no access_token")]
    [InlineData("null", "no access_token")]
    [InlineData("{}", "no access_token")]
    [InlineData("""{ "access_token": 5 }""", "no access_token")]
    [InlineData("""{ "access_token": null }""", "no access_token")]
    [InlineData("""{ "access_token": "" }""", "no access_token")]
    [InlineData("""{ "access_token": { "a": 1 } }""", "no access_token")]
    [InlineData("<html>Log in", "is no JSON")]
    [InlineData("", "is no JSON")]
    public async Task An_answer_that_is_no_token_fails_the_check(string json, string told)
    {
        await using var server = RawServer.Answering(_ => RawServer.Json(json));
        (await Token(server)).Should().Contain("Ask /token for a token").And.Contain(told);
    }

    [Theory]
    [InlineData("400 Bad Request", """{ "error": "invalid_request" }""", "answered 400 BadRequest")]
    [InlineData("400 Bad Request", """{ "error": { "code": "invalid_client" } }""", "answered 400 BadRequest")]
    [InlineData("400 Bad Request", "<h1>invalid_client", "answered 400 BadRequest")]
    [InlineData("403 Forbidden", " ", "answered 403 Forbidden")]
    [InlineData("404 Not Found", "[]", "answered 404 NotFound")]
    [InlineData("429 Too Many Requests", """{ "error": "slow_down" }""", "answered 429 TooManyRequests")]
    [InlineData("500 Internal Server Error", """{ "error": "invalid_client" }""", "answered 500 InternalServerError")]
    [InlineData("503 Service Unavailable", """{ "error": "temporarily_unavailable" }""", "answered 503 ServiceUnavailable")]
    public async Task A_token_that_is_not_given_fails_the_check(string status, string json, string told)
    {
        await using var server = RawServer.Answering(_ => RawServer.Answer(Encoding.UTF8.GetBytes(json), status: status));
        (await Token(server)).Should().Contain(told).And.Contain(json);
    }

    [Theory]
    [InlineData("401 Unauthorized", """{ "error": "invalid_client" }""")]
    [InlineData("401 Unauthorized", "")]
    [InlineData("401 Unauthorized", "<h1>Unknown client")]
    [InlineData("400 Bad Request", """{ "error": "invalid_client", "error_description": "AADSTS7000215" }""")]
    [InlineData("400 Bad Request", """{ "error": "unauthorized_client" }""")]
    [InlineData("403 Forbidden", """{ "error": "unauthorized_client" }""")]
    [InlineData("200 OK", """{ "error": "invalid_client" }""")]
    public async Task A_client_that_is_refused_breaks_the_check(string status, string json)
    {
        await using var server = RawServer.Answering(_ => RawServer.Answer(Encoding.UTF8.GetBytes(json), status: status));
        var ask = () => With(server, api => api.ExecuteAsync(new RestRequest("orders")));
        (await ask.Should().ThrowAsync<CheckBrokenException>()).Which.Message.Should()
            .Contain("/token refuses the OAuth client 'shop'").And.Contain($"answered {status[..3]}").And.Contain(
                "smoketests.json").And.NotContain("s3cret");
    }

    [Fact]
    public async Task A_refusal_that_repeats_the_secret_does_not_tell_it()
    {
        await using var server =
            RawServer.Answering(r => RawServer.Answer(Encoding.UTF8.GetBytes($"no such client: {r.Body}"), status: "401 Unauthorized"));
        var ask = () => With(server, api => api.ExecuteAsync(new RestRequest("orders")));
        (await ask.Should().ThrowAsync<CheckBrokenException>()).Which.Message.Should().Contain("no such client").And.NotContain("s3cret");
    }

    [Theory]
    [InlineData("3600")]
    [InlineData("\"3600\"")]
    [InlineData("1e300")]
    [InlineData("-5")]
    [InlineData("null")]
    [InlineData("\"soon\"")]
    [InlineData("{}")]
    public async Task A_token_lives_as_long_as_can_be_read(string seconds)
    {
        await using var server =
            RawServer.Answering(_ => RawServer.Json("\uFEFF" + $$"""{ "access_token": "t0ken", "expires_in": {{seconds}} }"""));
        await With(server, api => api.ExecuteAsync(new RestRequest("orders")));
        server.Requests.Last().Header("Authorization").Should().Be("Bearer t0ken");
    }

    private static async Task<string> Token(RawServer server) =>
        (await new Func<Task>(() => With(server, api => api.ExecuteAsync(new RestRequest("orders")))).Should()
            .ThrowAsync<JourneyFailedException>()).Which.Message;

    private static async Task With(RawServer server, Func<RestClient, Task> act)
    {
        var oauth = new OAuthSettings(new Uri(server.Address, "/token"), new Text("shop", null), new Text("s3cret", null), null);
        using var run = Call.On(server.Address, e => e with { Api = new ApiSettings(server.Address) { OAuth = oauth } });
        using var api = Call.Api(run);
        await act(api);
    }
}
