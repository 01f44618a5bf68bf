using RestSharp;
using RestSharp.Interceptors;

namespace SmokeTests.Api;

/// <summary>Keeps with a request which status it is to be answered with.</summary>
internal sealed class ExpectedStatus(int status) : Interceptor
{
    public int Status => status;

    public static int? Of(RestRequest? request) => request?.Interceptors?.OfType<ExpectedStatus>().LastOrDefault()?.Status;
}
