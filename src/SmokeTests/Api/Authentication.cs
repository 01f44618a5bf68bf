using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SmokeTests.Http;
using SmokeTests.Settings;
using SmokeTests.Worker;

namespace SmokeTests.Api;

/// <summary>How requests to the API show who they come from.</summary>
internal interface IAuthentication
{
    Task Authenticate(HttpRequestMessage request, CancellationToken cancel);
}

/// <summary>The cookies of the journey's pages: the API as a logged-in page's scripts ask it.</summary>
internal sealed class VisitorsCookies(Visitor visitor) : IAuthentication
{
    public Task Authenticate(HttpRequestMessage request, CancellationToken cancel)
    {
        if (visitor.Cookies.Header(request.RequestUri!) is { Length: > 0 } cookies)
            request.Headers.TryAddWithoutValidation("Cookie", cookies);
        return Task.CompletedTask;
    }
}

/// <summary>What the environment's settings say: bearer, basic, key, OAuth client credentials, or nothing.</summary>
internal sealed class Authentication : IAuthentication
{
    /// <summary>A token is good for its whole life, less a little for the way and for clocks that differ.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan UsualLife = TimeSpan.FromMinutes(5);
    private static readonly HttpClient Tokens = new() { Timeout = TimeSpan.FromSeconds(10) };
    private static readonly ConcurrentDictionary<OAuthSettings, (string Token, DateTimeOffset Until)> Cached = new();

    private readonly RunContext run;
    private readonly ApiSettings? settings;

    private Authentication(RunContext run) => (this.run, settings) = (run, run.Settings.Api);

    public static Authentication Of(RunContext run) => new(run);

    public async Task Authenticate(HttpRequestMessage request, CancellationToken cancel)
    {
        // The API's own origin alone: an absolute address elsewhere gets no credentials.
        if (settings is null || request.RequestUri!.GetLeftPart(UriPartial.Authority) != settings.Address.GetLeftPart(UriPartial.Authority) || request.Headers.Authorization is not null)
            return;
        if (settings.Bearer is { } bearer)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", run.Learned(bearer, "API's bearer").Reveal());
        else if (settings.Basic is var (user, password) && settings.Basic is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.Value}:{run.Learned(password, "API's password").Reveal()}")));
        else if (settings.Key is var (header, value) && settings.Key is not null)
            request.Headers.TryAddWithoutValidation(header, run.Learned(value, "API's key").Reveal());
        else if (settings.OAuth is { } oauth)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await Token(oauth, cancel));
    }

    private async Task<string> Token(OAuthSettings oauth, CancellationToken cancel)
    {
        var secret = run.Learned(oauth.Secret, "OAuth client's secret").Reveal();
        if (!Cached.TryGetValue(oauth, out var token) || token.Until <= run.Time.GetUtcNow())
            Cached[oauth] = token = await run.Recorder.Take($"ask {oauth.Token.AbsolutePath} for a token", _ => Ask(oauth, secret, cancel));
        run.Blotter.Learn(token.Token);
        return token.Token;
    }

    private async Task<(string, DateTimeOffset)> Ask(OAuthSettings oauth, string secret, CancellationToken cancel)
    {
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = oauth.Client.Value ?? "", ["client_secret"] = secret };
        if (oauth.Scope is { } scope)
            form["scope"] = scope;
        try
        {
            run.Recorder.Reaching();
            using var content = new FormUrlEncodedContent(form);
            using var response = await Tokens.PostAsync(oauth.Token, content, cancel);
            run.Recorder.Answered(oauth.Token.AbsoluteUri, (int)response.StatusCode);
            var text = await response.Content.ReadAsStringAsync(cancel);
            if (!response.IsSuccessStatusCode)
                throw run.Recorder.Fail($"answered {(int)response.StatusCode} {response.StatusCode}", "a token", text.Length <= 300 ? text : text[..300] + " …");
            var answer = JsonNode.Parse(text);
            var token = (string?)answer?["access_token"] ?? throw run.Recorder.Fail("the answer has no access_token", "access_token", "an answer without");
            var life = answer!["expires_in"] is JsonValue seconds && seconds.TryGetValue<double>(out var number) ? TimeSpan.FromSeconds(number) : UsualLife;
            return (token, run.Time.GetUtcNow() + life - Margin);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            throw run.Recorder.Fail($"no token: {e.Message}", "a token", e.Message, because: e);
        }
    }
}
