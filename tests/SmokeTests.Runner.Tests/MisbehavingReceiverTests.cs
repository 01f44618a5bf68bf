using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.Notifications;
using SmokeTests.Runner.Routes;
using SmokeTests.Runner.SelfMonitoring;
using SmokeTests.Runner.Settings;

namespace SmokeTests.Runner.Tests;

/// <summary>
/// Receivers that answer nonsense, nothing, too late or too much: no message is lost, none is repeated more often than the
/// pauses allow, and no other route suffers.
/// </summary>
public sealed class MisbehavingReceiverTests : IDisposable
{
    private const string Html = "<!doctype html><html><body><h1>Welcome to the hotel</h1><a href=/login>Log in</a></body></html>";
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Simulated = TimeSpan.FromMinutes(16);

    /// <summary>At 0, 1, 3, 7, 15, 31, 63, 127, 255, 511 and 811 s, and one that may begin as the time is up.</summary>
    private const int MostTries = 12;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    private readonly string folder = Directory.CreateTempSubdirectory("smoke-receivers-").FullName;
    private readonly FakeTimeProvider time = new(Noon);

    private static readonly Dictionary<string, Func<Stream, CancellationToken, Task>> Ways = new()
    {
        ["301"] = Says(301, "", "Location: https://portal.example/"),
        ["302 to a page"] = Says(302, "", "Location: /login"),
        ["302 to itself"] = Says(302, "", "Location: /hook"),
        ["303"] = Says(303, "", "Location: /seen"),
        ["307"] = Says(307, "", "Location: /elsewhere"),
        ["308"] = Says(308, "", "Location: /elsewhere"),
        ["302 to nowhere"] = Says(302, "", "Location: http://"),
        ["300 without an address"] = Says(300, ""),
        ["304"] = Says(304, ""),
        ["200 with a captive portal's page"] = Says(200, Html, "Content-Type: text/html"),
        ["200 with a page as text"] = Says(200, Html, "Content-Type: text/plain"),
        ["200 with other words"] = Says(200, "thanks"),
        ["200 with nothing"] = Says(200, ""),
        ["204"] = Says(204, ""),
        ["200 in an unknown charset, with a page"] = Says(200, Html, "Content-Type: text/html; charset=klingon"),
        ["200 with bytes that are no text"] = Bytes(200, [0xff, 0xfe, 0x00, 0x80, 0xc3]),
        ["200 with an endless body"] = Endless,
        ["200 with a gigabyte promised and nothing sent"] = Raw("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n"),
        ["200 that breaks off"] = Raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nno"),
        ["200 with a broken chunk"] = Raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n"),
        ["200 whose body never comes"] = Hangs("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"),
        ["headers without end"] = EndlessHeaders,
        ["a status line that is none"] = Raw("SMTP 220 hello\r\n\r\n"),
        ["nothing, and closed"] = Raw(""),
        ["nothing, for ever"] = Hangs(""),
        ["half a status line, for ever"] = Hangs("HTTP/1.1 20"),
        ["1xx without end"] = Interim,
        ["429 without a time"] = Says(429, ""),
        ["429, now"] = Says(429, "", "Retry-After: 0"),
        ["429, in the past"] = Says(429, "", "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT"),
        ["429, in a year"] = Says(429, "", "Retry-After: 31536000"),
        ["429, in 68 years"] = Says(429, "", "Retry-After: 2147483647"),
        ["429, in more than there is"] = Says(429, "", "Retry-After: 99999999999999999999"),
        ["429, minus one"] = Says(429, "", "Retry-After: -1"),
        ["429, in words"] = Says(429, "", "Retry-After: soon"),
        ["429, in 9999"] = Says(429, "", "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT"),
        ["408"] = Says(408, ""),
        ["500"] = Says(500, "oops"),
        ["503 with a page of a megabyte"] = Says(503, new string('x', 1024 * 1024)),
        ["599"] = Says(599, ""),
    };

    public static TheoryData<string> AllWays => [.. Ways.Keys];

    [Theory, MemberData(nameof(AllWays))]
    public async Task Nothing_is_lost_nor_repeated_more_often_than_the_pauses_allow_and_other_routes_go_on(string way)
    {
        await using var bad = new RawReceiver(Ways[way]);
        await using var good = new RawReceiver(Says(200, "ok"));
        using var historyStore = new HistoryStore(Dialect.For(Path.Combine(folder, "smoke.db")));
        using var http = OutgoingHttp.Create();
        var outbox = new Outbox(historyStore);
        using var dispatcher = Dispatcher(outbox, new Incidents(historyStore), http, bad.Address, good.Address);
        outbox.Post("storefront", ["slack"], Words("first"), time.GetUtcNow());
        outbox.Post("storefront", ["slack"], Words("second"), time.GetUtcNow());
        outbox.Post("accounts", ["slack"], Words("other"), time.GetUtcNow());

        using var stop = new CancellationTokenSource();
        var telling = dispatcher.Run(stop.Token);
        // Time stands still meanwhile: another route does not wait for this one.
        await Pass(() => outbox.Waiting("accounts", "slack").Count == 0, TimeSpan.Zero);
        await Pass(() => time.GetUtcNow() - Noon >= Simulated, Step);

        good.Posts.Should().ContainSingle().Which.Should().Contain("other");
        bad.Posts.Should().OnlyContain(p => p.Contains("first", StringComparison.Ordinal), "messages of a route keep their order");
        bad.Posts.Count.Should().BeInRange(2, MostTries, "1, 2, 4 … seconds lie between tries, at least");
        bad.Requests.Should().OnlyContain(r => r.StartsWith("POST /hook ", StringComparison.Ordinal), "no redirect is followed");

        bad.Answer = Says(200, "ok");
        await Pass(() => outbox.Waiting("storefront", "slack").Count == 0, Step);
        bad.Posts.Last().Should().Contain("second");
        await stop.CancelAsync();
        time.Advance(TimeSpan.FromSeconds(10));
        await telling.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Theory]
    //          attempts  asked, seconds  waits, seconds
    [InlineData(0,        null,           1)]
    [InlineData(3,        null,           8)]
    [InlineData(30,       null,           300)]
    [InlineData(0,        0.0,            1)]
    [InlineData(0,        -3_600_000.0,   1)]
    [InlineData(0,        7.0,            7)]
    [InlineData(5,        7.0,            32)]
    [InlineData(0,        31_536_000.0,   900)]
    [InlineData(30,       600.0,          600)]
    public void A_pause_is_never_shorter_than_the_usual_one_and_never_longer_than_a_quarter_of_an_hour(int attempts, double? asked,
        double waits) =>
        Backoff.After(attempts, asked is { } seconds ? TimeSpan.FromSeconds(seconds) : null).Should().Be(TimeSpan.FromSeconds(waits));

