using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Dapper;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using SmokeTests.Testing;

namespace SmokeTests.EndToEnd;

/// <summary>A runner that decides, and two satellites in networks of their own, which report to it by https.</summary>
public class LocationTests
{
    private const string Amsterdam = "amsterdam";
    private const string Berlin = "berlin";
    private readonly string folder = Directory.CreateTempSubdirectory("smoke-locations-").FullName;

    [Fact]
    public async Task What_one_location_sees_is_told_as_such_and_a_cut_between_it_and_the_head_loses_nothing()
    {
        await using var network = await Network.Make(Amsterdam, Berlin);
        await using var site =
            await TestSite.Answering(context => context.Response.WriteAsync($"<p>All our {context.Request.Path.Value![1..]}</p>"),
                Network.Site);
        Certify();
        var port = Ports.Free();
        await using var head =
            new Runner([Product.Specimen("Located")], Settings(), $"https://{Network.Head}:{port}") { Token = "read-token" };
        await head.Start();
        await using var amsterdam = Satellite(network, Amsterdam, site, port);
        await using var berlin = Satellite(network, Berlin, site, port);
        await Until("both report", async () => await From(Amsterdam) >= 3 && await From(Berlin) >= 3);

        await network.Cut(Berlin, Network.Site);
        await Until("the platform team is told", async () => (await Told()).Length > 0);
        await Until("the board says from where", async () => (await head.Checks()).All(c => c.Colour == "Yellow"));
        await network.Mend(Berlin, Network.Site);
        await Until("its end is told", async () => (await Told()).Length > 1);
        (await Told()).Should().HaveCount(2, string.Join('\n', await Told())).And.SatisfyRespectively(
            opened => opened.Should()
                .MatchRegex("^opened to ops: ⚠ From berlin only: (all|2 of) 3 checks fail, elsewhere they work \\(ops\\)"),
            resolved => resolved.Should().StartWith("resolved to ops: ✓ The site is reached from berlin again (ops)"));

        await network.Cut(Berlin, Network.Head);
        await Until("the satellite has noticed",
            () => Task.FromResult(berlin.Output.Contains("takes no reports", StringComparison.Ordinal)));
        var before = await From(Berlin);
        await Until("it has run everything twice meanwhile", () => Task.FromResult(RunsAt(Berlin).Length >= before + 6));
        await network.Mend(Berlin, Network.Head);
        await Until("the head has everything", async () => (await From(Berlin)) >= before + 6);

        berlin.Terminate();
        (await berlin.End()).Should().Be(0, berlin.Output);
        var all = RunsAt(Berlin);
        await Until("the head has decided on the last one", async () => (await Ids(Berlin)).Length >= all.Length);
        (await Ids(Berlin)).Should().BeEquivalentTo(all, "no result is lost, and none is there twice");
        (await Told()).Should().HaveCount(2, "what was reported late is no news");
        (await head.Checks()).Should().OnlyContain(c => c.Colour == "Green");

        Task Until(string fact, Func<Task<bool>> isSo) =>
            Patience.Until(fact, isSo, () => $"{head.Output}\n--- amsterdam\n{amsterdam.Output}\n--- berlin\n{berlin.Output}");
        async Task<int> From(string location) => (await Ids(location)).Length;
        async Task<string[]> Ids(string location) =>
            [.. (await Task.WhenAll((await head.Checks()).Select(c => head.RunsOf(c.Id)))).SelectMany(r => r)
                .Where(r => r.Location == location).Select(r => r.Id)];
        // What a busy machine tells of itself is another's matter.
        async Task<string[]> Told() => [.. (await head.Notifications()).OrderBy(n => n.Id)
            .Where(n => n.Text.Contains(Berlin, StringComparison.Ordinal) || n.Text.Contains("Page is there", StringComparison.Ordinal))
            .Select(n => $"{n.Kind} to {n.Team}: {n.Text}")];
    }

