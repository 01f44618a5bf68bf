using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Cluster;
using SmokeTests.Runner.Settings;
using SmokeTests.Testing;

namespace SmokeTests.Runner.Tests;

/// <summary>The port at which the runners on one history speak to each other: who has not the history's certificate is refused.</summary>
public sealed class ClusterPortTests : IDisposable
{
    /// <summary>With what a member answers whom it takes for another.</summary>
    private const string Greeting = "sys.silo";
    private const int MostHeard = 4096;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(40);
    private readonly TestDatabase own = new();
    private readonly HistoryStore historyStore;
    private readonly LogLines log = new();
    private readonly int port = Ports.Free();

    public ClusterPortTests() => historyStore = new HistoryStore(Dialect.For(own.Connection));

    [Fact]
    public async Task A_stranger_who_speaks_plainly_is_told_nothing()
    {
        await using var node = await Join("a", port);

        using var right = Read(await Stored());
        var greeting = System.Text.Encoding.Latin1.GetBytes(await Shake(right));

        foreach (var said in new byte[][] { greeting, [], [0, 0, 0, 0], new byte[64], [22, 3, 1, 255, 255],
            "GET / HTTP/1.1\r\n\r\n"u8.ToArray() })
        {
            using var stranger = new TcpClient();
            await stranger.ConnectAsync(IPAddress.Loopback, port, Cancel);
            var stream = stranger.GetStream();
            await stream.WriteAsync(said, Cancel);
            Plain(await Heard(stream)).Should().NotContain(Greeting, "{0}", Plain(said));
        }
        log.All.Should().Contain("Warning: 127.0.0.1 was refused at the port of the runners: it speaks without TLS");
        await IsThere("a");
    }

    [Fact]
    public async Task A_stranger_who_says_nothing_is_not_waited_for()
    {
        await using var node = await Join("a", port);
        var strangers = Enumerable.Range(0, 100).Select(_ => new TcpClient()).ToArray();
        foreach (var stranger in strangers)
            await stranger.ConnectAsync(IPAddress.Loopback, port, Cancel);

        await using (var other = await Join("b", Ports.Free()))
            await IsThere("a", "b");
        foreach (var stranger in strangers)
            using (stranger)
                (await Heard(stranger.GetStream())).Should().BeEmpty();
    }

    [Fact]
    public async Task Only_the_history_s_certificate_opens_the_port()
    {
        await using var node = await Join("a", port);
        using var right = Read(await Stored());
        using var sameName = SelfSigned(right.Subject, DateTimeOffset.UtcNow.AddYears(1));

        (await Shake(null)).Should().NotContain(Greeting);
        (await Shake(sameName)).Should().NotContain(Greeting);
        (await Shake(right)).Should().Contain(Greeting, "a member says which cluster it is of");
        await IsThere("a");
        log.All.Should().Contain("127.0.0.1 was refused at the port of the runners: it does not have their certificate");
        log.All.Split("was refused").Should().HaveCount(2, "it is said once, however often somebody tries");
    }

    [Fact]
    public async Task Runners_that_start_at_once_agree_on_one_certificate()
    {
        await using var database = NpgsqlDataSource.Create(own.Connection);
        var all = Enumerable.Range(0, 8).Select(_ => Certificate(database)).ToArray();
        await Task.WhenAll(all.Select(c => c.Read(Cancel)));
        all.Select(c => c.Current.Thumbprint).Distinct().Should().ContainSingle();
        await Do("delete from keys where name = 'cluster'");

        var nodes = await Task.WhenAll(Join("a", port), Join("b", Ports.Free()), Join("c", Ports.Free()));
        await IsThere("a", "b", "c");
        foreach (var node in nodes)
            await node.DisposeAsync();
        log.All.Should().NotContain("refused");
    }

    [Fact]
    public async Task Dates_and_names_of_the_certificate_do_not_matter()
    {
        using (var over = SelfSigned("CN=anything", DateTimeOffset.UtcNow.AddDays(-1)))
            await Store(over.ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, ""));

        await using var first = await Join("a", port);
        await using var second = await Join("b", Ports.Free());

