using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Orleans.Configuration;
using Orleans.Connections.Security;

namespace SmokeTests.Runner.Cluster;

/// <summary>
/// The port at which the runners speak to each other: by TLS, and both sides show the certificate that their history has. Who
/// has it not is refused before anything is read of what it says, and told of in the log.
/// </summary>
internal sealed class ClusterPort(ClusterCertificate certificate, TimeProvider time, ILogger<ClusterPort> log)
{
    /// <summary>The first byte of whoever begins TLS.</summary>
    private const byte Handshake = 22;

    /// <summary>Who has not shown by then who it is, is not waited for.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>A runner that is there has shown itself by then.</summary>
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan BetweenReads = TimeSpan.FromMinutes(1);

    private readonly Refusals strangers = new(time);
    private readonly Refusals members = new(time);
    private readonly ConcurrentDictionary<ConnectionContext, bool> open = new();
    private long? readAt;

    /// <summary>Members that were reached and did not show the certificate: "10.0.0.5:11111, 10.0.0.6:11111". Empty where all do.</summary>
    public string Unknown => string.Join(", ", members.All);

    /// <exception cref="NodeException">The certificate cannot be read.</exception>
    public async Task Prepare(CancellationToken cancel)
    {
        certificate.Replaced = Cut;
        await certificate.Read(cancel);
    }

    /// <summary>Reads the certificate again, once a minute: another one may stand there, or none.</summary>
    public async Task Refresh()
    {
        if (readAt is { } at && time.GetElapsedTime(at) < BetweenReads)
            return;
        readAt = time.GetTimestamp();
        await certificate.ReadAgain();
    }

    /// <summary>Whether a runner on this history listens there: both show the certificate.</summary>
    public async Task<bool> IsRunner(IPEndPoint other)
    {
        using var call = new Socket(other.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var soon = new CancellationTokenSource(LongestCall, time);
        try
        {
            await call.ConnectAsync(other, soon.Token);
            await using var tls = new SslStream(new NetworkStream(call));
            var asks = new SslClientAuthenticationOptions
            {
                TargetHost = "smoketests", ClientCertificates = [certificate.Current], ApplicationProtocols = [new("Orleans1")],
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown is X509Certificate2 whole && certificate.Is(whole),
            };
            Harden(asks);
            await tls.AuthenticateAsClientAsync(asks, soon.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Guards every connection of a silo. <see cref="Prepare"/> comes first.</summary>
    public void Guard(ISiloBuilder orleans)
    {
        orleans.Configure<SiloConnectionOptions>(o =>
        {
            o.ConfigureSiloInboundConnection(c => c.Use(next => context => Receive(context, next)));
            o.ConfigureGatewayInboundConnection(c => c.Use(next => context => Receive(context, next)));
            o.ConfigureSiloOutboundConnection(c => c.Use(next => context => Reach(context, next)));
        });
        orleans.UseTls(o =>
        {
            o.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
            o.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
            (o.LocalCertificate, o.HandshakeTimeout) = (certificate.Current, Longest);
            o.LocalServerCertificateSelector = (_, _) => certificate.Current;
            o.LocalClientCertificateSelector = (_, _, _, _, _) => certificate.Current;
            o.RemoteCertificateValidation = (shown, _, _) => certificate.Is(shown);
            o.OnAuthenticateAsServer = (_, tls) => Harden((SslServerAuthenticationOptions)tls.SslServerAuthenticationOptions);
            o.OnAuthenticateAsClient = (_, tls) => Harden((SslClientAuthenticationOptions)tls.SslClientAuthenticationOptions);
        });
        // Behind TLS: who gets here has shown it.
        orleans.Configure<SiloConnectionOptions>(o => o.ConfigureSiloOutboundConnection(c => c.Use(next => context =>
        {
            members.Forget(Name(context));
            return next(context);
        })));
    }

    /// <summary>
    /// Every connection proves anew that the key is there; nothing is fetched from an address that a stranger's certificate names.
    /// </summary>
    private static void Harden(SslServerAuthenticationOptions tls) => (tls.AllowTlsResume, tls.CertificateChainPolicy) = (false, Alone());

    private static void Harden(SslClientAuthenticationOptions tls) => (tls.AllowTlsResume, tls.CertificateChainPolicy) = (false, Alone());

    private static X509ChainPolicy Alone() => new() { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };

    private async Task Receive(ConnectionContext context, ConnectionDelegate next)
    {
        // Other runners knock and go again, to see whether this one is there; so do load balancers.
        if (await FirstByte(context) is not { } first)
            return;
        if (first == Handshake)
            await Keep(context, next);
        if (IsKnown(context) || !strangers.IsNews(Host(context)))
            return;
        if (first == Handshake)
            log.LogWarning(
                "{Stranger} was refused at the port of the runners: it does not have their certificate, which stands in the history",
                Host(context));
        else
            log.LogWarning(
                "{Stranger} was refused at the port of the runners: it speaks without TLS. " +
                "If it is a runner of an older version, stop it: it cannot be on one history with newer ones", Host(context));
    }

    private async Task Reach(ConnectionContext context, ConnectionDelegate next)
    {
        await Keep(context, next);
        if (!IsKnown(context) && members.IsNews(Name(context), times: 2))
            log.LogWarning(
                "The runner at {Member} does not show the certificate of the runners on this history. " +
                "If it is of an older version, stop all of that version: this one joins when they have stopped", Name(context));
    }

    private async Task Keep(ConnectionContext context, ConnectionDelegate next)
    {
        open.TryAdd(context, true);
        try
        {
            await next(context);
        }
        finally
        {
            open.TryRemove(context, out _);
        }
    }

    /// <summary>Another certificate counts by now: whoever is connected shows it anew.</summary>
    private void Cut()
    {
        log.LogInformation("The runners on this history have another certificate: {Count} connections are made anew", open.Count);
        foreach (var context in open.Keys)
            context.Abort(new ConnectionAbortedException("The runners have another certificate."));
    }

    private static string Name(ConnectionContext context) => $"{context.RemoteEndPoint}";

    private static string Host(ConnectionContext context) => context.RemoteEndPoint is IPEndPoint at ? $"{at.Address}" : Name(context);

    /// <summary>What it says first, and leaves to be read; null where it has gone, or says nothing.</summary>
    private async Task<byte?> FirstByte(ConnectionContext context)
    {
        using var soon = new CancellationTokenSource(Longest, time);
        try
        {
            var read = await context.Transport.Input.ReadAsync(soon.Token);
            var isThere = new SequenceReader<byte>(read.Buffer).TryPeek(out var first);
            context.Transport.Input.AdvanceTo(read.Buffer.Start);
            return isThere ? first : null;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>TLS leaves this empty where it has refused.</summary>
    private static bool IsKnown(ConnectionContext context) => context.Features.Get<ITlsConnectionFeature>()?.RemoteCertificate is not null;
}
