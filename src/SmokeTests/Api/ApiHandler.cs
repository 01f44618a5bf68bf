using System.Runtime.ExceptionServices;
using RestSharp;
using SmokeTests.Http;
using SmokeTests.Recording;
using SmokeTests.Runs;
using SmokeTests.Settings;

namespace SmokeTests.Api;

/// <summary>Sends the requests of a journey's RestSharp client: each is a step, with the run's limits, headers and log-in.</summary>
internal sealed class ApiHandler(RunContext run, IAuthentication authentication) : HttpMessageHandler
{
    /// <summary>Where <see cref="Witness"/> leaves RestSharp's own request.</summary>
    public static readonly HttpRequestOptionsKey<RestRequest> Asked = new("smoketests.request");

    /// <summary>Where it leaves what the check is to see thrown.</summary>
    public static readonly HttpRequestOptionsKey<ExceptionDispatchInfo> Thrown = new("smoketests.thrown");

    private readonly Recorder recorder = run.Recorder;
    private readonly Sender sender = new(run.Settings, run.Recorder, run.Time);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await recorder.Take($"{request.Method} {request.RequestUri!.PathAndQuery}", _ => Ask(request, cancellationToken));
        }
        catch (Exception e)
        {
            // Not swallowed, but carried past RestSharp, which would: the interceptor throws it.
            request.Options.Set(Thrown, ExceptionDispatchInfo.Capture(e));
            return new HttpResponseMessage { RequestMessage = request };
        }
    }

    private async Task<HttpResponseMessage> Ask(HttpRequestMessage message, CancellationToken given)
    {
        if (message.RequestUri!.Scheme is not ("http" or "https"))
            throw new CheckBrokenException($"'{BasicLogIn.Without(message.RequestUri)}' is not an address that can be asked.");
        var asked = message.Options.TryGetValue(Asked, out var found) ? found : null;
        var request = new Request(message.Method, message.RequestUri!,
            message.Content is null ? null : await message.Content.ReadAsByteArrayAsync(given),
            message.Content?.Headers.ContentType?.ToString())
        {
            Headers = [.. message.Headers],
            BodyHeaders = [.. (message.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>()).Where(IsKept)],
        };
        var requester = new ApiRequester(run, authentication, asked?.CookieContainer, request.Address);
        var answer = await sender.Send(request, requester, Reading.All, asked?.Timeout ?? run.Settings.StepLimit, run.Stop, given);
        Judge(answer, ExpectedStatus.Of(asked));
        return requester.Response(answer, message);
    }

    private void Judge(Answer answer, int? expected)
    {
        if (expected is null ? (int)answer.Status >= 500 : (int)answer.Status != expected)
            throw recorder.Fail($"answered {answer.Said}", expected is null ? "an answer below 500" : $"status {expected}",
                Excerpt(answer));
    }

    private string Excerpt(Answer answer) => TextLimit.Beginning(run.Redactor.Blot(answer.Excerpt()));

    /// <summary>The type is kept apart, and the length follows from the body.</summary>
    private static bool IsKept(KeyValuePair<string, IEnumerable<string>> header) =>
        !header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)
        && !header.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase);
}
