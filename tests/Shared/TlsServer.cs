using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace SmokeTests.Testing;

/// <summary>Servers whose certificates, or whose TLS, no client accepts.</summary>
public sealed class TlsServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource gone = new();
    private readonly Func<NetworkStream, CancellationToken, Task> serve;

    private TlsServer(Func<NetworkStream, CancellationToken, Task> serve)
    {
        this.serve = serve;
        listener.Start();
        _ = Accept();
    }

    public Uri Address => new($"https://{listener.LocalEndpoint}/");

    /// <summary>Shows a certificate.</summary>
    public static TlsServer Showing(X509Certificate2 certificate) => new(async (stream, cancel) =>
    {
        await using var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, cancel);
        await tls.ReadExactlyAsync(new byte[1], cancel);
        await tls.WriteAsync(
            Encoding.ASCII.GetBytes(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 10\r\nConnection: close\r\n\r\n<p>Welcome"), cancel);
    });

    /// <summary>Answers the first bytes of a client with these, and closes.</summary>
    public static TlsServer Saying(params byte[] bytes) => new(async (stream, cancel) =>
    {
        _ = await stream.ReadAsync(new byte[16 * 1024], cancel);
        await stream.WriteAsync(bytes, cancel);
    });

    /// <summary>Refuses the handshake by an alert.</summary>
    public static TlsServer Alerting(byte alert) => Saying(0x15, 3, 3, 0, 2, 2, alert);

    /// <param name="name">Of whom it is.</param>
    /// <param name="from">Valid from, in days from now.</param>
    /// <param name="until">Valid until, in days from now.</param>
    /// <param name="hosts">For which; 127.0.0.1 by default.</param>
    /// <param name="by">Who signs it; by default it signs itself.</param>
    /// <param name="isAuthority">Whether it may sign others.</param>
    public static X509Certificate2 Certificate(
        string name, double from, double until, string[]? hosts = null, X509Certificate2? by = null, bool isAuthority = false)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        if (hosts is null)
            names.AddIpAddress(IPAddress.Loopback);
        foreach (var host in hosts ?? [])
            names.AddDnsName(host);
        if (hosts is not [])
            request.CertificateExtensions.Add(names.Build());
        var (begins, ends) = (DateTimeOffset.UtcNow.AddDays(from), DateTimeOffset.UtcNow.AddDays(until));
        using var made = by is null ? request.CreateSelfSigned(begins, ends) : Signed(request, by, key, begins, ends);
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    public async ValueTask DisposeAsync()
    {
        await gone.CancelAsync();
        listener.Stop();
        gone.Dispose();
    }

    private static X509Certificate2 Signed(CertificateRequest request, X509Certificate2 by, RSA key, DateTimeOffset from,
        DateTimeOffset until)
    {
        using var signed = request.Create(by.SubjectName,
            X509SignatureGenerator.CreateForRSA(by.GetRSAPrivateKey()!, RSASignaturePadding.Pkcs1), from, until,
            RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }

    private async Task Accept()
    {
        try
        {
            while (true)
                _ = Serve(await listener.AcceptTcpClientAsync(gone.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Serve(TcpClient client)
    {
        try
        {
            using (client)
                await serve(client.GetStream(), gone.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException
            or System.Security.Authentication.AuthenticationException)
        {
            // The client did not accept it, which is what is tested.
        }
    }
}
