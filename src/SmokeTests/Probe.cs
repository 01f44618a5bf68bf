using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using SmokeTests.Probes;
using SmokeTests.Runs;
using SmokeTests.Settings;

namespace SmokeTests;

/// <summary>
/// What no page shows: ports, names, certificates, sockets, gRPC, mail. Each is a step; the environment's <c>stepLimit</c> (10 s
/// by default) holds for each.
/// </summary>
public sealed class Probe
{
    private readonly RunContext run;

    internal Probe(RunContext run) => this.run = run;

    /// <summary>Fails unless something accepts connections on a port.</summary>
    public Task Tcp(string host, int port) => Ask($"connect to {host}:{port}", $"{host}:{port} to accept a connection", async cancel =>
    {
        using var client = new TcpClient();
        await client.ConnectAsync(host, port, cancel);
    });

    /// <summary>Fails unless a name resolves; hands back its answers as text.</summary>
    /// <param name="name">For example <c>shop.example</c>.</param>
    /// <param name="type">A, AAAA, CNAME, MX, TXT, NS, SRV or CAA; A by default.</param>
    /// <param name="contains">A text that one of the answers must hold; any by default.</param>
    /// <param name="server">The name server's address, with its port where it is not 53; the system's by default.</param>
    public Task<IReadOnlyList<string>> Dns(string name, string type = "A", string contains = "", string? server = null) =>
        Ask($"look up {name} ({type})", $"a record {type} of {name}", cancel => Names.Look(run, name, type, contains, server, cancel));

    /// <summary>Fails unless a certificate is valid for its host, trusted, and good for some days more.</summary>
    /// <param name="host">The host; the site's by default.</param>
    /// <param name="daysLeft">So many days at least; 14 by default.</param>
    /// <param name="port">443 by default.</param>
    public Task Certificate(string? host = null, int daysLeft = 14, int port = 443) =>
        Ask($"check the certificate of {host ?? run.Settings.Site.Host}", $"a certificate with {daysLeft} days left or more",
            cancel => Certificates.Check(run, host ?? run.Settings.Site.Host, port, daysLeft, cancel));

    /// <summary>Sends a text over a WebSocket and fails unless an answer holds the other text.</summary>
    /// <param name="address">ws:// or wss://, or an address on the site.</param>
    /// <param name="send">What is sent.</param>
    /// <param name="expect">What an answer must hold; by default what was sent.</param>
    public Task WebSocket(string address, string send, string? expect = null) =>
        Ask($"ask the socket {address}", $"an answer with \"{expect ?? send}\"", async cancel =>
    {
        var target = new UriBuilder(new Uri(run.Settings.Site, address));
        target.Scheme = target.Scheme switch { "http" => "ws", "https" => "wss", var other => other };
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("User-Agent", run.RequestHeaders.UserAgent);
        if ((BasicLogIn.In(target.Uri)?.Header ?? run.LogInOf(new Uri(run.Settings.Site, address))) is { } logIn)
            socket.Options.SetRequestHeader("Authorization", logIn.ToString());
        (target.UserName, target.Password) = ("", "");
        await socket.ConnectAsync(target.Uri, cancel);
        await socket.SendAsync(Encoding.UTF8.GetBytes(send), WebSocketMessageType.Text, true, cancel);
        var buffer = new byte[64 * 1024];
        var last = "nothing";
        for (var read = await socket.ReceiveAsync(buffer, cancel); read.MessageType != WebSocketMessageType.Close;
            read = await socket.ReceiveAsync(buffer, cancel))
            if ((last = Encoding.UTF8.GetString(buffer, 0, read.Count)).Contains(expect ?? send, StringComparison.Ordinal))
                return;
        throw run.Recorder.Fail("the socket was closed", $"an answer with \"{expect ?? send}\"", last);
    });

    /// <summary>Asks a server for its health by the standard gRPC protocol (grpc.health.v1) and fails unless it is serving.</summary>
    /// <param name="address">http:// or https:// and a host.</param>
    /// <param name="service">One of its services; the whole server by default.</param>
    public Task GrpcHealth(string address, string service = "") =>
        Ask($"ask {address} for its health", $"{(service.Length == 0 ? "the server" : service)} to be serving", async cancel =>
    {
        using var channel = GrpcChannel.ForAddress(address);
        try
        {
            var answer = await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest { Service = service },
                cancellationToken: cancel);
            if (answer.Status != HealthCheckResponse.Types.ServingStatus.Serving)
                throw run.Recorder.Fail($"it is {answer.Status}", "Serving", answer.Status.ToString());
        }
        catch (RpcException e) when (cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancel);
        }
        catch (RpcException e)
        {
            throw run.Recorder.Fail($"it answered {e.StatusCode}", "Serving", e.Status.Detail, because: e);
        }
    });

    /// <summary>A mailbox of the environment: <c>environments.NAME.mail</c> in <c>smoketests.json</c>.</summary>
    /// <param name="name">Its key there.</param>
    public Mailbox Mail(string name) => new(run, name, run.Need(run.Settings.Mail, "mail", name));

    private Task<bool> Ask(string step, string expected, Func<CancellationToken, Task> ask) =>
        Ask(step, expected, async cancel => { await ask(cancel); return true; });

    private Task<T> Ask<T>(string step, string expected, Func<CancellationToken, Task<T>> ask) =>
        Asking.Go(run, step, expected, run.Settings.StepLimit, ask);
}
