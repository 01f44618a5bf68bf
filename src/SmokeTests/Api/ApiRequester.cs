using System.Net;
using SmokeTests.Addresses;
using SmokeTests.Http;
using SmokeTests.Http.Cookies;
using SmokeTests.Runs;
using Cookie = SmokeTests.Http.Cookies.Cookie;

namespace SmokeTests.Api;

/// <summary>One request of a check to its API, and those that its redirects lead to.</summary>
/// <param name="run">The run.</param>
/// <param name="authentication">How it logs in.</param>
/// <param name="jar">Where the check's request keeps its cookies.</param>
/// <param name="first">Where the check sent it.</param>
internal sealed class ApiRequester(RunContext run, IAuthentication authentication, CookieContainer? jar, Uri first) : IRequester
{
    /// <summary>What the answers on the way set, where it is not the visitor who keeps it.</summary>
    private readonly CookieJar met = new(run.Time);

    /// <summary>What they set or removed, and for which paths: there the check's own header said something older.</summary>
    private readonly HashSet<(string Name, string Path)> renewed = [];

    public async Task Dress(HttpRequestMessage message, Request request, CancellationToken cancel)
    {
        foreach (var (name, value) in run.RequestHeaders.For(request.Address))
            message.Headers.TryAddWithoutValidation(name, value);
        if (request.LedFrom is not null)
            Cookies(message, request.Address);
        if (request.LogIn is { } written)
        {
            run.Redactor.Learn(written.Password);
            message.Headers.Authorization ??= written.Header;
        }
        await authentication.Authenticate(message, cancel);
        if (request.LedFrom is { } from && !Origin.IsSame(from, request.Address))
            run.Recorder.Note($"led to {Origin.Of(request.Address)}, which gets no log-in of another origin");
    }

    public void Keep(Uri address, HttpResponseMessage response)
    {
        authentication.Keep(address, response);
        if (!response.Headers.TryGetValues("Set-Cookie", out var cookies))
            return;
        foreach (var cookie in cookies)
        {
            if (SetCookie.Parse(cookie) is { } set && Goes(address)
                && (set.Domain.Length == 0 || Cookie.Matches(Sites.HostOf(address), set.Domain)))
                renewed.Add((set.Name, set.Path ?? CookieJar.DefaultPath(address)));
            if (!authentication.KeepsCookies)
                met.Keep(address, cookie);
            Show(address, cookie);
        }
    }

    /// <summary>The answer as RestSharp takes it.</summary>
    public HttpResponseMessage Response(Answer answer, HttpRequestMessage message)
    {
        message.RequestUri = answer.Address;
        var response = new HttpResponseMessage(answer.Status) { ReasonPhrase = answer.Reason, RequestMessage = message,
            Content = new ByteArrayContent(answer.Body) };
        foreach (var (name, values) in answer.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
            // RestSharp would take the cookies of another origin for those of the first.
            if (Origin.IsSame(first, answer.Address) || !name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
                response.Headers.TryAddWithoutValidation(name, values);
        foreach (var (name, values) in answer.ContentHeaders ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
            // The body is decompressed by now.
            if (message.Method == HttpMethod.Head
                || !name.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase)
                && !name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                response.Content.Headers.TryAddWithoutValidation(name, values);
        return response;
    }

    /// <summary>
    /// The check finds it in its request's container, as far as .NET's can hold it. What is sent on the way is not taken from
    /// there.
    /// </summary>
    private void Show(Uri address, string cookie)
    {
        try
        {
            jar?.SetCookies(address, cookie);
        }
        catch (CookieException)
        {
            // As RestSharp does: what cannot be read is not kept.
        }
    }

    /// <summary>After a redirect: what the check's own header said, where it may go on, and what the answers on the way set.</summary>
    private void Cookies(HttpRequestMessage message, Uri address)
    {
        var said = message.Headers.TryGetValues("Cookie", out var lines) ? string.Join(';', lines) : "";
        var pairs = said.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(pair => !renewed.Any(r => r.Name == NameOf(pair) && Cookie.PathMatches(address.AbsolutePath, r.Path)));
        if (Goes(address) && met.Header(address) is { Length: > 0 } set)
            pairs = pairs.Append(set);
        message.Headers.Remove("Cookie");
        if (string.Join("; ", pairs) is { Length: > 0 } all)
            message.Headers.TryAddWithoutValidation("Cookie", all);
    }

    /// <summary>Whether cookies of the way may go there.</summary>
    private bool Goes(Uri address) => Origin.IsSame(first, address) || run.RequestHeaders.Owns(address);

    private static string NameOf(string pair) => pair.IndexOf('=', StringComparison.Ordinal) is var at and >= 0 ? pair[..at].TrimEnd() : "";
}
