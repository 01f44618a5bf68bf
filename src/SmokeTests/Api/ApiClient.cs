using RestSharp;
using SmokeTests.Recording;
using SmokeTests.Worker;

namespace SmokeTests.Api;

/// <summary>Makes the RestSharp client of a journey: bound to the environment's API, logged in, every request a step of its own.</summary>
internal static class ApiClient
{
    private static readonly SocketsHttpHandler Pool = new()
    {
        UseCookies = false,
        AutomaticDecompression = System.Net.DecompressionMethods.All,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        RequestHeaderEncodingSelector = Http.Cookies.CookieJar.HeaderEncoding,
    };

    public static RestClient For(RunContext run, IAuthentication authentication) =>
        new(new HttpClient(new Handler(run, authentication), disposeHandler: false), new RestClientOptions(run.Settings.Api?.Address ?? run.Settings.Site)
        {
            UserAgent = run.Courtesy.UserAgent,
            Timeout = run.Settings.StepLimit,
        }, disposeHttpClient: true);

    private sealed class Handler(RunContext run, IAuthentication authentication) : DelegatingHandler(Pool)
    {
        private readonly Recorder recorder = run.Recorder;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            recorder.Take($"{request.Method} {request.RequestUri!.PathAndQuery}", async _ =>
            {
                recorder.Reaching();
                using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, run.Stop);
                foreach (var (name, value) in run.Courtesy.For(request.RequestUri))
                    request.Headers.TryAddWithoutValidation(name, value);
                await authentication.Authenticate(request, both.Token);
                var sent = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(both.Token);
                var exchange = new Exchange(run.Time.GetUtcNow(), default, recorder.Step, request.Method.Method, request.RequestUri, request.Headers, request.Content?.Headers.ContentType?.ToString(), sent);
                var began = run.Time.GetTimestamp();
                try
                {
                    var response = await base.SendAsync(request, both.Token);
                    recorder.Answered(request.RequestUri.AbsoluteUri, (int)response.StatusCode);
                    await response.Content.LoadIntoBufferAsync(run.Settings.PageBytes, both.Token);
                    recorder.Transcript.Add(exchange with
                    {
                        Took = run.Time.GetElapsedTime(began),
                        Status = (int)response.StatusCode,
                        Reason = response.ReasonPhrase ?? "",
                        Got = response.Headers.Concat(response.Content.Headers),
                        Type = response.Content.Headers.ContentType?.ToString(),
                        Body = await response.Content.ReadAsByteArrayAsync(both.Token),
                    });
                    if ((int)response.StatusCode >= 500)
                        throw recorder.Fail($"answered {(int)response.StatusCode} {response.StatusCode}", "an answer below 500", await Excerpt(response));
                    return response;
                }
                catch (HttpRequestException e)
                {
                    recorder.Transcript.Add(exchange with { Took = run.Time.GetElapsedTime(began), Error = e.Message });
                    throw recorder.Fail($"{request.RequestUri.Authority} did not answer: {e.Message}", $"an answer from {request.RequestUri}", e.Message, because: e);
                }
            });

        private async Task<string> Excerpt(HttpResponseMessage response)
        {
            var text = run.Blotter.Blot(await response.Content.ReadAsStringAsync());
            return text.Length <= 300 ? text : text[..300] + " …";
        }
    }
}
