using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using SmokeTests.Pages;
using SmokeTests.Recording;
using SmokeTests.Settings;

namespace SmokeTests.Http;

/// <summary>One journey's way to the site: cookies of its own, connections shared by the whole worker, redirects as browsers follow them.</summary>
internal sealed class Visitor(EnvironmentSettings environment, Recorder recorder, Courtesy courtesy, TimeProvider time, Func<CancellationToken> stopping)
{
    private const int MostRedirects = 20;

    private static readonly HttpClient Pool = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectTimeout = TimeSpan.FromSeconds(10),
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    public CookieContainer Cookies { get; } = new();

    public LoggedInUsers Users { get; } = new();

    /// <summary>Sends, follows redirects and reads the body, within the step limit and the size limit.</summary>
    public async Task<Answer> Send(Request request)
    {
        var stop = stopping();
        using var limit = new CancellationTokenSource(environment.StepLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        var seen = new List<string>();
        try
        {
            for (var next = request; ;)
            {
                using var message = next.ToMessage(courtesy, Cookies);
                recorder.Reaching();
                var exchange = new Exchange(time.GetUtcNow(), default, recorder.Step, next.Method.Method, next.Address, message.Headers, next.BodyType, next.Body);
                var began = time.GetTimestamp();
                using var response = await Reach(message, exchange, began, both.Token);
                Keep(next.Address, response);
                recorder.Answered(next.Address.AbsoluteUri, (int)response.StatusCode);
                exchange = exchange with { Status = (int)response.StatusCode, Reason = response.ReasonPhrase ?? "", Got = response.Headers.Concat(response.Content.Headers), Type = response.Content.Headers.ContentType?.ToString() };
                if (next.Redirected(response) is not { } redirected)
                    return await Read(next.Address, response, exchange, began, both.Token);
                recorder.Transcript.Add(exchange with { Took = time.GetElapsedTime(began) });
                seen.Add(next.Address.PathAndQuery);
                if (seen.Count > MostRedirects)
                    throw recorder.Fail($"{request.Address.AbsolutePath} redirects for ever", "a page", string.Join(" → ", seen.Take(4)) + $" → … ({MostRedirects} redirects)", $"{request.Address.AbsoluteUri} (no page)");
                if (redirected.Address.Scheme is not ("http" or "https"))
                    throw recorder.Fail($"the site redirects to {redirected.Address}, which is no web address");
                next = redirected;
            }
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw recorder.Fail($"no complete answer within {Interval.Write(environment.StepLimit)}", $"an answer from {request.Address.AbsoluteUri}", "none in time", $"{request.Address.AbsoluteUri} (no answer)", e);
        }
        catch (HttpRequestException e)
        {
            throw recorder.Fail(Explain(e, request.Address), $"an answer from {request.Address.AbsoluteUri}", e.InnerException?.Message ?? e.Message, $"{request.Address.AbsoluteUri} (no answer)", e);
        }
        catch (IOException e)
        {
            throw recorder.Fail("the answer broke off", $"the whole of {request.Address.AbsoluteUri}", e.Message, because: e);
        }
    }

    private async Task<HttpResponseMessage> Reach(HttpRequestMessage message, Exchange exchange, long began, CancellationToken cancel)
    {
        try
        {
            return await Pool.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancel);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            recorder.Transcript.Add(exchange with { Took = time.GetElapsedTime(began), Error = e.InnerException?.Message ?? e.Message });
            throw;
        }
    }

    private async Task<Answer> Read(Uri address, HttpResponseMessage response, Exchange exchange, long began, CancellationToken cancel)
    {
        var most = environment.PageBytes;
        using var body = new MemoryStream();
        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        var buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, cancel)) > 0;)
        {
            body.Write(buffer, 0, read);
            if (body.Length > most)
                throw recorder.Fail($"the answer is larger than {most / 1024 / 1024} MB", $"at most {most / 1024 / 1024} MB (\"pageMegabytes\" in {SettingsFile.Name})", $"more, from {address.AbsoluteUri}");
        }
        var whole = body.ToArray();
        recorder.Transcript.Add(exchange with { Took = time.GetElapsedTime(began), Body = whole });
        return new Answer(address, response.StatusCode, response.Content.Headers.ContentType?.ToString() ?? "", whole, response.Headers, response.Content.Headers);
    }

    private void Keep(Uri address, HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Set-Cookie", out var cookies))
            return;
        foreach (var cookie in cookies)
            try
            {
                Cookies.SetCookies(address, cookie);
            }
            catch (CookieException)
            {
                // A browser ignores a cookie that it cannot read, and so does a journey.
            }
    }

    private string Explain(HttpRequestException e, Uri address) => e.InnerException switch
    {
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => $"{address.Authority} refuses connections. Is the site of environment '{environment.Name}' up?",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => $"there is no host {address.Host} (environment '{environment.Name}')",
        AuthenticationException tls => $"the certificate of {address.Host} is not accepted: {tls.Message}",
        _ => $"{address.Authority} did not answer: {e.Message}",
    };
}

/// <summary>A request that can be sent again, as a redirect with 307 or 308 demands.</summary>
internal sealed record Request(HttpMethod Method, Uri Address, byte[]? Body = null, string? BodyType = null, Uri? From = null)
{
    public HttpRequestMessage ToMessage(Courtesy courtesy, CookieContainer cookies)
    {
        var message = new HttpRequestMessage(Method, Address);
        message.Headers.TryAddWithoutValidation("User-Agent", courtesy.UserAgent);
        foreach (var (name, value) in courtesy.For(Address))
            message.Headers.TryAddWithoutValidation(name, value);
        message.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        if (cookies.GetCookieHeader(Address) is { Length: > 0 } cookie)
            message.Headers.TryAddWithoutValidation("Cookie", cookie);
        message.Headers.Referrer = Referrer();
        if (Method != HttpMethod.Get && From is not null)
            message.Headers.TryAddWithoutValidation("Origin", From.GetLeftPart(UriPartial.Authority));
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body);
            if (MediaTypeHeaderValue.TryParse(BodyType, out var type))
                message.Content.Headers.ContentType = type;
        }
        return message;
    }

    /// <summary>As browsers do by default: the whole address within a site, its origin alone to another, nothing from https to http.</summary>
    private Uri? Referrer()
    {
        if (From is null || From.Scheme == "https" && Address.Scheme == "http")
            return null;
        var origin = From.GetLeftPart(UriPartial.Authority);
        return new Uri(origin == Address.GetLeftPart(UriPartial.Authority) ? From.GetLeftPart(UriPartial.Query) : origin + "/");
    }

    public Request? Redirected(HttpResponseMessage response)
    {
        if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
            return null;
        var address = new Uri(Address, location);
        var again = (int)response.StatusCode is 307 or 308 || Method == HttpMethod.Get;
        return again ? this with { Address = address } : new Request(HttpMethod.Get, address, From: From);
    }
}
