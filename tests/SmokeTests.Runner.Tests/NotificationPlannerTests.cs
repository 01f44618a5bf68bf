using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.Notifications;
using SmokeTests.Runner.Routes;
using SmokeTests.Runner.Settings;

namespace SmokeTests.Runner.Tests;

/// <summary>From incidents in a history to messages in the outbox, over days of time that the test sets.</summary>
public sealed class NotificationPlannerTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;
    private readonly FakeTimeProvider time = new(Noon);
    private readonly HistoryStore historyStore;
    private readonly Incidents incidents;
    private readonly Outbox outbox;
    private readonly Silences silences;
    private readonly Deploys deploys;

    public NotificationPlannerTests()
    {
        historyStore = new HistoryStore(Dialect.For(Path.Combine(folder, "smoke.db")));
        (incidents, outbox, silences, deploys) =
            (new Incidents(historyStore), new Outbox(historyStore), new Silences(historyStore), new Deploys(historyStore));
    }

    [Fact]
    public void What_opens_within_twenty_seconds_is_one_message_and_the_first_does_not_wait()
    {
        Open("a");
        Look();
        Heads().Should().Equal("✗ a is broken");
        for (var second = 1; second < 20; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            if (second % 4 == 0)
                Open($"b{second}");
            Look();
        }
        Heads().Should().HaveCount(1);
        time.Advance(TimeSpan.FromSeconds(1));
        Look();
        Heads().Should().Equal("✗ a is broken", "✗ 4 checks are broken in local (storefront)");
        var told = outbox.Notifications()[0].Text;
        told.Should().ContainAll("✗ b4 is broken", "✗ b8 is broken", "✗ b16 is broken", "Cause     the log-in page has no password field",
            "/act/2-3-4-5/");
    }

    [Fact]
    public void A_team_that_wants_each_incident_by_itself_gets_it_so()
    {
        Open("a");
        Open("b");
        Look(new AlertPolicy { Group = null }, "slack");
        Heads().Should().Equal("✗ a is broken", "✗ b is broken");
    }

    [Fact]
    public void What_is_over_before_it_could_be_told_is_not_told()
    {
        Open("a");
        Look();
        var b = Open("b");
        time.Advance(TimeSpan.FromSeconds(5));
        Resolve(b);
        time.Advance(TimeSpan.FromSeconds(30));
        Look();
        Heads().Should().Equal("✗ a is broken");
        incidents.Untold().Should().ContainSingle();
    }

    [Fact]
    public void The_end_goes_to_the_places_that_heard_the_beginning()
    {
        var a = Open("a");
        Look("slack", "email");
        Resolve(a);
        time.Advance(TimeSpan.FromMinutes(1));
        Look("slack", "email", "teams");
        outbox.DeliveriesOf(2).Select(d => d.Route).Should().BeEquivalentTo("slack", "email");
    }

    [Fact]
    public void A_pager_hears_what_pages_and_its_end_and_nothing_else()
    {
        var (paging, patient, brief) = (Open("paging", pages: true), Open("patient"), Open("brief"));
        Look("slack", "pagerduty");
        time.Advance(TimeSpan.FromMinutes(5));
        Resolve(brief);
        Look("slack", "pagerduty");
        time.Advance(TimeSpan.FromMinutes(10));
        Look("slack", "pagerduty");
        time.Advance(TimeSpan.FromMinutes(5));
        incidents.Acknowledge(patient, "ada", "on it", time.GetUtcNow());
        Look("slack", "pagerduty");
        Resolve(paging);
        Resolve(patient);
        time.Advance(TimeSpan.FromMinutes(5));
        Look("slack", "pagerduty");
        var paged = outbox.Waiting("storefront", "pagerduty").Select(l => $"{l.Announcement.Kind} {string.Join('+', l.Incidents)}");
        paged.Should().Equal($"paged {paging}", $"paged {patient}", $"acknowledged {patient}", $"resolved {paging}+{patient}");
        outbox.Waiting("storefront", "slack").Select(l => (l.Announcement.Kind, l.Mentions)).Should()
            .Equal(("opened", true), ("resolved", false), ("paged", true), ("resolved", false));
    }

    [Theory]
    //          silence on            tells of a, of b?
    [InlineData("",                   "")]
    [InlineData("team=storefront",    "")]
    [InlineData("team=accounts",      "a b")]
    [InlineData("a@local",            "b")]
    [InlineData("environment=local",  "a b")]                // these incidents have no check any more, and so no environment
    public void Nothing_is_told_of_what_a_silence_is_on_until_it_ends(string scope, string told)
    {
        silences.Make(CheckSelector.Parse(scope), Noon, Noon.AddHours(1), "ada", "moving", Noon);
        Open("a@local");
        Open("b@local");
        Look();
        string.Join(' ', new[] { "a", "b" }.Where(n => outbox.Notifications().Any(m => m.Text.Contains($"{n}@local is broken"))))
            .Should().Be(told);
        time.Advance(TimeSpan.FromHours(1));
        Look();
        outbox.Notifications().Select(m => m.Text).Should()
            .Contain(t => t.Contains("a@local is broken")).And.Contain(t => t.Contains("b@local is broken"));
    }

    [Theory]
    //          the window                                    at (UTC)                 on?
    [InlineData("0 2 * * *", "UTC", "30m",                    "2026-11-23T01:59:59",   false)]
    [InlineData("0 2 * * *", "UTC", "30m",                    "2026-11-23T02:00:00",   true)]
    [InlineData("0 2 * * *", "UTC", "30m",                    "2026-11-23T02:29:59",   true)]
    [InlineData("0 2 * * *", "UTC", "30m",                    "2026-11-23T02:30:00",   false)]
    [InlineData("0 2 * * *", "Europe/Paris", "30m",           "2026-07-23T00:10:00",   true)]    // summer: two ahead
    [InlineData("0 2 * * *", "Europe/Paris", "30m",           "2026-11-23T01:10:00",   true)]    // winter: one ahead
    [InlineData("30 2 * * *", "Europe/Paris", "30m",          "2026-03-29T01:10:00",   true)]    // the hour that is left out: at its end
    [InlineData("30 2 * * *", "Europe/Paris", "30m",          "2026-10-25T00:40:00",   true)]    // the hour that comes twice: the first
    [InlineData("30 2 * * *", "Europe/Paris", "30m",          "2026-10-25T01:40:00",   false)]   // and not the second
    [InlineData("0 22 * * FRI", "America/New_York", "2d",     "2026-11-22T02:00:00",   true)]    // a weekend
    public void Maintenance_keeps_to_the_clock_on_the_wall(string cron, string zone, string lasts, string at, bool isOn)
    {
        var length = Interval.TryParse(lasts, out var parsed) ? parsed : throw new FormatException(lasts);
        new Maintenance("m", new CronTimes(cron, Cronos.CronExpression.Parse(cron), TimeZoneInfo.FindSystemTimeZoneById(zone)), length,
            CheckSelector.Parse(""))
            .IsOn(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)).Should().Be(isOn);
    }

    [Fact]
    public void A_deploy_shortly_before_is_named_and_one_of_something_else_is_not()
    {
        deploys.Mark(CheckSelector.Parse("team=storefront"), "shop", "1.4.2", "ada", "https://ci.example/7", Noon.AddMinutes(-3));
        deploys.Mark(CheckSelector.Parse("team=accounts"), "accounts", "9", null, null, Noon.AddMinutes(-1));
        deploys.Mark(CheckSelector.Parse(""), "shop", "1.4.1", null, null, Noon.AddHours(-2));
        Open("a");
        Look();
        outbox.Notifications()[0].Text.Should()
            .Contain("Deploy    shop 1.4.2 by ada, 3 min before").And.Contain("https://ci.example/7").And.NotContain("accounts 9");
    }

    [Fact]
    public async Task After_an_hour_without_Slack_there_is_one_digest_and_a_message_for_each_incident_that_is_open_still()
    {
        var (down, taken) = (true, new List<OutboxEntry>());
        var slack = new Fickle(letter => down ? new SendResult.Later("500") : Take(letter));
        using var dispatcher = Dispatcher(slack);
        using var stop = new CancellationTokenSource();
        var telling = dispatcher.Run(stop.Token);
        for (var n = 0; n < 200; n++)
        {
            var incident = Open($"c{n}");
            Look();
            time.Advance(TimeSpan.FromSeconds(15));
            if (n % 10 != 0)
                Resolve(incident);
            Look();
            time.Advance(TimeSpan.FromSeconds(5));
        }
        time.Advance(TimeSpan.FromMinutes(1));
        Look();
        down = false;
        for (var tries = 0; tries < 600 && outbox.Waiting("storefront", "slack").Count > 0; tries++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
        await stop.CancelAsync();
        time.Advance(TimeSpan.FromSeconds(10));
        await telling;

        outbox.Waiting("storefront", "slack").Should().BeEmpty();
        taken.Select(l => l.Announcement.Headline).Should().HaveCountLessThanOrEqualTo(20 + 1);
        taken.Count(l => l.Announcement.Kind == "digest").Should().Be(1);
        var open = incidents.Open().Select(i => i.Id).ToArray();
        var told = taken.Where(l => l.Announcement.Kind == "opened").SelectMany(l => l.Incidents).Where(open.Contains).ToArray();
        told.Should().Equal(open, "each is told, once, in order");
        taken.Single(l => l.Announcement.Kind == "digest").Announcement.Plain().Should().Contain("c1 is broken").And.Contain("more");

        SendResult Take(OutboxEntry letter)
        {
            taken.Add(letter);
            return new SendResult.Sent();
        }
    }

    [Fact]
    public void A_link_holds_for_what_it_was_signed_for_alone()
    {
        var linkSigner = new LinkSigner(historyStore);
        var signature = linkSigner.Sign("act 1-2");
        new LinkSigner(historyStore).Holds("act 1-2", signature).Should().BeTrue("the key is the installation's");
        linkSigner.Holds("act 1-3", signature).Should().BeFalse();
        linkSigner.Holds("act 1-2", signature[1..]).Should().BeFalse();
        linkSigner.Holds("act 1-2", "").Should().BeFalse();
    }

    public void Dispose()
    {
        historyStore.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private long Open(string check, bool pages = false)
    {
        var words = new Message("opened", $"✗ {check} is broken",
            [new Monitoring.Messages.Fact("What", "the log-in page has no password field"),
                new Monitoring.Messages.Fact("Since", $"{time.GetUtcNow():T}")], []);
        incidents.Open(check.Contains('@') ? check : $"{check}@local", Fault.Product, "storefront", "run", "it broke", words,
            time.GetUtcNow());
        var id = incidents.Open().Max(i => i.Id);
        if (pages)
            historyStore.Write((db, transaction) => Dapper.SqlMapper.Execute(db, "update incidents set pages = 1 where id = @id",
                new { id }, transaction));
        return id;
    }

    private void Resolve(long incident) => incidents.Resolve(incident, new Message("resolved", "✓ works again", [], []), time.GetUtcNow());

    private void Look(params string[] routes) => Look(new AlertPolicy(), routes);

    private void Look(AlertPolicy policy, params string[] routes)
    {
        var team = new Team("storefront", [.. (routes.Length == 0 ? ["slack"] : routes).Select(r => new Mute(r))]);
        var settings = new RunnerSettings(new Dictionary<string, Team> { ["storefront"] = team }, team, policy);
        using var planner = new NotificationPlanner(new AlertingHistory(historyStore), _ => null, Options(settings), () => { });
        while (planner.Look())
        {
            // Until there is nothing to do: each look does a step.
        }
    }

    private OutboxDispatcher Dispatcher(IRoute route)
    {
        var team = new Team("storefront", [route]);
        var settings = new RunnerSettings(new Dictionary<string, Team> { ["storefront"] = team }, team, new AlertPolicy());
        return new OutboxDispatcher(outbox, incidents, Options(settings),
            new WebhookClient(new HttpClient(), "https://smoke.example", time, outbox));
    }

    private AlertingOptions Options(LiveSettings settings) =>
        new(settings, new HttpClient(), new ChangeSignal(), "https://smoke.example", time, NullLoggerFactory.Instance);

    private IEnumerable<string> Heads() => outbox.Notifications().Reverse().Select(n => n.Headline);

    private sealed class Fickle(Func<OutboxEntry, SendResult> answer) : IRoute
    {
        public string Name => SlackWebhook.Key;

        public bool Pages => false;

        public Task<SendResult> Send(OutboxEntry letter, WebhookClient post, CancellationToken cancel) => Task.FromResult(answer(letter));
    }

    /// <summary>A route by its name, which delivers nothing.</summary>
    private sealed class Mute(string name) : IRoute
    {
        public string Name => name;

        public bool Pages => name == PagerDuty.Key;

        public Task<SendResult> Send(OutboxEntry letter, WebhookClient post, CancellationToken cancel) =>
            Task.FromResult<SendResult>(new SendResult.Later("mute"));
    }
}
