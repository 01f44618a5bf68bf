using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SmokeTests.Runner.Alerting;
using SmokeTests.Runner.Alerting.Routes;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Settings;
using SmokeTests.Settings;
using SmokeTests.Testing;

namespace SmokeTests.Runner.Tests;

/// <summary>What each route sends to its receiver, read from the settings as a user writes them.</summary>
public sealed class RouteTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;
    private readonly ConcurrentQueue<(string Request, string Authorization, string Signature, JsonNode Body)> got = new();
    private readonly HttpClient http = new();
    private TestSite receiver = null!;
    private Func<HttpContext, Task> answer = context => context.Response.WriteAsync("{\"ok\":true,\"ts\":\"17.1\"}");

    public async ValueTask InitializeAsync() => receiver = await TestSite.Answering(async context =>
    {
        var body = await JsonNode.ParseAsync(context.Request.Body);
        got.Enqueue(($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}", $"{context.Request.Headers.Authorization}", $"{context.Request.Headers[Webhook.Header]}", body!));
        await answer(context);
    });

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await receiver.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task PagerDuty_is_triggered_acknowledged_and_resolved_by_one_key()
    {
        var route = Route("""{ "teams": { "t": { "pagerduty": { "key": "KEY", "address": "ADDRESS/v2/enqueue" } } } }""");
        route.Pages.Should().BeTrue();
        foreach (var kind in new[] { "paged", "acknowledged", "resolved" })
            (await Send(route, Letter(kind, 7, 8))).Should().BeOfType<Delivery.Sent>();
        got.Select(g => $"{g.Body["event_action"]} {g.Body["dedup_key"]} {g.Body["routing_key"]}").Should().Equal(
            "trigger https://smoke.example/incidents/7 KEY", "trigger https://smoke.example/incidents/8 KEY",
            "acknowledge https://smoke.example/incidents/7 KEY", "acknowledge https://smoke.example/incidents/8 KEY",
            "resolve https://smoke.example/incidents/7 KEY", "resolve https://smoke.example/incidents/8 KEY");
        var payload = got.First().Body["payload"]!;
        ((string?)payload["summary"], (string?)payload["severity"], (string?)payload["custom_details"]!["Instead"]).Should().Be(("✗ it broke", "critical", "nothing"));
    }

    [Fact]
    public async Task A_drill_comes_and_goes_and_wakes_nobody()
    {
        await Send(Route("""{ "teams": { "t": { "pagerduty": { "key": "KEY", "address": "ADDRESS/" } } } }"""), Letter("drill"));
        got.Select(g => $"{g.Body["event_action"]} {g.Body["dedup_key"]} {g.Body["payload"]!["severity"]}").Should().Equal(
            "trigger https://smoke.example/messages/5 info", "resolve https://smoke.example/messages/5 info");
    }

    [Fact]
    public async Task Opsgenie_is_told_by_alias()
    {
        var route = Route("""{ "teams": { "t": { "opsgenie": { "key": "KEY", "address": "ADDRESS/" } } } }""");
        foreach (var kind in new[] { "paged", "acknowledged", "resolved" })
            (await Send(route, Letter(kind, 7))).Should().BeOfType<Delivery.Sent>();
        const string alias = "https:%2F%2Fsmoke.example%2Fincidents%2F7";
        got.Select(g => g.Request).Should().Equal("POST /v2/alerts", $"POST /v2/alerts/{alias}/acknowledge?identifierType=alias", $"POST /v2/alerts/{alias}/close?identifierType=alias");
        got.Should().OnlyContain(g => g.Authorization == "GenieKey KEY");
        ((string?)got.First().Body["alias"], (string?)got.First().Body["priority"]).Should().Be(("https://smoke.example/incidents/7", "P1"));
    }

    [Fact]
    public async Task Teams_gets_a_card_in_which_nothing_is_markup()
    {
        await Send(Route("""{ "teams": { "t": { "teams": "ADDRESS/flow" } } }"""), Letter("opened", 7) with { Announcement = Words("opened") with { Headline = "✗ [click](http://evil) <at>all</at>" } });
        var body = got.Single().Body["attachments"]![0]!["content"]!;
        ((string?)body["type"], (string?)body["body"]![0]!["text"], (string?)body["actions"]![0]!["url"]).Should().Be(("AdaptiveCard", @"✗ \[click\](http://evil) \<at\>all\</at\>", "https://smoke.example/runs/1"));
    }

    [Fact]
    public async Task A_webhook_is_signed_so_that_its_receiver_can_tell()
    {
        await Send(Route("""{ "teams": { "t": { "webhook": { "address": "ADDRESS/hook", "secret": "s3cret" } } } }"""), Letter("opened", 7, 9) with { Mentions = true });
        var (_, _, signature, body) = got.Single();
        var (seconds, mac) = (signature.Split(',')[0][2..], signature.Split("v1=")[1]);
        mac.Should().Be(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes("s3cret"), Encoding.UTF8.GetBytes($"{seconds}.{body.ToJsonString()}"))));
        body.ToJsonString().Should().StartWith("""{"version":1,"id":5,"kind":"opened","team":"t","at":"2026-11-23T12:00:00.0000000\u002B00:00","pages":true,""").And.EndWith("""
            "incidents":[7,9]}
            """.Trim());
    }

    [Fact]
    public async Task Alertmanager_keeps_an_alert_until_it_is_resolved()
    {
        var route = Route("""{ "teams": { "t": { "alertmanager": "ADDRESS" } } }""");
        await Send(route, Letter("opened", 7));
        await Send(route, Letter("resolved", 7));
        got.Should().OnlyContain(g => g.Request == "POST /api/v2/alerts" && (string)g.Body[0]!["labels"]!["incident"]! == "7");
        got.Select(g => DateTimeOffset.Parse((string)g.Body[0]!["endsAt"]!, System.Globalization.CultureInfo.InvariantCulture)).Should().Equal(Noon.AddDays(3650), Noon);
    }

    [Fact]
    public async Task A_bot_of_Slack_tells_an_incident_in_one_message_and_its_thread()
    {
        var archive = new Archive(Dialect.For(Path.Combine(folder, "smoke.db")));
        var (incidents, outbox) = (new Incidents(archive), new Outbox(archive));
        var route = Route("""{ "teams": { "t": { "slack": { "token": "xoxb-1", "channel": "C1", "address": "ADDRESS/api/" }, "mention": "@here" } } }""");
        incidents.Open("c@local", Fault.Product, "t", "run", "it broke", Words("opened"), Noon);
        foreach (var (act, kind) in new[] { (Act.Open, "opened"), (Act.Remind, "reminder"), (Act.Resolve, "resolved") })
        {
            incidents.Tell(new Bulletin(act, "t", incidents.Untold(), Words(kind), ["slack"], act == Act.Open), new Policy(), Noon);
            var letter = outbox.Take(Noon, []).Single();
            outbox.Mark(letter, NotificationState.Sent, Noon, receipt: ((Delivery.Sent)await Send(route, letter, outbox)).Receipt);
        }
        got.Select(g => $"{g.Request} {g.Body["channel"]} thread {g.Body["thread_ts"]} ts {g.Body["ts"]}").Should().Equal(
            "POST /api/chat.postMessage C1 thread  ts ", "POST /api/chat.postMessage C1 thread 17.1 ts ", "POST /api/chat.postMessage C1 thread 17.1 ts ", "POST /api/chat.update C1 thread  ts 17.1");
        got.Should().OnlyContain(g => g.Authorization == "Bearer xoxb-1");
        got.First().Body.ToJsonString().Should().Contain("\\u003C!here\\u003E", "it pages");
        got.Last().Body.ToJsonString().Should().NotContain("!here");
        archive.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }

    [Theory]
    [InlineData("""{"ok":false,"error":"channel_not_found"}""", "Refused channel_not_found")]
    [InlineData("""{"ok":false,"error":"token_revoked"}""", "Refused token_revoked")]
    [InlineData("""{"ok":false,"error":"internal_error"}""", "Later internal_error")]
    [InlineData("""{"ok":false}""", "Refused no reason")]
    [InlineData("<html>maintenance</html>", "Later an answer that is no JSON: <html>maintenance</html>")]
    public async Task What_Slack_says_of_a_bots_message_stands_in_the_body(string said, string becomes)
    {
        answer = context => context.Response.WriteAsync(said);
        var delivery = await Send(Route("""{ "teams": { "t": { "slack": { "token": "x", "channel": "C1", "address": "ADDRESS/api/" } } } }"""), Letter("opened", 7));
        (delivery switch { Delivery.Refused refused => $"Refused {refused.Why}", Delivery.Later later => $"Later {later.Why}", _ => "Sent" }).Should().Be(becomes);
    }

    [Fact]
    public async Task Mails_of_an_incident_are_one_thread()
    {
        using var smtp = new TcpListener(IPAddress.Loopback, 0);
        smtp.Start();
        var mail = Receive(smtp);
        var route = Route($$"""{ "teams": { "t": { "email": "ops@shop.example" } }, "mail": { "host": "127.0.0.1", "port": {{((IPEndPoint)smtp.LocalEndpoint).Port}}, "tls": false, "from": "smoke@shop.example" } }""");
        (await Send(route, Letter("opened", 7))).Should().BeOfType<Delivery.Sent>();
        (await mail).Should().ContainAll("RCPT TO:<ops@shop.example>", "References: <incident-7@smoke.example>", "it broke");
        smtp.Stop();
        (await Send(route, Letter("opened", 7))).Should().BeOfType<Delivery.Later>();
    }

    /// <summary>As much of SMTP as takes one mail.</summary>
    private static async Task<string> Receive(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream());
        await using var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n", AutoFlush = true };
        var all = new StringBuilder();
        await writer.WriteLineAsync("220 here");
        for (var isData = false; await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line;)
        {
            all.AppendLine(line);
            if (isData && line != ".")
                continue;
            isData = line == "DATA";
            await writer.WriteLineAsync(isData ? "354 go on" : line == "QUIT" ? "221 bye" : "250 fine");
            if (line == "QUIT")
                break;
        }
        return all.ToString();
    }

    private IRoute Route(string settings)
    {
        var file = Path.Combine(folder, "smoketests.json");
        File.WriteAllText(file, settings.Replace("ADDRESS", receiver.Address.ToString().TrimEnd('/'), StringComparison.Ordinal));
        var read = SettingsFile.Load(file, new Dictionary<string, string>());
        var route = RunnerSettings.Read(read).RoutesOf("t").Single();
        read.Mistakes.Should().BeEmpty();
        return route;
    }

    private Task<Delivery> Send(IRoute route, Letter letter, Outbox? outbox = null) => route.Send(letter, new Post(http, "https://smoke.example", TimeProvider.System, outbox), TestContext.Current.CancellationToken);

    private static Letter Letter(string kind, params long[] incidents) => new(1, 5, "t", "r", 0, Words(kind), incidents, false, Noon);

    private static Announcement Words(string kind) => new(kind, "✗ it broke", [new Alerting.Fact("Instead", "nothing")], [new Link("Run page", "https://smoke.example/runs/1")]);
}
