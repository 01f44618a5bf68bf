using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace SmokeTests.Tls;

/// <summary>A certificate that is not accepted, with what is wrong with it.</summary>
internal sealed class CertificateRefusedException(CertificateFaults faults)
    : AuthenticationException(faults.Said(TimeProvider.System.GetUtcNow()))
{
    public CertificateFaults Faults => faults;

    /// <summary>Accepts what .NET accepts, and says why where it does not.</summary>
    public static bool Accept(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors) =>
        CertificateFaults.Of(errors, shown, chain) is { } wrong ? throw new CertificateRefusedException(wrong) : true;
}
