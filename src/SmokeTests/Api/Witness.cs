using System.Runtime.ExceptionServices;
using RestSharp;
using RestSharp.Interceptors;

namespace SmokeTests.Api;

/// <summary>
/// Lets the check see what <see cref="ApiHandler"/> throws. RestSharp catches whatever a handler throws and hands back a
/// response that says nothing of it, or null; what an interceptor throws it lets pass, by each of its methods.
/// </summary>
internal sealed class Witness : Interceptor
{
    /// <summary>Stands before the check's own interceptors, which must not be shown an answer that is none.</summary>
    public override ValueTask BeforeRequest(RestRequest request, CancellationToken cancellationToken)
    {
        request.Interceptors = [new OfRequest(request), .. (request.Interceptors ?? []).Where(i => i is not (Witness or OfRequest))];
        return default;
    }

    /// <summary>What RestSharp itself met on the way, before the handler.</summary>
    private static void Rethrow(RestResponse response)
    {
        if (response is { StatusCode: 0, ErrorException: { } why })
            ExceptionDispatchInfo.Throw(why);
    }

    private sealed class OfRequest(RestRequest request) : Interceptor
    {
        public override ValueTask BeforeHttpRequest(HttpRequestMessage requestMessage, CancellationToken cancellationToken)
        {
            requestMessage.Options.Set(ApiHandler.Asked, request);
            return default;
        }

        public override ValueTask AfterHttpRequest(HttpResponseMessage responseMessage, CancellationToken cancellationToken)
        {
            if (responseMessage is NoAnswer { Why: var why })
                why.Throw();
            return default;
        }

        public override ValueTask AfterRequest(RestResponse response, CancellationToken cancellationToken)
        {
            Rethrow(response);
            return default;
        }
    }
}

/// <summary>In place of an answer: why there is none.</summary>
internal sealed class NoAnswer(ExceptionDispatchInfo why) : HttpResponseMessage
{
    public ExceptionDispatchInfo Why => why;
}
