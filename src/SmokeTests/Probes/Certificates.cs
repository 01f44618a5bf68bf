using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using SmokeTests.Runs;
using SmokeTests.Tls;

namespace SmokeTests.Probes;

/// <summary>Looks at the certificate that a host shows: whether a client would trust it, and for how long.</summary>
internal static class Certificates
{
    public static async Task<bool> Check(RunContext run, string host, int port, int daysLeft, CancellationToken cancel)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(host, port, cancel);
        CertificateFaults? faults = null;
        await using var tls = new SslStream(client.GetStream(), false, (_, shown, chain, errors) =>
        {
            faults = CertificateFaults.Of(errors, shown, chain);
            // Taken for the moment: what is wrong with it is told below, and nothing is sent.
            return !cancel.IsCancellationRequested;
        });
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, cancel);
        var now = run.Time.GetUtcNow();
        if (faults is not null)
            throw run.Recorder.Fail($"the certificate of {host} is not accepted: {faults.Said(now)}",
                $"a certificate that clients trust, with {daysLeft} days left or more", faults.About);
        using var certificate = new X509Certificate2(tls.RemoteCertificate!);
        var ends = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        var left = (ends - now).TotalDays;
        if (left < daysLeft)
            throw run.Recorder.Fail($"the certificate of {host} expires in {left:0} days", $"{daysLeft} days left or more",
                $"it ends on {ends:yyyy-MM-dd}; {certificate.Subject}, by {certificate.Issuer}");
        run.Recorder.Measured($"certificate of {host}", left, "days");
        return true;
    }
}
