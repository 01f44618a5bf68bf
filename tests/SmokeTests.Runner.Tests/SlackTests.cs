using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SmokeTests.Recording;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Notifications;
using SmokeTests.Runner.Routes;
using SmokeTests.Testing;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

public class SlackTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly Check Check = new("Shop.Storefront.A_visitor_finds_a_book@production", "Shop.Storefront.A_visitor_finds_a_book",
        "Shop", "production",
        "A visitor finds a book", "Storefront", "Shop.Storefront", "storefront")
        {
            Schedule = Schedule.Usual,
            Limit = TimeSpan.FromSeconds(30),
        };
    private static readonly Failure Failure = new("Search for \"dune\": …", "Search for \"dune\": the page does not show \"Frank Herbert\"",
        "should show \"Frank Herbert\"",
        "\"Frank Herbert\"", "No books match your search.\n<!channel> & `more`", "https://shop.example/search?q=dune (200)", null, null);
    private static readonly Run Run = new("4711", Check.Id, Noon, 123, Outcome.Failed, [], Failure, null);

    private static readonly JsonSerializerOptions Readable = new(SlackJson.Default.Options) { WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("opened")]
    [InlineData("with-buttons")]
    [InlineData("new-check")]
    [InlineData("resolved")]
    [InlineData("cannot-check")]
    [InlineData("undeliverable")]
    [InlineData("some-of-the-last")]
    [InlineData("flapping")]
    [InlineData("reminder")]
    [InlineData("paged")]
    [InlineData("acknowledged")]
    [InlineData("together")]
    [InlineData("together-resolved")]
    [InlineData("digest")]
    [InlineData("drill")]
    [InlineData("budget")]
    [InlineData("budget-resolved")]
    public void The_words_of_every_message_are_approved(string kind)
    {
        var incident = new Incident(1, Check.Id, Fault.Product, "storefront", Noon.AddMinutes(-12));
        const string board = "https://smoke.example";
        var announcement = kind switch
        {
            "opened" or "with-buttons" =>
                MessageTemplates.Opened(new IncidentOpened(Fault.Product, Noon, 2, 2, false), Check, Run, "storefront", board),
            "new-check" => MessageTemplates.Opened(new IncidentOpened(Fault.Product, Noon, 2, 2, true), Check, Run, "storefront", board),
            "resolved" => MessageTemplates.Resolved(new IncidentResolved(Fault.Product, incident), Check, Run, "storefront", board),
            "cannot-check" => MessageTemplates.Opened(new IncidentOpened(Fault.Monitor, Noon, 2, 2, false), Check,
                Run with { Failure = new("The account 'shopper' needs the environment variable SHOPPER, which is not set.", "…", null, null,
                    null, null, null, null) }, "platform", board),
            "some-of-the-last" =>
                MessageTemplates.Opened(new IncidentOpened(Fault.Product, Noon, 3, 8, false), Check, Run, "storefront", board),
            "flapping" => MessageTemplates.Flaps(new IncidentFlaps(Fault.Product, incident, 4, 18), Check, Run, "storefront", board),
            "reminder" => MessageTemplates.Still(Story(1), Noon.AddHours(4)),
            "paged" => MessageTemplates.Paged(Story(1), Noon.AddMinutes(15)),
            "acknowledged" => MessageTemplates.Taken(Story(1)),
            "together" => MessageTemplates.Together([.. Enumerable.Range(1, 14).Select(Story)], "opened", s => s.Opened,
                "storefront", board),
            "together-resolved" =>
                MessageTemplates.Together([Story(1), Story(2)], "resolved",
                    s => MessageTemplates.Resolved(new IncidentResolved(Fault.Product, incident),
                        Check with { Name = $"A visitor finds book {s.Id}" }, Run, "storefront", board), "storefront", board),
            "digest" => Digest.Of([Letter(1), Letter(2), Letter(3)], new HashSet<long> { 3 }, "storefront", board).Announcement!,
            "budget" => MessageTemplates.Burning(Check, new Objective(0.999, TimeSpan.FromDays(30)),
                new BurnRate(16.7, TimeSpan.FromHours(1)), 0.723, Noon, "storefront", board),
            "budget-resolved" =>
                MessageTemplates.BurntOut(Check, new IncidentView(1, Check.Id, Fault.Budget, "storefront", Noon.AddMinutes(-20), "", ""),
                    "storefront", board, Noon),
            "drill" => MessageTemplates.Drill("storefront", "ada", Noon),
            _ => MessageTemplates.Undeliverable("storefront", "slack", "no_service", board),
        };
        var mention = kind == "paged" ? "<!here>" : null;
        var letter = Letter(1) with { Announcement = announcement, Incidents = [7, 9], Mentions = kind == "paged" };
        var slack = JsonSerializer.Serialize(SlackMessage.From(letter, mention, hasButtons: kind == "with-buttons"), Readable);
        announcement.Headline.Should()
            .MatchRegex("storefront|platform", "the first line says whose").And.MatchRegex("\"|team|checks|messages",
                "and what").And.MatchRegex("^[✗✓⚠✉⏱] ");
        Approved.ShouldMatch($"{announcement.Plain()}\n\n{slack}", $"message-{kind}");
    }

    private static IncidentProgress Story(int id) => new(id, Check.Id, Fault.Product, "storefront", Noon)
    {
        Opened = MessageTemplates.Opened(new IncidentOpened(Fault.Product, Noon, 2, 2, false),
            Check with { Name = $"A visitor finds book {id}" }, Run, "storefront", "https://smoke.example"),
    };

    private static OutboxEntry Letter(int id) => new(id, id, "storefront", "slack", 0, Story(id).Opened, [id], false, Noon.AddMinutes(id));

    [Fact]
    public void A_message_stays_within_Slacks_limits_however_long_its_parts_are()
    {
        var endless = new string('<', 100_000);
        var message = SlackMessage.From(new Message("opened", endless,
            [.. Enumerable.Range(0, 5).Select(i => new Fact($"Fact {i}", endless))], [new Link("Run", "https://smoke.example/runs/1")]));
        message.Blocks[0].Text!.Text.Length.Should().BeLessThanOrEqualTo(150);
        message.Blocks.Where(b => b.Type == "section").Should().OnlyContain(b => b.Text!.Text.Length <= 3_000);
        JsonSerializer.Serialize(message, SlackJson.Default.SlackMessage).Length.Should().BeLessThan(40_000);
    }

    [Theory]
    //          status  body                      what becomes of it
    [InlineData(200, "ok",                        "Sent")]
    [InlineData(429, "",                          "Later 429 too many requests 7")]
    [InlineData(500, "oops",                      "Later 500 oops ")]
    [InlineData(503, "",                          "Later 503  ")]
    [InlineData(400, "invalid_payload",           "Refused invalid_payload")]
    [InlineData(403, "action_prohibited",         "Refused action_prohibited")]
    [InlineData(404, "no_service",                "Refused no_service")]
    [InlineData(410, "channel_is_archived",       "Refused channel_is_archived")]
    [InlineData(404, "",                          "Refused 404 NotFound")]
    public async Task Only_what_may_pass_is_tried_again(int status, string body, string becomes)
    {
        string? type = null;
        await using var receiver = await TestSite.Answering(context =>
        {
            type = context.Request.ContentType;
            context.Response.StatusCode = status;
            if (status == 429)
                context.Response.Headers.RetryAfter = "7";
            return context.Response.WriteAsync(body);
        });
        (await Post(receiver.Address)).Should().Be(becomes);
        type.Should().Be("application/json", "some receivers refuse a charset beside it");
    }

    [Fact]
    public async Task A_receiver_that_is_not_there_is_tried_again()
    {
        var receiver = await TestSite.Html("");
        await receiver.DisposeAsync();
        (await Post(receiver.Address)).Should().StartWith("Later ");
    }

    private static async Task<string> Post(Uri address)
    {
        using var http = new HttpClient();
        var letter = new OutboxEntry(1, 1, "storefront", "slack", 0, new Message("opened", "x",
            [new Monitoring.Messages.Fact("a", "b")], []), [],
            false, Noon);
        var delivery = await new SlackWebhook(address, null).Send(letter,
            new WebhookClient(http, "https://smoke.example", TimeProvider.System), TestContext.Current.CancellationToken);
        return delivery switch
        {
            SendResult.Later later => $"Later {later.Why} {later.After?.TotalSeconds}",
            SendResult.Refused refused => $"Refused {refused.Why}",
            _ => "Sent",
        };
    }
}