    [Fact]
    public async Task Messages_that_wait_for_five_minutes_are_told_to_the_platform_team()
    {
        using var historyStore = new HistoryStore(Dialect.For(Path.Combine(folder, "smoke.db")));
        var outbox = new Outbox(historyStore);
        var watched = new UndeliveredMessages(outbox, time);
        outbox.Post("storefront", ["slack"], Words("first"), Noon);
        outbox.Post("storefront", ["slack"], Words("second"), Noon);
        outbox.Postpone(outbox.Take(Noon, []).Single(), Noon.AddMinutes(15), "429 too many requests");
        time.Advance(TimeSpan.FromMinutes(4));
        (await watched.Look()).Should().BeNull("that may be a moment's matter");
        time.Advance(TimeSpan.FromMinutes(2));
        var worry = (await watched.Look())!;
        (worry.Summary, worry.Advice[0]).Should()
            .Be(("messages wait for 1 routes that do not take them", "teams.storefront.slack: 2 since 6 min: 429 too many requests"));
        foreach (var letter in outbox.Waiting("storefront", "slack"))
            outbox.Mark(letter, NotificationState.Sent, time.GetUtcNow());
        (await watched.Look()).Should().BeNull();
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Lets time pass in steps, until something is so.</summary>
    private async Task Pass(Func<bool> until, TimeSpan step)
    {
        for (var passed = 0; !until(); passed++)
        {
            passed.Should().BeLessThan(10_000, "it should have come to that by now");
            time.Advance(step);
            // What goes on over sockets goes on in real time.
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private OutboxDispatcher Dispatcher(Outbox outbox, Incidents incidents, HttpClient http, Uri bad, Uri good)
    {
        static Team Of(string name, Uri address) => new(name, [new SlackWebhook(address, null)]);
        var (storefront, accounts) = (Of("storefront", bad), Of("accounts", good));
        var settings = new RunnerSettings(new Dictionary<string, Team> { ["storefront"] = storefront, ["accounts"] = accounts }, accounts,
            new AlertPolicy());
        return new OutboxDispatcher(outbox, incidents,
            new AlertingOptions(settings, http, new ChangeSignal(), "https://smoke.example", time, NullLoggerFactory.Instance),
            new WebhookClient(http, "https://smoke.example", time, outbox));
    }

    private static Message Words(string headline) => new("opened", headline, [], []);

    private static Func<Stream, CancellationToken, Task> Says(int status, string body, params string[] headers) =>
        Bytes(status, Encoding.UTF8.GetBytes(body), headers);

    private static Func<Stream, CancellationToken, Task> Bytes(int status, byte[] body, params string[] headers) =>
        async (stream, cancel) =>
    {
        var all = string.Concat(headers.Select(h => h + "\r\n"));
        await RawReceiver.Write(stream,
            $"HTTP/1.1 {status} Said\r\n{all}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n", cancel);
        await stream.WriteAsync(body, cancel);
    };

    private static Func<Stream, CancellationToken, Task> Raw(string text) => (stream, cancel) => RawReceiver.Write(stream, text, cancel);

    private static Func<Stream, CancellationToken, Task> Hangs(string text) => async (stream, cancel) =>
    {
        await RawReceiver.Write(stream, text, cancel);
        await Task.Delay(Timeout.Infinite, cancel);
    };

    private static async Task Endless(Stream stream, CancellationToken cancel)
    {
        await RawReceiver.Write(stream, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n", cancel);
        var more = new byte[64 * 1024];
        Array.Fill(more, (byte)'o');
        while (!cancel.IsCancellationRequested)
            await stream.WriteAsync(more, cancel);
    }

    private static async Task EndlessHeaders(Stream stream, CancellationToken cancel)
    {
        await RawReceiver.Write(stream, "HTTP/1.1 200 OK\r\n", cancel);
        while (!cancel.IsCancellationRequested)
            await RawReceiver.Write(stream, $"X-More: {new string('x', 1000)}\r\n", cancel);
    }

    private static async Task Interim(Stream stream, CancellationToken cancel)
    {
        for (var n = 0; n < 1_000 && !cancel.IsCancellationRequested; n++)
            await RawReceiver.Write(stream, "HTTP/1.1 102 Processing\r\n\r\n", cancel);
    }
}
