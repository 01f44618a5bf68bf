using System.IO.Compression;
using RestSharp;
using SmokeTests.Http;
using SmokeTests.Runs;
using SmokeTests.Settings;
using SmokeTests.Testing;

namespace SmokeTests.Tests.Transport;

/// <summary>Connections that are dropped, and bodies that are not what their headers say.</summary>
public class ConnectionTests
{
    public static TheoryData<string> Askers => ["page", "api"];

    [Theory, MemberData(nameof(Askers))]
    public async Task A_post_over_a_kept_connection_that_was_dropped_is_sent_once_more(string by)
    {
        await using var server = RawServer.Answering(r => r.OnConnection == 2 ? null : RawServer.Json("{}"));
        var asker = new Asker(server.Address, by);
        await asker.Ask("GET", "/first");
        await asker.Ask("POST", "/second");
        server.Requests.Select(r => (r.Connection, r.Line[..^" HTTP/1.1".Length])).Should()
            .Equal((1, "GET /first"), (1, "POST /second"), (2, "POST /second"));
        server.Requests.Last().Body.Should().Be(server.Requests.ElementAt(1).Body).And.NotBeEmpty();
        asker.Steps.Should().HaveCount(2);
    }

    [Theory, MemberData(nameof(Askers))]
    public async Task Several_kept_connections_that_were_dropped_are_gone_through_until_one_is_new(string by)
    {
        using var three = new CountdownEvent(3);
        await using var server = RawServer.Answering(r =>
        {
            if (r.OnConnection > 1)
                return null;
            if (r.Line.Contains("/first", StringComparison.Ordinal))
            {
                three.Signal();
                three.Wait();
            }
            return RawServer.Json("{}");
        });
        var asker = new Asker(server.Address, by);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => asker.Ask("GET", "/first"))));
        await asker.Ask("POST", "/second");
        server.Requests.Where(r => r.Line.Contains("/second")).Should().HaveCount(4).And.OnlyHaveUniqueItems(r => r.Connection);
    }

    [Theory, MemberData(nameof(Askers))]
    public async Task A_new_connection_that_is_dropped_fails_at_once(string by)
    {
        await using var server = RawServer.Answering(_ => null);
        var told = await new Asker(server.Address, by).Fails("POST", "/second");
        told.Should().Contain($"{server.Address.Authority} closed the connection without an answer");
        server.Requests.Should().ContainSingle();
    }

    [Theory, MemberData(nameof(Askers))]
    public async Task An_answer_that_began_is_not_asked_for_again(string by)
    {
        await using var server = RawServer.Answering(r => r.OnConnection == 2
            ? "HTTP/1.1 200 OK\r\nContent-Le Connection: close"u8.ToArray() : RawServer.Json("{}"));
        var asker = new Asker(server.Address, by);
        await asker.Ask("GET", "/first");
        await asker.Fails("POST", "/second");
        server.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_token_is_asked_for_once_more_as_well()
    {
        await using var server = RawServer.Answering(r => r.OnConnection == 2 ? null
            : RawServer.Json(r.Line.Contains("/token", StringComparison.Ordinal) ? """{ "access_token": "t0ken" }""" : "{}"));
        await new Asker(server.Address, "page").Ask("GET", "/first");
        var oauth = new OAuthSettings(new Uri(server.Address, "/token"), new Text("shop", null), new Text("s3cret", null), null);
        using var run = Call.On(server.Address, e => e with { Api = new ApiSettings(server.Address) { OAuth = oauth } });
        using var api = Call.Api(run);
        (await api.ExecuteAsync(new RestRequest("orders"))).ShouldSucceed();
        server.Requests.Count(r => r.Line.Contains("/token", StringComparison.Ordinal)).Should().Be(2);
        server.Requests.Last(r => r.Line.Contains("/orders")).Header("Authorization").Should().Be("Bearer t0ken");
    }

    [Theory, MemberData(nameof(Askers))]
    public async Task A_trace_of_the_process_itself_goes_nowhere(string by)
    {
        using var trace = new System.Diagnostics.Activity("of the suite").Start();
        await using var server = RawServer.Answering(_ => RawServer.Json("{}"));
        await new Asker(server.Address, by, e => e with { Site = new Uri("http://shop.example"), Api = null }).Ask("GET",
            server.Address + "first");
        server.Requests.Single().Head.Should().NotContain(trace.TraceId.ToHexString()).And.NotContain("traceparent");
    }

    public static TheoryData<string, string> Compressed =>
        [.. new[] { "page", "api" }.SelectMany(by => new[] { "gzip", "x-gzip", "br", "deflate", "zstd",
            "gzip, br" }.Select(e => new TheoryDataRow<string, string>(by, e)))];

    [Theory, MemberData(nameof(Compressed))]
    public async Task A_body_that_is_not_compressed_as_it_says_fails_the_step_with_its_address(string by, string encoding)
    {
        await using var server =
            RawServer.Answering(_ => RawServer.Page("<h1>Welcome to a page that is none of the kind</h1>",
                $"Content-Encoding: {encoding}\r\n"));
        var asker = new Asker(server.Address, by);
        (await asker.Fails("GET", "/books")).Should().Contain("Content-Encoding").And.Contain($"{server.Address}books");
        asker.Steps.Should().ContainSingle().Which.Failed.Should().BeTrue();
    }

    [Theory, MemberData(nameof(Askers))]
    public async Task A_compressed_body_whose_connection_breaks_off_fails_the_step(string by)
    {
        var whole = RawServer.Answer(Zipped("<h1>Welcome</h1>" + Guid.NewGuid()),
            "Content-Type: text/html\r\nContent-Encoding: gzip\r\nConnection: close\r\n");
        await using var server = RawServer.Answering(_ => whole[..^20]);
        (await new Asker(server.Address, by).Fails("GET", "/books")).Should()
            .Contain("the answer broke off").And.Contain($"{server.Address}books");
    }

    [Theory, MemberData(nameof(Askers))]
    public async Task An_unknown_encoding_is_left_as_it_is_and_so_is_an_empty_body(string by)
    {
        await using var server = RawServer.Answering(r => r.Line.Contains("/empty") ? RawServer.Page("", "Content-Encoding: gzip\r\n")
            : RawServer.Page("<p>plain", "Content-Encoding: utf-8\r\n"));
        var asker = new Asker(server.Address, by);
        await asker.Ask("GET", "/plain");
        await asker.Ask("GET", "/empty");
    }

    private static byte[] Zipped(string text)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest))
            zip.Write(System.Text.Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }

    /// <summary>Asks by the visitor of pages or by the client of an API, each as a step.</summary>
    private sealed class Asker
    {
        private readonly RunContext run;
        private readonly string by;

        public Asker(Uri address, string by, Func<EnvironmentSettings, EnvironmentSettings>? but = null) =>
            (run, this.by) = (Call.On(address, but), by);

        public IReadOnlyList<Recording.StepTaken> Steps => run.Recorder.Steps;

        public async Task Ask(string method, string path)
        {
            if (by == "api")
            {
                using var api = Call.Api(run);
                var request = new RestRequest(path, Enum.Parse<Method>(method, ignoreCase: true));
                (await api.ExecuteAsync(method == "POST" ? request.AddJsonBody(new { book = "dune" }) : request)).ShouldSucceed();
                return;
            }
            var visitor = new Visitor(run.Settings, run.Recorder, run.RequestHeaders, TimeProvider.System, () => run.Stop);
            var body = method == "POST" ? "book=dune"u8.ToArray() : null;
            await run.Recorder.Take($"{method} {path}",
                _ => visitor.Send(new Request(new HttpMethod(method), new Uri(run.Settings.Site, path), body,
                    body is null ? null : "application/x-www-form-urlencoded")));
        }

        public async Task<string> Fails(string method, string path) =>
            (await new Func<Task>(() => Ask(method, path)).Should().ThrowAsync<JourneyFailedException>()).Which.Message;
    }
}

internal static class Success
{
    public static void ShouldSucceed(this RestResponse answer) => answer.ResponseStatus.Should().Be(ResponseStatus.Completed);
}
