using RestSharp;
using SmokeTests.Runs;

namespace SmokeTests.Api;

/// <summary>Makes the RestSharp client of a journey: bound to the environment's API, logged in, every request a step of its own.</summary>
internal static class ApiClient
{
    public static RestClient For(RunContext run, IAuthentication authentication)
    {
        // Limits and redirects are the handler's: it knows the run, and which log-in belongs to which origin.
        var http = new HttpClient(new ApiHandler(run, authentication)) { Timeout = Timeout.InfiniteTimeSpan };
        return new RestClient(http, new RestClientOptions(run.Settings.Api?.Address ?? run.Settings.Site)
        {
            UserAgent = run.RequestHeaders.UserAgent,
            Timeout = Timeout.InfiniteTimeSpan,
            RedirectOptions = new RedirectOptions { FollowRedirects = false },
            Interceptors = [new Witness(run.Recorder)],
            ThrowOnDeserializationError = true,
        }, disposeHttpClient: true, configureSerialization: with => with
            .UseSerializer(() => new TypedAnswers(run.Recorder))
            .UseSerializer(() => new TypedXml(run.Recorder)));
    }
}