        await IsThere("a", "b");
        await Do("delete from keys where name = 'cluster'");
        await using var database = NpgsqlDataSource.Create(own.Connection);
        var fresh = Certificate(database);
        await fresh.Read(Cancel);
        fresh.Current.NotBefore.Should().BeBefore(new DateTime(1971, 1, 1));
        fresh.Current.NotAfter.Should().BeAfter(new DateTime(9999, 1, 1), "and the one that is made does not expire");
    }

    [Fact]
    public async Task A_certificate_that_was_deleted_is_followed_by_another_while_runners_run()
    {
        await using var first = await Join("a", port);
        await using var second = await Join("b", Ports.Free());
        using var before = Read(await Stored());
        await Do("delete from keys where name = 'cluster'");

        await using var third = await Join("c", Ports.Free());

        await IsThere("a", "b", "c");
        (await Shake(before)).Should().NotContain(Greeting, "the one before opens nothing any more");
        using var now = Read(await Stored());
        (await Shake(now)).Should().Contain(Greeting);
    }

    [Fact]
    public async Task Who_is_connected_by_a_certificate_that_was_replaced_is_cut_off_and_the_runners_go_on()
    {
        await using var first = await Join("a", port);
        await using var second = await Join("b", Ports.Free());
        using var before = Read(await Stored());
        var (stranger, tls) = await Connected(before);
        using var _ = stranger;
        await using var __ = tls;
        await Do("delete from keys where name = 'cluster'");

        // As the runners do once a minute; whoever is first makes another.
        await using var database = NpgsqlDataSource.Create(own.Connection);
        await Certificate(database).Read(Cancel);
        await using var third = await Join("c", Ports.Free());

        while ((await Heard(tls)).Length >= MostHeard)
            continue;
        (await Shake(before)).Should().NotContain(Greeting);
        await IsThere("a", "b", "c");
        foreach (var node in new[] { first, second, third })
            (await node.Ownership.AreMostPeersReached()).Should().BeTrue();
        log.All.Should().Contain("have another certificate").And.NotContain("took this one for dead");
    }

    /// <summary>
    /// Whoever listens at a runner's address is none for that: a load balancer, another program on a port that has become free.
    /// </summary>
    [Theory]
    [InlineData("silent")]
    [InlineData("plain")]
    [InlineData("another certificate")]
    public async Task Who_listens_in_the_place_of_a_runner_is_no_runner(string kind)
    {
        await using var database = NpgsqlDataSource.Create(own.Connection);
        var certificate = Certificate(database);
        var door = new ClusterPort(certificate, TimeProvider.System, NullLogger<ClusterPort>.Instance);
        await door.Prepare(Cancel);
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        using var wrong = SelfSigned("CN=smoketests cluster", DateTimeOffset.UtcNow.AddYears(1));
        var answering = kind switch { "silent" => Task.CompletedTask, "plain" => Serve(other, null), _ => Serve(other, wrong) };
        var peerProbe = new PeerProbe(door);
        peerProbe.SetMembers([$"{other.LocalEndpoint}@1", "nobody@1"]);

        (await peerProbe.AreMostReached()).Should().BeFalse("it only listens");

        other.Stop();
        await answering;
        (await peerProbe.AreMostReached()).Should().BeFalse("nobody listens");
        await using var node = await Join("a", port);
        peerProbe.SetMembers([$"127.0.0.1:{port}@1"]);
        (await peerProbe.AreMostReached()).Should().BeTrue("a runner on the same history is one");
        log.All.Should().NotContain("was refused");
    }

    [Theory]
    [InlineData("no certificate")]
    [InlineData("bm8gY2VydGlmaWNhdGU=")]
    [InlineData("")]
    [InlineData("without its key")]
    public async Task A_certificate_that_cannot_be_used_is_said_in_one_sentence(string stored)
    {
        if (stored == "without its key")
        {
            using var whole = SelfSigned("CN=anything", DateTimeOffset.UtcNow.AddYears(1));
            stored = Convert.ToBase64String(X509CertificateLoader.LoadCertificate(whole.RawData).Export(X509ContentType.Pfx)!);
        }
        await Do("insert into keys (name, value) values ('cluster', @stored)", new { stored });

        var joining = () => Join("a", port);

        (await joining.Should().ThrowAsync<NodeException>())
            .WithMessage("The certificate of the runners in the history cannot be used (*). Delete it, *delete from keys where name "
                + "= 'cluster'");
    }

    [Fact]
    public async Task Keys_that_the_database_s_user_may_not_read_are_said_to_be_so()
    {
        var user = $"reader_{Guid.NewGuid():N}";
        await Do($"create role {user} login; grant select, insert, update, delete on members, membership to {user}");
        try
        {
            var connection = new NpgsqlConnectionStringBuilder(own.Connection) { Username = user }.ToString();
            var joining = () => Node.Join(connection, new NodeSettings("a", IPAddress.Loopback, port), log, Cancel);
            (await joining.Should().ThrowAsync<NodeException>()).WithMessage("*\"keys\"*permission denied*history.database*");
        }
        finally
        {
            await Do($"drop owned by {user}; drop role {user}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_member_that_does_not_show_the_certificate_hears_nothing_and_is_waited_for(bool withAnother)
    {
        using var older = new TcpListener(IPAddress.Loopback, Ports.Free());
        older.Start();
        using var another = withAnother ? SelfSigned("CN=smoketests cluster", DateTimeOffset.UtcNow.AddYears(1)) : null;
        var heard = Serve(older, another);
        await Do("""
            insert into members (address, status, name, host, port, started, alive, suspects, etag)
            select @at, 3, 'older', 'older', 0, now, now, '[]', 0 from (select (extract(epoch from clock_timestamp()) * 1000)::bigint now) t
            """, new { at = $"{older.LocalEndpoint}@1" });

        var joining = Join("a", port);
        while (!log.All.Contains($"The runner at {older.LocalEndpoint} does not show the certificate"))
        {
            joining.IsCompleted.Should().BeFalse("it waits until that one has stopped");
            await Task.Delay(50, Cancel);
        }
        await Do("with changed as (update membership set version = version + 1, etag = etag + 1) update members set status = 6 where "
            + "name = 'older'");

        await using var node = await joining;
        older.Stop();
        Plain(await heard).Should().NotContain(Greeting);
    }

    [Fact]
    public async Task What_runners_know_each_other_by_stays_in_the_shared_history()
    {
        await Do("insert into keys (name, value) values ('cluster', 'c'), ('links', 'l')");
        var folder = Directory.CreateTempSubdirectory("smoke-mirror-").FullName;
        try
        {
            using var spare = new HistoryStore(Dialect.For(Path.Combine(folder, "interim.db")));
            new FallbackSnapshot(spare, historyStore).Look(DateTimeOffset.UtcNow);
            spare.Read(db => db.Query<string>("select name from keys").ToArray()).Should().Equal("links");
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Who_is_refused_is_said_once_in_a_while_and_not_of_any_number()
    {
        var time = new FakeTimeProvider();
        var refusals = new Refusals(time);
        refusals.IsNews("a").Should().BeTrue();
        refusals.IsNews("a").Should().BeFalse();
        refusals.IsNews("b", times: 2).Should().BeFalse();
        refusals.IsNews("b", times: 2).Should().BeTrue();
        refusals.IsNews("b", times: 2).Should().BeFalse();
        refusals.All.Should().Equal("a", "b");
        refusals.Forget("b");
        refusals.All.Should().Equal("a");
        for (var i = 0; i < 2 * Refusals.MostKnown; i++)
            refusals.IsNews($"10.0.{i / 256}.{i % 256}");
        refusals.All.Should().HaveCount(Refusals.MostKnown);
        refusals.IsNews("c").Should().BeFalse("there are too many");
        time.Advance(Refusals.Between);
        refusals.IsNews("a").Should().BeTrue();
        refusals.All.Should().Equal("a");
    }

    public void Dispose()
    {
        historyStore.Dispose();
        own.Dispose();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Task<Node> Join(string name, int at) =>
        Node.Join(own.Connection, new NodeSettings(name, IPAddress.Loopback, at), log, Cancel);

    private ClusterCertificate Certificate(NpgsqlDataSource database) =>
        new(database, TimeProvider.System, NullLogger<ClusterCertificate>.Instance);

    private Task<string> Stored() => Ask<string>("select value from keys where name = 'cluster'");

    private Task Store(byte[] certificate) =>
        Do("insert into keys (name, value) values ('cluster', @value)", new { value = Convert.ToBase64String(certificate) });

    private static X509Certificate2 Read(string stored) => X509CertificateLoader.LoadPkcs12(Convert.FromBase64String(stored), "");

    /// <summary>
    /// What the port says to somebody who comes with that certificate, once they have agreed on TLS; nothing where they have not.
    /// </summary>
    private async Task<string> Shake(X509Certificate2? with)
    {
        using var stranger = new TcpClient();
        await stranger.ConnectAsync(IPAddress.Loopback, port, Cancel);
        await using var tls = new SslStream(stranger.GetStream());
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "smoketests",
                ClientCertificates = with is null ? null
                    : [with], RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
                ApplicationProtocols = [new("Orleans1")],
            }, Cancel);
            return Plain(await Heard(tls, most: 103));
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            return "";
        }
    }

    /// <summary>Somebody who has shown that certificate, and stays.</summary>
    private async Task<(TcpClient Client, SslStream Tls)> Connected(X509Certificate2 with)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Cancel);
        var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "smoketests", ClientCertificates = [with],
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null, ApplicationProtocols = [new("Orleans1")],
        }, Cancel);
        Plain(await Heard(tls, most: 103)).Should().Contain(Greeting);
        return (client, tls);
    }

    /// <summary>Until the other side has closed, or has said so much; the test fails where it does neither.</summary>
    private static async Task<byte[]> Heard(Stream from, int most = MostHeard)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(Longest);
        var (all, part) = (new MemoryStream(), new byte[most]);
        try
        {
            while (all.Length < most && await from.ReadAsync(part, patience.Token) is var count and > 0)
                all.Write(part, 0, count);
        }
        catch (IOException)
        {
            // It was refused.
        }
        return all.ToArray();
    }

    private static string Plain(byte[] said) => System.Text.Encoding.Latin1.GetString(said);

    private static X509Certificate2 SelfSigned(string subject, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = new CertificateRequest(subject, key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, until);
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    private async Task IsThere(params string[] names) =>
        (await All<string>("select name from members where status = 3 order by name")).Should().Equal(names);

    /// <summary>Somebody at a member's address: what runners say to it before they know that it does not belong to them.</summary>
    private static async Task<byte[]> Serve(TcpListener listener, X509Certificate2? certificate)
    {
        var all = new MemoryStream();
        try
        {
            while (true)
            {
                using var runner = await listener.AcceptTcpClientAsync(Cancel);
                try
                {
                    if (certificate is null)
                    {
                        // As a runner of an older version does: it does not understand, and closes.
                        var part = new byte[2048];
                        all.Write(part, 0, await runner.GetStream().ReadAsync(part, Cancel));
                        continue;
                    }
                    await using var tls = new SslStream(runner.GetStream());
                    await tls.AuthenticateAsServerAsync(certificate);
                    await all.WriteAsync(await Heard(tls), Cancel);
                }
                catch (Exception e) when (e is IOException or AuthenticationException)
                {
                    // The runner has refused it.
                }
            }
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException)
        {
            // It was stopped: while it waited, or before it waited again.
            return all.ToArray();
        }
    }

    private async Task<T> Ask<T>(string sql)
    {
        await using var db = new NpgsqlConnection(own.Connection);
        return (await db.QueryAsync<T>(sql)).Single();
    }

    private async Task Do(string sql, object? with = null)
    {
        await using var db = new NpgsqlConnection(own.Connection);
        await db.ExecuteAsync(sql, with);
    }

    private async Task<IEnumerable<T>> All<T>(string sql)
    {
        await using var db = new NpgsqlConnection(own.Connection);
        return await db.QueryAsync<T>(sql);
    }
}
