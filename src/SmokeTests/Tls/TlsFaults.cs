using System.ComponentModel;
using System.Security.Authentication;
using SmokeTests.Recording;

namespace SmokeTests.Tls;

/// <summary>Says in plain words why a connection is not secure. What .NET says depends on the system's own library of TLS.</summary>
internal static class TlsFaults
{
    private const string ByCertificate = "the certificate is not accepted: ";

    /// <summary>What Windows calls it that there is no common version, or no common cipher.</summary>
    private static readonly int[] NoCommonVersion = [unchecked((int)0x80090302), unchecked((int)0x80090331)];

    /// <summary>Parts of what OpenSSL, macOS and .NET say, in lower case.</summary>
    private static readonly (string[] Parts, Func<string, string> Said)[] Handshakes =
    [
        (["protocol version", "unsupported protocol", "no protocols available"],
            at => $"{at} agrees on no version of TLS with this machine (1.2 and 1.3 are accepted)"),
        (["frame size or a corrupted frame", "wrong version number", "packet length too long", "http request"],
            at => $"{at} does not speak TLS: is its address http://?"),
        (["certificate required", "alert bad certificate"], at => $"{at} asks for a certificate of the client"),
        (["unrecognized name"], at => $"{at} has no certificate for this name"),
        (["handshake failure", "no shared cipher", "wrong cipher returned"],
            at => $"{at} agrees on no cipher of TLS with this machine, or asks for a certificate of the client"),
        (["unexpected eof", "0 bytes from the transport"], at => $"{at} closed the connection before it was secure"),
        (["connection reset", "forcibly closed"], at => $"{at} reset the connection before it was secure"),
    ];

    /// <summary>.NET's names for what is wrong with a certificate.</summary>
    private static readonly (string Name, string Said)[] Certificates =
    [
        ("RemoteCertificateNotAvailable", "the server shows none"),
        ("RemoteCertificateNameMismatch", "it is for other names"),
        ("RemoteCertificateChainErrors", "those who signed it are not accepted"),
        ("NotTimeValid", "it has expired, or is not valid yet"),
        ("UntrustedRoot", "it is self-signed, or signed by somebody whom this machine does not trust"),
        ("PartialChain", "it is signed by somebody whose certificate the server does not send and this machine does not know"),
        ("Revoked", "it was revoked"),
        ("NotSignatureValid", "its signature is wrong"),
        ("HasWeakSignature", "its signature is too weak"),
        ("NotValidForUsage", "it is not meant for servers"),
        ("ExplicitDistrust", "this machine distrusts it"),
    ];

    /// <summary>Null where it was not this that failed.</summary>
    /// <param name="thrown">What a client threw.</param>
    /// <param name="at">Host and port that were asked.</param>
    /// <param name="host">The host alone.</param>
    /// <param name="now">Tells how long ago a certificate expired.</param>
    public static string? Of(Exception thrown, string at, string host, DateTimeOffset now)
    {
        var causes = thrown.Chain().ToArray();
        if (causes.OfType<CertificateRefusedException>().FirstOrDefault() is { } refused)
            return $"the certificate of {host} is not accepted: {refused.Faults.Said(now)}";
        if (!causes.Any(c => c is AuthenticationException
            or HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }))
            return null;
        if (causes.OfType<Win32Exception>().Any(c => NoCommonVersion.Contains(c.NativeErrorCode)))
            return Handshakes[0].Said(at);
        return causes.Select(c => OfCertificate(c.Message)).FirstOrDefault(said => said is not null)
            ?? causes.Reverse().Select(c => OfHandshake(c.Message, at)).FirstOrDefault(said => said is not null)
            ?? $"{at} broke off before the connection was secure: {causes[^1].Message}";
    }

    /// <summary>What .NET says of a certificate, in words; null where it says nothing of one.</summary>
    /// <param name="message">Such as "The remote certificate is invalid because of errors in the certificate chain: UntrustedRoot".</param>
    public static string? OfCertificate(string message)
    {
        if (!message.Contains("remote certificate is invalid", StringComparison.Ordinal))
            return null;
        var names = message[(message.LastIndexOf(':') + 1)..].Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        return ByCertificate + string.Join("; ", names.Select(name => Certificates.FirstOrDefault(c => c.Name == name).Said ?? name));
    }

    /// <summary>What is said of a handshake, in words; null where nothing is.</summary>
    public static string? OfHandshake(string message, string at) =>
        Handshakes.FirstOrDefault(h => h.Parts.Any(part => message.Contains(part, StringComparison.OrdinalIgnoreCase))).Said?.Invoke(at);
}
