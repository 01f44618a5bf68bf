using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace SmokeTests.Tls;

/// <summary>What is wrong with the certificate that a server shows, in words. .NET says it in names of its own constants.</summary>
/// <param name="All">One or more.</param>
/// <param name="About">Whose it is, who signed it, and when it is valid.</param>
internal sealed record CertificateFaults(IReadOnlyList<CertificateFault> All, string About)
{
    private const int MostNames = 5;

    /// <summary>What cannot be known without asking others makes no certificate wrong.</summary>
    private const X509ChainStatusFlags Unknown = X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation;

    public string Said(DateTimeOffset now) => string.Join("; ", All.Select(fault => fault.Said(now)));

    /// <summary>Null where nothing is wrong.</summary>
    /// <param name="errors">What .NET found.</param>
    /// <param name="shown">What the server showed.</param>
    /// <param name="chain">With those who signed it.</param>
    public static CertificateFaults? Of(SslPolicyErrors errors, X509Certificate? shown, X509Chain? chain)
    {
        if (errors == SslPolicyErrors.None)
            return null;
        if (shown is not X509Certificate2 certificate)
            return new CertificateFaults([new CertificateFault("the server shows none")], "no certificate");
        var faults = new List<CertificateFault>();
        foreach (var element in chain?.ChainElements.AsEnumerable() ?? [])
            faults.AddRange(Of(element, certificate));
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            faults.Add(new CertificateFault(Names(certificate)));
        if (faults.Count == 0)
            faults.Add(new CertificateFault(
                string.Join(", ", chain?.ChainStatus.Select(s => s.StatusInformation.Trim()) ?? [$"{errors}"])));
        return new CertificateFaults([.. faults.Distinct()], string.Create(CultureInfo.InvariantCulture,
            $"{certificate.Subject}, by {certificate.Issuer}, valid from {From(certificate):yyyy-MM-dd} to {
                Until(certificate):yyyy-MM-dd}"));
    }

    private static IEnumerable<CertificateFault> Of(X509ChainElement element, X509Certificate2 shown)
    {
        var isShown = element.Certificate.RawDataMemory.Span.SequenceEqual(shown.RawDataMemory.Span);
        var it = isShown ? "it" : $"that of its issuer {Called(element.Certificate)}";
        foreach (var status in element.ChainElementStatus)
            if (Of(status.Status, element.Certificate, it, isShown) is { } fault)
                yield return fault;
    }

    private static CertificateFault? Of(X509ChainStatusFlags status, X509Certificate2 certificate, string it, bool isShown) => status switch
    {
        X509ChainStatusFlags.NotTimeValid when From(certificate) > TimeProvider.System.GetUtcNow() =>
            new($"{it} becomes valid", From(certificate)),
        X509ChainStatusFlags.NotTimeValid => new($"{it} expired", Until(certificate)),
        X509ChainStatusFlags.UntrustedRoot when isShown => new("it is self-signed, and this machine does not trust it"),
        X509ChainStatusFlags.UntrustedRoot => new($"it is signed by {Called(certificate)}, whom this machine does not trust"),
        X509ChainStatusFlags.PartialChain => new(
            $"{it} is signed by \"{certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true)}\", whose certificate the "
                + "server does not send and this machine does not know"),
        X509ChainStatusFlags.Revoked => new($"{it} was revoked"),
        X509ChainStatusFlags.NotSignatureValid => new($"{it} has a signature that is wrong"),
        X509ChainStatusFlags.HasWeakSignature => new($"{it} has a signature that is too weak"),
        X509ChainStatusFlags.NotValidForUsage => new($"{it} is not meant for servers"),
        X509ChainStatusFlags.ExplicitDistrust => new($"{it} is one that this machine distrusts"),
        _ when (status & ~Unknown) == 0 => null,
        _ => new($"{it} is wrong ({status})"),
    };

    private static string Names(X509Certificate2 certificate)
    {
        var alternative = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().ToArray();
        string[] names = alternative.Length > 0
            ? [.. alternative.SelectMany(a => a.EnumerateDnsNames().Concat(a.EnumerateIPAddresses().Select(ip => $"{ip}")))]
            : [certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false)];
        return names switch
        {
            [] or [""] => "it is for no host at all",
            [var one] => $"it is for another name: {one}",
            _ => "it is for other "
                + $"names: {string.Join(", ", names.Take(MostNames))}"
                + (names.Length > MostNames ? $" and {names.Length - MostNames} more" : ""),
        };
    }

    private static string Called(X509Certificate2 certificate) =>
        $"\"{certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false)}\"";

    private static DateTimeOffset From(X509Certificate2 certificate) => new(certificate.NotBefore.ToUniversalTime());

    private static DateTimeOffset Until(X509Certificate2 certificate) => new(certificate.NotAfter.ToUniversalTime());
}