    [Fact]
    public async Task A_report_that_comes_twice_counts_once_and_a_token_speaks_for_its_own_location_alone()
    {
        Certify();
        await using var head = new Runner([Product.Specimen("Located")], Settings()) { Token = "read-token" };
        await head.Start();
        var check = (await head.Checks())[0].Id;
        var report = Report($$"""{ "id": "00123456789abcdef012345", "check": "{{check}}", "at": "{{DateTimeOffset.UtcNow:O}}","""
            + $$""" "ms": 12.5, "outcome": "Failed", "steps": [], "location": "{{Berlin}}" }""");

        (await Post($"{Amsterdam}-token", report)).Should().Be(HttpStatusCode.NoContent);
        (await Post($"{Amsterdam}-token", report)).Should().Be(HttpStatusCode.NoContent);
        await head.Until("the run is there", async () => (await head.RunsOf(check)).Length > 0);
        (await Post($"{Amsterdam}-token", report)).Should().Be(HttpStatusCode.NoContent);
        (await Post($"{Amsterdam}-token",
            Report($$"""{ "id": "00123456789abcdef012346", "check": "no such check@local", "at": "{{DateTimeOffset.UtcNow:O}}","""
                + """ "ms": 1, "outcome": "Passed", "steps": [] }"""))).Should()
            .Be(HttpStatusCode.BadRequest, "it is told, and reports the runs of the others");
        await head.Says("amsterdam reports runs of no such check@local, which is refused: no such check@local is no check here");
        (await head.RunsOf(check)).Should().ContainSingle().Which.Should()
            .BeEquivalentTo(new { Id = "00123456789abcdef012345", Outcome = "Failed", Location = Amsterdam });

        var poisoned = Report($$"""{ "id": "00123456789abcdef012347", "check": "{{check}}", "at": "9999-12-31T23:59:59Z","""
            + """ "ms": 1e308, "outcome": "Passed", "steps": [] }""");
        (await Post($"{Amsterdam}-token", poisoned)).Should().Be(HttpStatusCode.BadRequest);
        await head.Says("A report of amsterdam is refused: runs[0]: \"at\" is 9999");
        var tooLarge = async () => await Post($"{Amsterdam}-token", new string(' ', 33 * 1024 * 1024));
        try
        {
            (await tooLarge()).Should().Be(HttpStatusCode.RequestEntityTooLarge);
        }
        catch (HttpRequestException e)
        {
            e.InnerException.Should().BeOfType<IOException>("the server closes the way");
        }

        (await Post("read-token", report)).Should().Be(HttpStatusCode.Forbidden);
        (await Post("no token", report)).Should().Be(HttpStatusCode.Unauthorized);
        (await Post($"{Amsterdam}-token", "nonsense")).Should().Be(HttpStatusCode.BadRequest);
        (await Post($"{Amsterdam}-token", "{}")).Should().Be(HttpStatusCode.BadRequest);
        (await Post($"{Amsterdam}-token",
            report.Replace("00123456789abcdef012345", "../../../../../etc/smoke", StringComparison.Ordinal))).Should()
            .Be(HttpStatusCode.BadRequest, "it would be the name of a folder");

        async Task<HttpStatusCode> Post(string token, string body)
        {
            using var client = new HttpClient();
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
            using var answer = await client.PostAsync($"{head.Address}/api/reports",
                new StringContent(body, Encoding.UTF8, "application/json"));
            return answer.StatusCode;
        }

        static string Report(string run) => $$"""
            { "about": { "version": "1", "since": "2026-11-24T00:00:00Z", "board": "http://127.0.0.1:5090", "suites": [],
                "shards": 257, "checks": 3, "inFlight": 0, "queue": 0,
                "lateness": { "runs": 0, "p50": 0, "p90": 0, "p99": 0, "max": 0, "missed": 0, "missedEver": 0 }, "load": 0 },
              "sent": "{{DateTimeOffset.UtcNow:O}}", "runs": [{{run}}], "enclosures": [] }
            """;
    }

    private Running Satellite(Network network, string place, TestSite site, int port)
    {
        var command = network.At(place, "dotnet", Product.Smoke, "serve", Product.Specimen("Located"), "--listen", "http://127.0.0.1:5090",
            "--data", Path.Combine(folder, place));
        return new Running(command[0], command[1..], new Dictionary<string, string>(Settings())
        {
            ["LOCATED_SITE"] = site.Address.ToString(), ["SSL_CERT_FILE"] = Path.Combine(folder, "head.pem"),
            ["SMOKETESTS__node__location"] = place, ["SMOKETESTS__node__head"] = $"https://{Network.Head}:{port}",
                ["SMOKETESTS__node__token"] = $"{place}-token",
        });
    }

    private Dictionary<string, string> Settings() => new()
    {
        ["SMOKETESTS__alerts__confirmAfter"] = "300ms", ["SMOKETESTS__alerts__group"] = "100ms",
        ["SMOKETESTS__access__header__name"] = "X-Forwarded-User", ["SMOKETESTS__access__header__from"] = "127.0.0.2/32",
        ["SMOKETESTS__access__tokens__reader__sha256"] = Hash("read-token"), ["SMOKETESTS__access__tokens__reader__scopes"] = "read",
        [$"SMOKETESTS__access__tokens__{Amsterdam}__sha256"] = Hash($"{Amsterdam}-token"),
            [$"SMOKETESTS__access__tokens__{Amsterdam}__scopes"] = "report",
        [$"SMOKETESTS__access__tokens__{Berlin}__sha256"] = Hash($"{Berlin}-token"),
            [$"SMOKETESTS__access__tokens__{Berlin}__scopes"] = "report",
        ["Kestrel__Certificates__Default__Path"] = Path.Combine(folder, "head.pem"),
            ["Kestrel__Certificates__Default__KeyPath"] = Path.Combine(folder, "head.key"),
    };

    private string[] RunsAt(string place)
    {
        using var history = new SqliteConnection($"Data Source={Path.Combine(folder, place, "smoke.db")};Mode=ReadOnly;Pooling=false");
        return [.. history.Query<string>("select id from runs")];
    }

    private void Certify()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=head", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(Network.Head);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Path.Combine(folder, "head.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "head.key"), key.ExportPkcs8PrivateKeyPem());
    }

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
