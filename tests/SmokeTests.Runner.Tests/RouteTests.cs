using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.Routes;
using SmokeTests.Runner.SelfMonitoring;
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
    private readonly HttpClient http = OutgoingHttp.Create();
    private TestSite receiver = null!;
    private Func<HttpContext, Task> answer = context => context.Response.WriteAsync("{\"ok\":true,\"ts\":\"17.1\"}");

    public async ValueTask InitializeAsync() => receiver = await TestSite.Answering(async context =>
    {
        var body = context.Request.Method == "HEAD" ? "" : await JsonNode.ParseAsync(context.Request.Body);
        got.Enqueue(($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}",
            $"{context.Request.Headers.Authorization}", $"{context.Request.Headers[Webhook.Header]}", body!));
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
            (await Send(route, Letter(kind, 7, 8))).Should().BeOfType<SendResult.Sent>();
        got.Select(g => $"{g.Body["event_action"]} {g.Body["dedup_key"]} {g.Body["routing_key"]}").Should().Equal(
            "trigger https://smoke.example/incidents/7 KEY", "trigger https://smoke.example/incidents/8 KEY",
            "acknowledge https://smoke.example/incidents/7 KEY", "acknowledge https://smoke.example/incidents/8 KEY",
            "resolve https://smoke.example/incidents/7 KEY", "resolve https://smoke.example/incidents/8 KEY");
        var payload = got.First().Body["payload"]!;
        ((string?)payload["summary"], (string?)payload["severity"], (string?)payload["custom_details"]!["Instead"]).Should()
            .Be(("✗ it broke", "critical", "nothing"));
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
            (await Send(route, Letter(kind, 7))).Should().BeOfType<SendResult.Sent>();
        const string alias = "https:%2F%2Fsmoke.example%2Fincidents%2F7";
        got.Select(g => g.Request).Should()
            .Equal("POST /v2/alerts", $"POST /v2/alerts/{alias}/acknowledge?identifierType=alias",
                $"POST /v2/alerts/{alias}/close?identifierType=alias");
        got.Should().OnlyContain(g => g.Authorization == "GenieKey KEY");
        ((string?)got.First().Body["alias"], (string?)got.First().Body["priority"]).Should()
            .Be(("https://smoke.example/incidents/7", "P1"));
    }

    [Fact]
    public async Task Teams_gets_a_card_in_which_nothing_is_markup()
    {
        await Send(Route("""{ "teams": { "t": { "teams": "ADDRESS/flow" } } }"""),
            Letter("opened", 7) with { Announcement = Words("opened") with { Headline = "✗ [click](http://evil) <at>all</at>" } });
        var body = got.Single().Body["attachments"]![0]!["content"]!;
        ((string?)body["type"], (string?)body["body"]![0]!["text"], (string?)body["actions"]![0]!["url"]).Should()
            .Be(("AdaptiveCard", @"✗ \[click\](http://evil) \<at\>all\</at\>", "https://smoke.example/runs/1"));
    }

    [Fact]
    public async Task A_webhook_is_signed_so_that_its_receiver_can_tell()
    {
        await Send(Route("""{ "teams": { "t": { "webhook": { "address": "ADDRESS/hook", "secret": "s3cret" } } } }"""),
            Letter("opened", 7, 9) with { Mentions = true });
        var (_, _, signature, body) = got.Single();
        var (seconds, mac) = (signature.Split(',')[0][2..], signature.Split("v1=")[1]);
        mac.Should().Be(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes("s3cret"),
            Encoding.UTF8.GetBytes($"{seconds}.{body.ToJsonString()}"))));
        body.ToJsonString().Should()
            .StartWith("""{"version":1,"id":5,"kind":"opened","team":"t","at":"2026-11-23T12:00:00.0000000\u002B00:00","pages":true,""")
            .And.EndWith("""
            "incidents":[7,9]}
            """.Trim());
    }

    [Theory]
    [InlineData("opened", 7, 9)]
    [InlineData("resolved", 7)]
    [InlineData("acknowledged", 7)]
    [InlineData("flapping", 7)]
    [InlineData("digest")]
    [InlineData("drill")]
    [InlineData("undeliverable")]
    public async Task What_a_webhook_gets_is_what_its_schema_says(string kind, params int[] incidents)
    {
        var schema = await NJsonSchema.JsonSchema.FromJsonAsync(
            new StreamReader(typeof(Webhook).Assembly.GetManifestResourceStream(
                "SmokeTests.Runner.Board.webhook.schema.json")!).ReadToEnd(), TestContext.Current.CancellationToken);
        await Send(Route("""{ "teams": { "t": { "webhook": { "address": "ADDRESS/hook" } } } }"""),
            Letter(kind, [.. incidents.Select(i => (long)i)]));
        var body = got.Single().Body;
        schema.Validate(body.ToJsonString()).Should().BeEmpty();
        body["headline"] = 5;
        schema.Validate(body.ToJsonString()).Should().NotBeEmpty("the schema refuses what is none");
    }

    [Theory]
    // route what the receiver answers what comes of a test, and what it was asked
    [InlineData("\"slack\": \"ADDRESS/T/B\"",                                               400, "no_text",                         "Sent",
        "POST /T/B {}")]
    [InlineData("\"slack\": \"ADDRESS/T/B\"",                                               404, "no_service",
        "Refused no_service", "POST /T/B {}")]
    [InlineData("\"slack\": { \"token\": \"x\", \"channel\": \"C\", \"address\": \"ADDRESS/api/\" }", 200, "{\"ok\":true}",
        "Sent", "POST /api/auth.test {}")]
    [InlineData("\"slack\": { \"token\": \"x\", \"channel\": \"C\", \"address\": \"ADDRESS/api/\" }", 200,
        "{\"ok\":false,\"error\":\"invalid_auth\"}", "Refused invalid_auth", "POST /api/auth.test {}")]
    [InlineData("\"pagerduty\": { \"key\": \"K\", \"address\": \"ADDRESS/e\" }",            202, "{}",                              "Sent",
        "POST /e {\"routing_key\":\"K\",\"event_action\":\"resolve\",\"dedup_key\":\"https://smoke.example/self-test\"}")]
    [InlineData("\"pagerduty\": { \"key\": \"K\", \"address\": \"ADDRESS/e\" }",            400, "Invalid routing key",
        "Refused Invalid routing key", null)]
    [InlineData("\"opsgenie\": { \"key\": \"K\", \"address\": \"ADDRESS/\" }",              202, "{}",
        "Sent", null)]
    [InlineData("\"opsgenie\": { \"key\": \"K\", \"address\": \"ADDRESS/\" }",              403, "Key is wrong",
        "Refused Key is wrong", null)]
    [InlineData("\"webhook\": { \"address\": \"ADDRESS/hook\" }",                           405, "",                                "Sent",
        "HEAD /hook ")]
    [InlineData("\"webhook\": { \"address\": \"ADDRESS/hook\" }",                           404, "",
        "Refused 404 NotFound", "HEAD /hook ")]
    [InlineData("\"teams\": \"ADDRESS/flow\"",                                              200, "",                                "Sent",
        "HEAD /flow ")]
    [InlineData("\"alertmanager\": \"ADDRESS\"",                                            200, "",                                "Sent",
        "HEAD /-/ready ")]
    public async Task A_route_is_tried_without_a_message_that_anybody_sees(string route, int status, string said, string comes,
        string? asked)
    {
        var tried = new ConcurrentQueue<string>();
        await using var site = await TestSite.Answering(async context =>
        {
            tried.Enqueue($"{context.Request.Method} {context.Request.Path} "
                + $"{await new StreamReader(context.Request.Body).ReadToEndAsync()}");
            context.Response.StatusCode = status;
            if (context.Request.Method != "HEAD")
                await context.Response.WriteAsync(said);
        });
        var delivery = await Route(
                $$"""{ "teams": { "t": { {{route.Replace("ADDRESS", site.Address.ToString().TrimEnd('/'), StringComparison.Ordinal)}}"""
                    + """ } } }""")
            .Test(new WebhookClient(http, "https://smoke.example", TimeProvider.System), TestContext.Current.CancellationToken);
        (delivery switch { SendResult.Refused refused => $"Refused {refused.Why}", SendResult.Later later => $"Later {later.Why}", _ =>
            "Sent" }).Should().Be(comes);
        if (asked is not null)
            tried.Should().Equal(asked);
    }

    [Fact]
    public async Task A_route_that_would_take_nothing_worries_the_platform_team()
    {
        answer = context =>
        {
            context.Response.StatusCode = 404;
            return context.Response.WriteAsync("no_service");
        };
        var settings = Settings("""{ "teams": { "t": { "slack": "ADDRESS/T/B", "also": { "night": { "teams": "ADDRESS/flow" } } } } }""");
        var test = new SelfTest(settings, new WebhookClient(http, "https://smoke.example", TimeProvider.System), TimeProvider.System);
        (await test.Look()).Should().BeNull("nothing is known yet");
        await test.Try(TestContext.Current.CancellationToken);
        var worry = await test.Look();
        (worry!.Summary, worry.Advice[0]).Should()
            .Be(("2 of its routes would take no message", "teams.t.slack: no_service\nteams.t.also.night.teams: 404 NotFound"));
        answer = context => context.Response.WriteAsync("");
        await test.Try(TestContext.Current.CancellationToken);
        (await test.Look()).Should().BeNull();
    }

    [Theory]
    //          hour, UTC              pages?   channels                        pagers
    [InlineData("2026-11-23T10:00:00", false,   "slack",                        "")]                          // Monday morning
    [InlineData("2026-11-23T10:00:00", true,    "slack also.room.slack",        "")]
    [InlineData("2026-11-23T20:00:00", false,   "slack also.night.webhook",     "also.night.pagerduty")]
    [InlineData("2026-11-23T20:00:00", true,    "slack also.night.webhook also.room.slack", "also.night.pagerduty")]
    [InlineData("2026-11-22T10:00:00", false,   "slack also.night.webhook",     "also.night.pagerduty")]      // Sunday
    public void Who_is_told_depends_on_the_hour_and_on_whether_it_pages(string at, bool paging, string channels, string pagers)
    {
        var settings = Settings("""
            { "calendars": { "office": { "hours": "Mon-Fri 08:00-18:00" } },
              "teams": { "t": { "slack": "ADDRESS/T/B", "also": {
                "night": { "outside": "office", "pagerduty": "KEY", "webhook": { "address": "ADDRESS/night" } },
                "room": { "only": "paging", "slack": "ADDRESS/T/ROOM" } } } } }
            """);
        var now = DateTimeOffset.Parse(at + "Z", System.Globalization.CultureInfo.InvariantCulture);
        string.Join(' ', settings.ChannelsOf("t", paging, now)).Should().Be(channels);
        string.Join(' ', settings.PagersOf("t", now)).Should().Be(pagers);
    }

    [Fact]
    public void A_team_that_no_channel_takes_now_is_told_on_the_board() =>
        Settings("""{ "calendars": { "office": { "hours": "Mon-Fri 08:00-18:00" } },"""
                + """ "teams": { "t": { "also": { "day": { "during": "office", "slack": "ADDRESS/T/B" } } } } }""")
            .ChannelsOf("t", false, new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero)).Should().Equal("board");

    [Theory]
    [InlineData("""{ "teams": { "t": { "also": { "x": {} } } } }""",
        "teams.t.also.x: has no route. Add one of slack, pagerduty, opsgenie, email, teams, webhook, alertmanager")]
    [InlineData("""{ "teams": { "t": { "also": { "x": { "slack": "https://h.example/", "during": "office" } } } } }""",
        "teams.t.also.x.during: there is no calendar 'office' in the settings. Add calendars.office")]
    [InlineData("""{ "teams": { "t": { "also": { "x": { "slack": "https://h.example/", "only": "loud" } } } } }""",
        "teams.t.also.x.only: 'loud' is neither \"paging\" nor \"quiet\"")]
    [InlineData("""{ "teams": { "t": { "also": { "x": { "slack": "https://h.example/", "when": "loud" } } } } }""",
        "teams.t.also.x.when: is not a setting. Known here: during, outside, only, slack, pagerduty, opsgenie, email, teams, "
            + "webhook, alertmanager, mention")]
    [InlineData("""{ "teams": {}, "canaries": ["example.com", "tcp://1.1.1.1"] }""",
        "canaries: 'example.com' is no address. Write https://example.com/ or tcp://1.1.1.1:53|canaries: 'tcp://1.1.1.1' is no "
            + "address. Write https://example.com/ or tcp://1.1.1.1:53")]
    [InlineData("""{ "teams": {}, "access": "closed" }""",
        "access: is neither \"open\" nor an object with passwords, oidc, header or tokens")]
    [InlineData("""{ "teams": {}, "access": { "passwords": "nowhere.txt" } }""",
        "access.passwords: cannot be read: Could not find file 'FOLDER/nowhere.txt'.")]
    [InlineData("""{ "teams": {}, "access": { "header": { "name": "X-User", "from": ["10.0.0.0"] } } }""",
        "access.header.from: '10.0.0.0' is no network. Write 10.0.0.0/8, or 10.1.2.3/32 for one machine")]
    [InlineData("""{ "teams": {}, "access": { "header": { "name": "X-User" } } }""",
        "access.header: needs both: \"name\": \"X-Forwarded-User\" and \"from\": [\"10.0.0.0/8\"], the proxy's network")]
    [InlineData("""{ "teams": {}, "access": { "oidc": { "authority": "https://login.example" } } }""",
        "access.oidc: needs both: \"authority\": \"https://login.example\" and \"clientId\": \"…\"")]
    [InlineData("""{ "teams": {}, "access": { "tokens": { "ci": { "sha256": "abc", "scopes": ["all"] } } } }""",
        "access.tokens.ci.sha256: is not the hash of a token. smoke token makes a token and prints it|access.tokens.ci.scopes: 'all' "
            + "is no scope. There are: read, act, deploy, report")]
    [InlineData("""{ "teams": {}, "team": "nobody" }""", "team: there is no team 'nobody'. There are: ")]
    [InlineData("""{ "teams": {}, "slack": { "signingSecret": "${NO_SUCH}" } }""",
        "slack.signingSecret: the environment variable NO_SUCH is not set")]
    public void What_is_wrong_with_a_route_is_told_with_its_key(string settings, string mistakes)
    {
        var read = Read(settings);
        RunnerSettings.Read(read);
        read.Mistakes.Select(m => m[(m.IndexOf(": ", StringComparison.Ordinal) + 2)..]).Should()
            .Equal(mistakes.Replace("FOLDER", folder, StringComparison.Ordinal).Split('|'));
    }

    [Fact]
    public async Task Alertmanager_keeps_an_alert_until_it_is_resolved()
    {
        var route = Route("""{ "teams": { "t": { "alertmanager": "ADDRESS" } } }""");
        await Send(route, Letter("opened", 7));
        await Send(route, Letter("resolved", 7));
        got.Should().OnlyContain(g => g.Request == "POST /api/v2/alerts" && (string)g.Body[0]!["labels"]!["incident"]! == "7");
        got.Select(g => DateTimeOffset.Parse((string)g.Body[0]!["endsAt"]!, System.Globalization.CultureInfo.InvariantCulture)).Should()
            .Equal(Noon.AddDays(3650), Noon);
    }

    [Fact]
    public async Task A_bot_of_Slack_tells_an_incident_in_one_message_and_its_thread()
    {
        var historyStore = new HistoryStore(Dialect.For(Path.Combine(folder, "smoke.db")));
        var (incidents, outbox) = (new Incidents(historyStore), new Outbox(historyStore));
        var route = Route("""{ "teams": { "t": { "slack": { "token": "xoxb-1", "channel": "C1", "address": "ADDRESS/api/" },"""
            + """ "mention": "@here" } } }""");
        incidents.Open("c@local", Fault.Product, "t", "run", "it broke", Words("opened"), Noon);
        foreach (var (act, kind) in new[] { (NotificationAction.Open, "opened"), (NotificationAction.Remind, "reminder"),
            (NotificationAction.Resolve, "resolved") })
        {
            incidents.Tell(new PlannedNotification(act, "t", incidents.Untold(), Words(kind), ["slack"], act == NotificationAction.Open),
                new AlertPolicy(), Noon);
            var letter = outbox.Take(Noon, []).Single();
            outbox.Mark(letter, NotificationState.Sent, Noon, receipt: ((SendResult.Sent)await Send(route, letter, outbox)).Receipt);
        }
        got.Select(g => $"{g.Request} {g.Body["channel"]} thread {g.Body["thread_ts"]} ts {g.Body["ts"]}").Should().Equal(
            "POST /api/chat.postMessage C1 thread  ts ", "POST /api/chat.postMessage C1 thread 17.1 ts ",
            "POST /api/chat.postMessage C1 thread 17.1 ts ", "POST /api/chat.update C1 thread  ts 17.1");
        got.Should().OnlyContain(g => g.Authorization == "Bearer xoxb-1");
        got.First().Body.ToJsonString().Should().Contain("\\u003C!here\\u003E", "it pages");
        got.Last().Body.ToJsonString().Should().NotContain("!here");
        historyStore.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
    }

    [Theory]
    [InlineData("""{"ok":false,"error":"channel_not_found"}""", "Refused channel_not_found")]
    [InlineData("""{"ok":false,"error":"token_revoked"}""", "Refused token_revoked")]
    [InlineData("""{"ok":false,"error":"internal_error"}""", "Later internal_error")]
    [InlineData("""{"ok":false}""", "Refused no reason")]
    [InlineData("<html>maintenance</html>",
        "Later answered with a web page instead of JSON: is a portal or a proxy in between, or is the address wrong?")]
    public async Task What_Slack_says_of_a_bots_message_stands_in_the_body(string said, string becomes)
    {
        answer = context => context.Response.WriteAsync(said);
        var delivery = await Send(
            Route("""{ "teams": { "t": { "slack": { "token": "x", "channel": "C1", "address": "ADDRESS/api/" } } } }"""),
            Letter("opened", 7));
        (delivery switch { SendResult.Refused refused => $"Refused {refused.Why}", SendResult.Later later => $"Later {later.Why}", _ =>
            "Sent" }).Should().Be(becomes);
    }

    [Fact]
    public async Task Mails_of_an_incident_are_one_thread()
    {
        using var smtp = new TcpListener(IPAddress.Loopback, 0);
        smtp.Start();
        var mail = Receive(smtp);
        var route = Route($$"""{ "teams": { "t": { "email": "ops@shop.example" } },"""
            + $$""" "mail": { "host": "127.0.0.1", "port": {{((IPEndPoint)smtp.LocalEndpoint).Port}}, "tls": false,"""
            + """ "from": "smoke@shop.example" } }""");
        (await Send(route, Letter("opened", 7))).Should().BeOfType<SendResult.Sent>();
        (await mail).Should().ContainAll("RCPT TO:<ops@shop.example>", "References: <incident-7@smoke.example>", "it broke");
        smtp.Stop();
        (await Send(route, Letter("opened", 7))).Should().BeOfType<SendResult.Later>();
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

    private IRoute Route(string settings) => Settings(settings).RoutesOf("t").Single();

    private RunnerSettings Settings(string text)
    {
        var read = Read(text);
        var settings = RunnerSettings.Read(read);
        read.Mistakes.Should().BeEmpty();
        return settings;
    }

    private SettingsFile Read(string settings)
    {
        var file = Path.Combine(folder, "smoketests.json");
        File.WriteAllText(file, settings.Replace("ADDRESS", receiver.Address.ToString().TrimEnd('/'), StringComparison.Ordinal));
        return SettingsFile.Load(file, new Dictionary<string, string>());
    }

    private Task<SendResult> Send(IRoute route, OutboxEntry letter, Outbox? outbox = null) =>
        route.Send(letter, new WebhookClient(http, "https://smoke.example", TimeProvider.System, outbox),
            TestContext.Current.CancellationToken);

    private static OutboxEntry Letter(string kind, params long[] incidents) => new(1, 5, "t", "r", 0, Words(kind), incidents, false, Noon);

    private static Message Words(string kind) =>
        new(kind, "✗ it broke", [new Monitoring.Messages.Fact("Instead", "nothing")],
            [new Link("Run page", "https://smoke.example/runs/1")]);
}
