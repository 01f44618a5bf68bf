using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using SmokeTests.Http;
using SmokeTests.Recording;
using SmokeTests.Runs;
using SmokeTests.Settings;

namespace SmokeTests.Api;

/// <summary>Tokens by OAuth client credentials: asked for once, and kept by the process for as long as they are good.</summary>
internal sealed class OAuthTokens(RunContext run) : IRequester
{
    /// <summary>A token is good for its whole life, less a little for the way and for clocks that differ.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan UsualLife = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(1);
    private static readonly ConcurrentDictionary<OAuthSettings, (string Token, DateTimeOffset Until)> Cached = new();

    public async Task<string> Get(OAuthSettings oauth, CancellationToken cancel)
    {
        var secret = run.Learned(oauth.Secret, "OAuth client's secret").Reveal();
        run.Redactor.Learn(oauth.LogIn?.Password);
        var client = oauth.Client.Value
            ?? throw new CheckBrokenException(
                $"The OAuth client needs the environment variable {oauth.Client.MissingVariable}, which is not set.");
        if (!Cached.TryGetValue(oauth, out var token) || token.Until <= run.Time.GetUtcNow())
            Cached[oauth] = token =
                await run.Recorder.Take($"ask {oauth.Token.AbsolutePath} for a token", _ => Ask(oauth, client, secret, cancel));
        run.Redactor.Learn(token.Token);
        return token.Token;
    }

    public Task Dress(HttpRequestMessage message, Request request, CancellationToken cancel)
    {
        message.Headers.TryAddWithoutValidation("User-Agent", run.RequestHeaders.UserAgent);
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        foreach (var (name, value) in run.RequestHeaders.For(request.Address))
            message.Headers.TryAddWithoutValidation(name, value);
        message.Headers.Authorization = request.LogIn?.Header ?? run.LogInOf(request.Address);
        return Task.CompletedTask;
    }

    public void Keep(Uri address, HttpResponseMessage response)
    {
        // A token needs no cookies.
    }

    private async Task<(string, DateTimeOffset)> Ask(OAuthSettings oauth, string client, string secret, CancellationToken cancel)
    {
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = client,
            ["client_secret"] = secret };
        if (oauth.Scope is { } scope)
            form["scope"] = scope;
        using var content = new FormUrlEncodedContent(form);
        var request = new Request(HttpMethod.Post, oauth.Token, await content.ReadAsByteArrayAsync(cancel),
            "application/x-www-form-urlencoded")
        {
            LogIn = oauth.LogIn,
            StaysAtOrigin = true,
        };
        var answer = await new Sender(run.Settings, run.Recorder, run.Time).Send(request, this, Reading.All, run.Settings.StepLimit,
            run.Stop, cancel);
        var text = answer.Content();
        if (IsRefused((int)answer.Status, text))
            throw new CheckBrokenException($"{oauth.Token.AbsoluteUri} refuses the OAuth client '{client}': answered {answer.Said}. "
                + $"Its \"client\" or its \"secret\" in {SettingsFile.Name} is wrong, or it has no right to such tokens. The "
                + $"answer: {run.Redactor.Blot(Short(text))}");
        if ((int)answer.Status is < 200 or >= 300)
            throw run.Recorder.Fail($"answered {answer.Said}", "a token", Short(text));
        return Read(text);
    }

    /// <summary>RFC 6749, 5.2: it is the client that is not known or not allowed. A server that fails by itself refuses nobody.</summary>
    private static bool IsRefused(int status, string text) =>
        status == 401 || status < 500 && ErrorOf(text) is "invalid_client" or "unauthorized_client";

    private static string? ErrorOf(string text)
    {
        try
        {
            var answer = JsonSerializer.Deserialize<JsonElement>(text);
            return answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("error", out var error)
                && error.ValueKind == JsonValueKind.String ? error.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private (string, DateTimeOffset) Read(string text)
    {
        try
        {
            var answer = JsonSerializer.Deserialize<JsonElement>(text);
            if (answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("access_token", out var token)
                && token is { ValueKind: JsonValueKind.String }
                && token.GetString() is { Length: > 0 } bearer)
                return (bearer, run.Time.GetUtcNow() + Life(answer) - Margin);
            throw run.Recorder.Fail("the answer has no access_token", "JSON with a text access_token", "an answer without");
        }
        catch (JsonException e)
        {
            throw run.Recorder.Fail("the answer to the request for a token is no JSON", "JSON with a text access_token", Short(text),
                because: e);
        }
    }

    /// <summary>Some servers write the seconds as a text.</summary>
    private static TimeSpan Life(JsonElement answer)
    {
        if (!answer.TryGetProperty("expires_in", out var written))
            return UsualLife;
        var text = written.ValueKind == JsonValueKind.String ? written.GetString() : written.GetRawText();
        if (!double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) || double.IsNaN(seconds) || seconds < 0)
            return UsualLife;
        return seconds < LongestLife.TotalSeconds ? TimeSpan.FromSeconds(seconds) : LongestLife;
    }

    private static string Short(string text) => text.Length == 0 ? "an empty answer" : TextLimit.Beginning(text);
}
