using RestSharp;
using SmokeTests.Recording;
using SmokeTests.Settings;

namespace SmokeTests.Api;

/// <summary>Makes the RestSharp client of a journey: bound to the environment's API, every request a step of its own.</summary>
internal static class ApiClient
{
    private static readonly SocketsHttpHandler Pool = new()
    {
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    };

    public static RestClient For(EnvironmentSettings environment, Recorder recorder, Blotter blotter, string userAgent, CancellationToken stop) =>
        new(new HttpClient(new Handler(environment, recorder, blotter, stop), disposeHandler: false), new RestClientOptions(environment.Api!)
        {
            UserAgent = userAgent,
            Timeout = environment.StepLimit,
        }, disposeHttpClient: true);

    private sealed class Handler(EnvironmentSettings environment, Recorder recorder, Blotter blotter, CancellationToken stop) : DelegatingHandler(Pool)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            recorder.Take($"{request.Method} {request.RequestUri!.PathAndQuery}", async _ =>
            {
                recorder.Reaching();
                using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stop);
                try
                {
                    var response = await base.SendAsync(request, both.Token);
                    recorder.Answered(request.RequestUri.AbsoluteUri, (int)response.StatusCode);
                    await response.Content.LoadIntoBufferAsync(environment.PageBytes, both.Token);
                    if ((int)response.StatusCode >= 500)
                        throw recorder.Fail($"answered {(int)response.StatusCode} {response.StatusCode}", "an answer below 500", await Excerpt(response));
                    return response;
                }
                catch (HttpRequestException e)
                {
                    throw recorder.Fail($"{request.RequestUri.Authority} did not answer: {e.Message}", $"an answer from {request.RequestUri}", e.Message, because: e);
                }
            });

        private async Task<string> Excerpt(HttpResponseMessage response)
        {
            var text = blotter.Blot(await response.Content.ReadAsStringAsync());
            return text.Length <= 300 ? text : text[..300] + " …";
        }
    }
}
