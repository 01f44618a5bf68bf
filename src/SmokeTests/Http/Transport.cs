using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using SmokeTests.Http.Cookies;
using SmokeTests.Tls;

namespace SmokeTests.Http;

/// <summary>
/// The connections of the whole process: pages, APIs and tokens share them. Redirects are followed above, each request on its
/// own.
/// </summary>
internal static class Transport
{
    public static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);

    [SuppressMessage("Usage", "CA2262", Justification = "It is as much as Chromium reads, in kilobytes.")]
    private static readonly HttpMessageInvoker Pool = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectTimeout = ConnectLimit,
        MaxResponseHeadersLength = AnswerHead.Most / 1024,
        RequestHeaderEncodingSelector = CookieJar.HeaderEncoding,
        // Where nothing is said .NET reads a Location in UTF-8 if it can: then nobody knows which bytes came.
        ResponseHeaderEncodingSelector = static (_, _) => System.Text.Encoding.Latin1,
        // The run's own traceparent goes to its own origins; another trace of this process must not go anywhere.
        ActivityHeadersPropagator = null,
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = CertificateRefusedException.Accept },
        PlaintextStreamFilter = (context, _) => new(new KeptConnection(context.PlaintextStream, context.NegotiatedHttpVersion.Major < 2)),
    });

    /// <summary>
    /// Sends, and comes back with the headers of the answer. Where a kept connection turns out to have been closed by the
    /// other side, the request is sent again on the next one, as browsers do, until it is a new one.
    /// </summary>
    /// <param name="message">Its content must bear to be read more than once.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<HttpResponseMessage> Send(HttpRequestMessage message, CancellationToken cancel)
    {
        if (!message.Headers.NonValidated.Contains("Accept-Encoding"))
            message.Headers.TryAddWithoutValidation("Accept-Encoding", Decoding.Asked);
        while (true)
        {
            var sending = Sending.Begin(message);
            try
            {
                return await Pool.SendAsync(message, cancel);
            }
            catch (Exception e) when (e is HttpRequestException or IOException && sending is { OnKeptConnection: true, Answered: false }
                && !cancel.IsCancellationRequested)
            {
                // Each round takes a connection out of the pool: the last one is new.
            }
        }
    }
}
