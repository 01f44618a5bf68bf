using System.Net.Http.Headers;
using System.Text;
using SmokeTests.Addresses;
using SmokeTests.Runs;
using SmokeTests.Settings;

namespace SmokeTests.Api;

/// <summary>
/// What the environment's settings say: bearer, basic, key, OAuth client credentials, a log-in in the address, or nothing.
/// </summary>
internal sealed class Authentication : IAuthentication
{
    private readonly RunContext run;
    private readonly ApiSettings? settings;
    private readonly OAuthTokens tokens;

    private Authentication(RunContext run) => (this.run, settings, tokens) = (run, run.Settings.Api, new OAuthTokens(run));

    public bool KeepsCookies => false;

    public static Authentication Of(RunContext run) => new(run);

    public async Task Authenticate(HttpRequestMessage request, CancellationToken cancel)
    {
        if (request.Headers.Authorization is not null)
            return;
        // The API's own origin alone: an absolute address elsewhere, or a redirect to one, gets no credentials.
        if (settings is not null && Origin.IsSame(request.RequestUri!, settings.Address))
            await Show(settings, request, cancel);
        request.Headers.Authorization ??= run.LogInOf(request.RequestUri!);
    }

    public void Keep(Uri address, HttpResponseMessage response)
    {
        // An API is asked without cookies.
    }

    private async Task Show(ApiSettings api, HttpRequestMessage request, CancellationToken cancel)
    {
        if (api.Bearer is { } bearer)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", run.Learned(bearer, "API's bearer").Reveal());
        else if (api.Basic is var (user, password) && api.Basic is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic",
                Convert.ToBase64String(
                    Encoding.UTF8.GetBytes($"{Needed(user, "API's user")}:{run.Learned(password, "API's password").Reveal()}")));
        else if (api.Key is var (header, value) && api.Key is not null)
        {
            var secret = run.Learned(value, "API's key").Reveal();
            if (!request.Headers.Contains(header))
                request.Headers.TryAddWithoutValidation(header, secret);
        }
        else if (api.OAuth is { } oauth)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await tokens.Get(oauth, cancel));
    }

    private static string Needed(Text text, string what) =>
        text.Value ?? throw new CheckBrokenException(
            $"The {what} needs the environment variable {text.MissingVariable}, which is not set.");
}
