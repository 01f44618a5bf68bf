using System.Runtime.ExceptionServices;
using RestSharp;
using RestSharp.Interceptors;
using SmokeTests.Recording;

namespace SmokeTests.Api;

/// <summary>
/// Lets the check see what <see cref="ApiHandler"/> throws. RestSharp catches whatever a handler throws and hands back a
/// response that says nothing of it, or null; what an interceptor throws it lets pass, by each of its methods.
/// </summary>
internal sealed class Witness(Recorder recorder) : Interceptor
{
    /// <summary>Stands before the check's own interceptors, which must not be shown an answer that is none.</summary>
    public override ValueTask BeforeRequest(RestRequest request, CancellationToken cancellationToken)
    {
        request.Interceptors =
            [new OfRequest(request, recorder), .. (request.Interceptors ?? []).Where(i => i is not (Witness or OfRequest))];
        return default;
    }

    /// <summary>What belongs to one request of RestSharp's.</summary>
    private sealed class OfRequest(RestRequest request, Recorder recorder) : Interceptor
    {
        private HttpRequestMessage? sent;

        public override ValueTask BeforeHttpRequest(HttpRequestMessage requestMessage, CancellationToken cancellationToken)
        {
            sent = requestMessage;
            requestMessage.Options.Set(ApiHandler.Asked, request);
            return default;
        }

        public override ValueTask AfterHttpRequest(HttpResponseMessage responseMessage, CancellationToken cancellationToken)
        {
            Rethrow();
            return default;
        }

        /// <summary>
        /// Where there was no answer, <see cref="AfterHttpRequest"/> has not been called: a request that was given up, or that
        /// RestSharp itself could not send.
        /// </summary>
        public override ValueTask AfterRequest(RestResponse response, CancellationToken cancellationToken)
        {
            Rethrow();
            if (response is { StatusCode: 0, ErrorException: { } why })
                ExceptionDispatchInfo.Throw(why);
            if (response.StatusCode != 0 && !response.IsSuccessStatusCode)
                Judge(response);
            return default;
        }

        public override ValueTask BeforeDeserialization(RestResponse response, CancellationToken cancellationToken)
        {
            new TypedAnswers(recorder).Begin(response);
            return default;
        }

        /// <summary>
        /// The methods that hand back what is in the answer (<c>GetAsync</c>) throw this, also at 404, which RestSharp leaves out; those
        /// that hand back the answer (<c>ExecuteAsync</c>) leave it to the check.
        /// </summary>
        private void Judge(RestResponse response)
        {
            var wanted = ExpectedStatus.Of(request) == (int)response.StatusCode;
            response.ResponseStatus = wanted ? ResponseStatus.Completed : ResponseStatus.Error;
            response.ErrorException = wanted ? null : ApiAnswers.Fail(recorder, response, "an answer that succeeds");
            response.ErrorMessage = response.ErrorException?.Message.Split('\n')[0];
        }

        private void Rethrow()
        {
            if (sent is not null && sent.Options.TryGetValue(ApiHandler.Thrown, out var why))
                why.Throw();
        }
    }
}
