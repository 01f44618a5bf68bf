using System.Net;
using System.Net.Http.Headers;
using SmokeTests.Http;
using SmokeTests.Worker;

namespace SmokeTests.Api;

/// <summary>One request of a check to its API, and those that its redirects lead to.</summary>
/// <param name="run">The run.</param>
/// <param name="authentication">How it logs in.</param>
/// <param name="jar">The cookies of RestSharp's request.</param>
/// <param name="first">Where the check sent it.</param>
internal sealed class ApiRequester(RunContext run, IAuthentication authentication, CookieContainer? jar, Uri first) : IRequester
{
    public async Task Dress(HttpRequestMessage message, Request request, CancellationToken cancel)
    {
        foreach (var (name, value) in run.Courtesy.For(request.Address))
            message.Headers.TryAddWithoutValidation(name, value);
        if (request.LedFrom is not null)
            Cookies(message, request.Address);
        if (request.LogIn is { } written)
        {
            run.Blotter.Learn(written.Password);
            message.Headers.Authorization ??= written.Header;
        }
        await authentication.Authenticate(message, cancel);
        if (request.LedFrom is { } from && !Origin.IsSame(from, request.Address))
            run.Recorder.Note($"led to {Origin.Of(request.Address)}, which gets no log-in of another origin");
    }

    public void Keep(Uri address, HttpResponseMessage response)
    {
        authentication.Keep(address, response);
        if (jar is null || !response.Headers.TryGetValues("Set-Cookie", out var cookies))
            return;
        foreach (var cookie in cookies)
            try
            {
                jar.SetCookies(address, cookie);
            }
            catch (CookieException)
            {
                // As RestSharp does: what cannot be read is not kept.
            }
    }

    /// <summary>The answer as RestSharp takes it.</summary>
    public HttpResponseMessage Response(Answer answer, HttpRequestMessage message)
    {
        message.RequestUri = answer.Address;
        var response = new HttpResponseMessage(answer.Status) { ReasonPhrase = answer.Reason, RequestMessage = message, Content = new ByteArrayContent(answer.Body) };
        foreach (var (name, values) in answer.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
            // RestSharp would take the cookies of another origin for those of the first.
            if (Origin.IsSame(first, answer.Address) || !name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
                response.Headers.TryAddWithoutValidation(name, values);
        foreach (var (name, values) in answer.ContentHeaders ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
            response.Content.Headers.TryAddWithoutValidation(name, values);
        return response;
    }

    /// <summary>After a redirect: what the check's own header said, where it may go on, and what the answers on the way set.</summary>
    private void Cookies(HttpRequestMessage message, Uri address)
    {
        var said = message.Headers.TryGetValues("Cookie", out var lines) ? string.Join("; ", lines) : "";
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in said.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            pairs[pair.Split('=')[0]] = pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..];
        if (Origin.IsSame(first, address) || run.Courtesy.Owns(address))
            foreach (Cookie set in jar?.GetCookies(address) ?? [])
                pairs[set.Name] = set.Value;
        message.Headers.Remove("Cookie");
        if (pairs.Count > 0)
            message.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", pairs.Select(pair => $"{pair.Key}={pair.Value}")));
    }
}
