using SmokeTests.Runner.Routes;
using SmokeTests.Runner.Settings;
using SmokeTests.Settings;
using SmokeTests.Testing;

namespace SmokeTests.Runner.Tests;

public sealed class SettingsTests : IDisposable
{
    private readonly string file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "smoketests.json");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);

    [Fact]
    public void All_mistakes_are_told_at_once_each_with_its_file_and_key()
    {
        var (_, mistakes) = Read("""
            { "teams": { "silent": {}, "loud": { "slack": "#general", "pager": 1 }, "secret": { "slack": "${NO_SUCH}" }, "odd": 5 },
              "platform": "nobody", "alerts": { "open": 0, "resolve": "two", "confirmAfter": "5x", "remind": "1h, soon", "snooze": 1 },
              "checks": { "Ordering": { "pageAfter": "never" } }, "maintenance": { "backup": { "cron": "at two", "zone": "Paris" } },
              "node": { "port": 70000, "address": "here", "head": "http://smoke.example" } }
            """);
        mistakes.Should().BeEquivalentTo(
            "FILE: teams.silent: has no route. Add \"slack\": \"https://hooks.slack.com/services/…\", or \"slack\": \"board\" to be "
                + "told on the board alone",
            "FILE: teams.loud.pager: is not a setting. Known here: slack, pagerduty, opsgenie, email, teams, webhook, alertmanager, "
                + "mention, alerts, owners, also",
            "FILE: teams.loud.slack: is neither the address of an incoming webhook nor \"board\"",
            "FILE: teams.secret.slack: the environment variable NO_SUCH is not set",
            "FILE: teams.odd: must be an object",
            "FILE: platform: there is no team 'nobody'. There are: silent, loud, secret",
            "FILE: alerts.open: '0' is neither a number of runs in a row (2) nor of the last ones (3 of 10), of 50 at most",
            "FILE: alerts.resolve: must be a whole number above 0",
            "FILE: alerts.confirmAfter: '5x' is not an interval. Write a number with its unit: 500ms, 30s, 5m, 1h or 1d",
            "FILE: alerts.remind: 'soon' is not an interval. Write a number with its unit: 500ms, 30s, 5m, 1h or 1d",
            "FILE: alerts.snooze: is not a setting. Known here: open, resolve, confirmAfter, quorum, flapping, group, remind, "
                + "pageAfter, late, selfTest",
            "FILE: checks.Ordering.pageAfter: 'never' is not an interval. Write a number with its unit: 500ms, 30s, 5m, 1h or 1d",
            "FILE: maintenance.backup.cron: 'at two' is not a cron expression. Write minute, hour, day, month, day of week: \"0 2 * * *\"",
            "FILE: maintenance.backup.zone: 'Paris' is not a time zone. Write an IANA name such as Europe/Paris",
            "FILE: maintenance.backup: does not say how long it lasts. Add \"lasts\": \"30m\"",
            "FILE: node.port: '70000' is no port. Write a number from 1 to 65535",
            "FILE: node.address: 'here' is no IP address. Write the one at which the other runners reach this one",
            "FILE: node: a runner that reports to another needs all three: \"location\": \"dublin\", \"head\": "
                + "\"https://smoke.example\" and \"token\": \"${TOKEN}\"",
            "FILE: node.head: 'http://smoke.example' is no address of a board by https. Its token must not go over the net in clear");
    }

    [Fact]
    public async Task The_schema_knows_what_the_runners_reader_knows_and_fits_the_samples()
    {
        var compared = new List<string>();
        foreach (var (place, known, json) in SettingsSchema.Objects()
            .Where(o => o.Place is not ("" or "browser") && !o.Place.StartsWith("environments")))
        {
            // The mail server is read for whoever is told by mail.
            var read = place == "mail" ? Read(json.Insert(1, "\"teams\": { \"a\": { \"email\": \"a@shop.example\" } },")) : Read(json);
            (SettingsSchema.KnownAt(place, read.Mistakes) ?? []).Should().BeEquivalentTo(known, "of {0}: {1}", place, json);
            compared.Add(place);
        }
        compared.Should().Contain(["alerts", "teams.some", "teams.some.also.some.slack", "checks.some", "access.oidc", "history"]);

        var schema = await NJsonSchema.JsonSchema.FromFileAsync(SettingsSchema.Path, TestContext.Current.CancellationToken);
        foreach (var sample in new[] { "samples/Bookshop.SmokeTests", "samples/Bookshop.InABrowser", "src/SmokeTests.Templates/suite" })
            schema.Validate(await File.ReadAllTextAsync(Path.Combine(SettingsSchema.Root, sample, "smoketests.json"),
                TestContext.Current.CancellationToken)).Should().BeEmpty(sample);
        schema.Validate("""{ "teams": { "shop": { "slak": "x" } } }""").Should().NotBeEmpty();
    }

    [Fact]
    public void Defaults_are_those_of_the_documentation()
    {
        var (settings, mistakes) = Read("""{ "teams": { "storefront": { "slack": "https://hooks.example/T/B" } } }""");
        mistakes.Should().BeEmpty();
        settings.Policy.Should().BeEquivalentTo(new AlertPolicy());
        settings.RoutesOf("storefront").Should().ContainSingle().Which.Should().BeOfType<SlackWebhook>();
        settings.RoutesOf("stranger").Should().ContainSingle().Which.Should().BeOfType<OnTheBoard>();
        settings.TeamOf(null).Name.Should().Be("platform");
    }

    [Fact]
    public void A_policy_can_be_set_by_variables()
    {
        var (settings, mistakes) =
            Read("""{ "teams": {} }""", ("SMOKETESTS__alerts__open", "3"), ("SMOKETESTS__alerts__confirmAfter", "1s"));
        mistakes.Should().BeEmpty();
        settings.Policy.Should()
            .BeEquivalentTo(new AlertPolicy { Open = Share.InARow(3), ConfirmAfter = TimeSpan.FromSeconds(1) },
                like => like.Excluding(p => p.Origins).Excluding(p => p.Lines));
    }

    [Fact]
    public void The_nearest_number_wins_and_each_says_where_it_comes_from()
    {
        var (settings, mistakes) = Read("""
            { "alerts": { "open": 3, "remind": "30m", "late": "20s" },
              "teams": { "storefront": { "slack": "board", "alerts": { "open": "3 of 10", "flapping": "off" } },
              "accounts": { "slack": "board" } },
              "checks": { "orders a book": { "open": 1, "pageAfter": "off" } } }
            """);
        mistakes.Should().BeEmpty();
        Lines("storefront", "A customer orders a book").Should()
            .Be("open 1 (checks.orders a book.open), resolve 2 (default), confirmAfter 5 s (default), quorum most (default), "
                + "flapping off (teams.storefront.alerts.flapping), group 20 s (default), remind 30 min (alerts.remind), pageAfter "
                + "off (checks.orders a book.pageAfter)");
        Lines("storefront", "A visitor finds a book").Should()
            .StartWith("open 3 of 10 (teams.storefront.alerts.open)").And.EndWith("pageAfter 15 min (default)");
        Lines("accounts", "A customer logs in").Should().StartWith("open 3 (alerts.open)");
        settings.Late.Should().Be(TimeSpan.FromSeconds(20));

        string Lines(string team, string name) =>
            string.Join(", ", settings.PolicyOf(new Check("id", "k", "s", "local", name, "g", "cl", team)
            {
                Schedule = Schedule.Usual,
                Limit = TimeSpan.FromSeconds(1),
            }).Lines
            .Select(l => $"{l.Name} {l.Value} ({l.Origin})"));
    }

    private (RunnerSettings Settings, IEnumerable<string> Mistakes) Read(string json, params (string Name, string Value)[] variables)
    {
        File.WriteAllText(file, json);
        var read = SettingsFile.Load(file, variables.ToDictionary(v => v.Name, v => v.Value));
        var settings = RunnerSettings.Read(read);
        return (settings, read.Mistakes.Select(m => m.Replace(file, "FILE", StringComparison.Ordinal)));
    }
}
