using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using SmokeTests.Worker;

namespace SmokeTests.Probes;

/// <summary>Looks at the certificate that a host shows: whether a client would trust it, and for how long.</summary>
internal static class Certificates
{
    public static async Task<bool> Check(RunContext run, string host, int port, int daysLeft, CancellationToken cancel)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(host, port, cancel);
        var errors = SslPolicyErrors.None;
        var chainSays = "";
        await using var tls = new SslStream(client.GetStream(), false, (_, _, chain, found) =>
        {
            errors = found;
            chainSays = string.Join(' ', chain?.ChainStatus.Select(s => s.StatusInformation.Trim()).Distinct() ?? []);
            // Taken for the moment: what is wrong with it is told below, and nothing is sent.
            return true;
        });
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, cancel);
        using var certificate = new X509Certificate2(tls.RemoteCertificate!);
        var ends = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        var left = (ends - run.Time.GetUtcNow()).TotalDays;
        if (left < daysLeft)
            throw run.Recorder.Fail(left < 0 ? $"the certificate of {host} has expired" : $"the certificate of {host} expires in {left:0} days", $"{daysLeft} days left or more", $"it ends on {ends:yyyy-MM-dd}; {certificate.Subject}, by {certificate.Issuer}");
        if (errors != SslPolicyErrors.None)
            throw run.Recorder.Fail($"the certificate of {host} is not accepted", "a certificate that clients trust", $"{errors}: {(chainSays.Length == 0 ? certificate.Subject : chainSays)}");
        run.Recorder.Measured($"certificate of {host}", left, "days");
        return true;
    }
}
