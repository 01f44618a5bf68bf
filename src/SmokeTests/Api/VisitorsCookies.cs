using SmokeTests.Http;
using SmokeTests.Runs;

namespace SmokeTests.Api;

/// <summary>
/// The cookies of the journey's pages, and the log-in of the site's address: the API as a logged-in page's scripts ask it.
/// </summary>
internal sealed class VisitorsCookies(RunContext run, Visitor visitor) : IAuthentication
{
    public bool KeepsCookies => true;

    public Task Authenticate(HttpRequestMessage request, CancellationToken cancel)
    {
        // A script's request to a foreign origin carries no cookies either.
        if (run.RequestHeaders.Owns(request.RequestUri!))
            visitor.Show(request, request.RequestUri!);
        request.Headers.Authorization ??= run.LogInOf(request.RequestUri!);
        return Task.CompletedTask;
    }

    public void Keep(Uri address, HttpResponseMessage response) => visitor.Keep(address, response);
}
