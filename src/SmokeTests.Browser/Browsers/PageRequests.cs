using System.Collections.Concurrent;
using Microsoft.Playwright;
using SmokeTests.Recording;

namespace SmokeTests.Browsers;

/// <summary>
/// The requests of pages that were told their trace and are on their way. What marks them and what hears their answers know
/// no id in common: of those with one method and address the first to go is the first to come.
/// </summary>
internal sealed class PageRequests
{
    private readonly ConcurrentDictionary<(string Method, string Address), ConcurrentQueue<SentRequest>> going = new();

    public void Goes(string method, Uri address, SentRequest sent) =>
        going.GetOrAdd((method, WithoutFragment(address.AbsoluteUri)), _ => new()).Enqueue(sent);

    public void Answered(IResponse response)
    {
        if (!going.IsEmpty)
            Take(response.Request)?.End(response.Status);
    }

    public void Failed(IRequest request)
    {
        if (!going.IsEmpty)
            Take(request)?.End(null, request.Failure);
    }

    private SentRequest? Take(IRequest request) => Uri.TryCreate(request.Url, UriKind.Absolute, out var address)
        && going.TryGetValue((request.Method, WithoutFragment(address.AbsoluteUri)), out var same)
        && same.TryDequeue(out var sent) ? sent : null;

    private static string WithoutFragment(string address) => address.Split('#', 2)[0];
}
