using SmokeTests.Addresses;
using SmokeTests.Http;
using SmokeTests.Settings;

namespace SmokeTests.Browsers;

/// <summary>Says in plain words what Chromium's network errors mean: the same as is said without a browser.</summary>
internal static class NetErrors
{
    /// <summary>Chromium's name for headers without their end, which it no longer says itself.</summary>
    public const string Truncated = "RESPONSE_HEADERS_TRUNCATED";

    /// <param name="error">Such as <c>net::ERR_CONNECTION_REFUSED</c>.</param>
    /// <param name="at">The address that was asked last.</param>
    /// <param name="began">The address that was asked first.</param>
    /// <param name="environment">Where it was asked for.</param>
    /// <param name="answered">Whether an answer had begun to come.</param>
    public static string Explain(string error, Uri at, Uri began, EnvironmentSettings environment, bool answered = false) =>
        Code(error) switch
    {
        "CONNECTION_REFUSED" => $"{at.Authority} refuses connections{IsItUp(at, environment)}",
        "NAME_NOT_RESOLVED" or "NAME_RESOLUTION_FAILED" or "ICANN_NAME_COLLISION" =>
            $"there is no host {at.Host} (environment '{environment.Name}')",
        "TOO_MANY_REDIRECTS" => $"{began.AbsolutePath} redirects for ever",
        "UNKNOWN_URL_SCHEME" or "UNSAFE_REDIRECT" or "DISALLOWED_URL_SCHEME" or "INVALID_REDIRECT" when at.Scheme is "http" or "https" =>
            $"{at.AbsolutePath} redirects to an address that no browser opens",
        "UNKNOWN_URL_SCHEME" or "UNSAFE_REDIRECT" or "DISALLOWED_URL_SCHEME" or "INVALID_REDIRECT" =>
            $"{began.AbsolutePath} redirects to {at}, which is no web address",
        "CONNECTION_RESET" or "CONNECTION_ABORTED" or "CONNECTION_CLOSED" when answered => "the answer broke off",
        "CONNECTION_RESET" or "CONNECTION_ABORTED" => $"{at.Authority} reset the connection without an answer",
        "EMPTY_RESPONSE" or "CONNECTION_CLOSED" or "SOCKET_NOT_CONNECTED" =>
            $"{at.Authority} closed the connection without an answer",
        "TIMED_OUT" or "CONNECTION_TIMED_OUT" => $"{at.Authority} did not answer in time",
        "ADDRESS_UNREACHABLE" or "ADDRESS_INVALID" or "CONNECTION_FAILED" or "NETWORK_ACCESS_DENIED" => $"{at.Authority} cannot be reached",
        "INTERNET_DISCONNECTED" or "NETWORK_CHANGED" or "NETWORK_IO_SUSPENDED" =>
            $"{at.Authority} cannot be reached: this machine has no network",
        "UNSAFE_PORT" => $"a browser opens no page at port {at.Port}",
        "BLOCKED_BY_CLIENT" => $"{at.Host} is not asked: it is among the environment's \"block\"",
        "BLOCKED_BY_RESPONSE" or "BLOCKED_BY_CSP" or "BLOCKED_BY_ORB" =>
            $"{at.AbsolutePath} may not be shown here: an answer of the site forbids it",
        "csp" => "the page's Content-Security-Policy forbids it",
        "mixed-content" => "the page came by https, and this is asked for by http",
        "integrity" => "it is not what the page's integrity says",
        "corp-not-same-origin" or "corp-not-same-site" or "corp-not-same-origin-after-defaulted-to-same-origin-by-coep" =>
            "its header Cross-Origin-Resource-Policy forbids it",
        "CONTENT_LENGTH_MISMATCH" or "INCOMPLETE_CHUNKED_ENCODING" => "the answer broke off",
        "CONTENT_DECODING_FAILED" or "CONTENT_DECODING_INIT_FAILED" => "the answer is not compressed as its Content-Encoding says",
        Truncated => "the answer broke off in its headers",
        "RESPONSE_HEADERS_TOO_BIG" => $"{at.Authority} sent more than {AnswerHead.Most / 1024} kB of headers",
        "INVALID_RESPONSE" or "INVALID_HTTP_RESPONSE" or "INVALID_CHUNKED_ENCODING" or "HTTP2_PROTOCOL_ERROR" or "UNEXPECTED" =>
            $"{at.Authority} answered something that is no HTTP",
        "RESPONSE_HEADERS_MULTIPLE_LOCATION" => $"{at.AbsolutePath} answered with different headers Location",
        "RESPONSE_HEADERS_MULTIPLE_CONTENT_LENGTH" => $"{at.AbsolutePath} answered with different headers Content-Length",
        "RESPONSE_HEADERS_MULTIPLE_CONTENT_DISPOSITION" => $"{at.AbsolutePath} answered with different headers Content-Disposition",
        var code when code.StartsWith("CERT_", StringComparison.Ordinal) =>
            $"the certificate of {at.Host} is not accepted: {Certificate(code)}",
        "SSL_VERSION_OR_CIPHER_MISMATCH" => $"{at.Authority} agrees on no version of TLS, or on no cipher, with a browser",
        "SSL_CLIENT_AUTH_CERT_NEEDED" or "BAD_SSL_CLIENT_AUTH_CERT" => $"{at.Authority} asks for a certificate of the client",
        var code when IsOfTls(code) => $"{at.Authority} does not speak TLS as a browser does",
        _ => $"{at.Authority} did not answer",
    };

    /// <summary>Where it is the machine that lacks something, no site is to blame.</summary>
    public static bool IsOfTheMachine(string error) =>
        Code(error) is "INSUFFICIENT_RESOURCES" or "OUT_OF_MEMORY" or "NO_BUFFER_SPACE" or "FILE_NO_SPACE";

    /// <summary>Whether the browser says less of it than whoever asks once more can find out.</summary>
    public static bool IsVague(string error, Uri at) => Code(error) switch
    {
        "INVALID_HTTP_RESPONSE" or "UNSAFE_REDIRECT" or "INVALID_REDIRECT" or "DISALLOWED_URL_SCHEME" or "INVALID_URL"
            or "CONNECTION_RESET" => true,
        "CONNECTION_CLOSED" => at.Scheme == "https",
        var code => IsOfTls(code),
    };

    private static bool IsOfTls(string code) => code.StartsWith("CERT_", StringComparison.Ordinal)
        || code.StartsWith("SSL_", StringComparison.Ordinal) || code.StartsWith("BAD_SSL", StringComparison.Ordinal);

    private static string IsItUp(Uri at, EnvironmentSettings environment) =>
        environment.Own.Any(own => Origin.IsSame(own, at)) ? $". Is the site of environment '{environment.Name}' up?" : "";

    private static string Code(string error) => error.Split("ERR_", 2)[^1].Split(' ', 2)[0];

    private static string Certificate(string code) => code switch
    {
        "CERT_DATE_INVALID" => "it has expired, or is not valid yet",
        "CERT_COMMON_NAME_INVALID" => "it is for other names",
        "CERT_AUTHORITY_INVALID" => "it is self-signed, or signed by somebody whom the browser does not trust",
        "CERT_REVOKED" => "it was revoked",
        "CERT_WEAK_SIGNATURE_ALGORITHM" or "CERT_WEAK_KEY" => "it is too weak",
        _ => code,
    };
}
