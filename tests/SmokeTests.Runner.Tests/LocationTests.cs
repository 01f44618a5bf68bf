using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SmokeTests.Runner.Access;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Locations;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Settings;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Tests;

/// <summary>Checks that run from several locations: who runs them, what each sees, and who is told of what one sees alone.</summary>
public sealed class LocationTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly Head Head = new(new Uri("https://smoke.example/"), "secret");
    private readonly string folder = Directory.CreateTempSubdirectory("smoke-locations-").FullName;
    private readonly FakeTimeProvider time = new(Noon);
    private readonly Dictionary<string, Dictionary<string, Outcome>> seen = [];

    [Theory]
    //          [From]         stands at   reports  runs it
    [InlineData(null,          null,       false,   true)]
    [InlineData(null,          "dublin",   false,   true)]   // whichever: here as well
    [InlineData(null,          "dublin",   true,    false)]  // one that reports runs what is its location's alone
    [InlineData("dublin",      null,       false,   false)]
    [InlineData("dublin",      "dublin",   false,   true)]
    [InlineData("dublin oslo", "oslo",     true,    true)]
    [InlineData("dublin",      "oslo",     true,    false)]
    [InlineData("",            "oslo",     true,    true)]   // every location
    [InlineData("",            null,       false,   false)]  // no location is none
    public void A_runner_runs_what_is_from_where_it_stands(string? from, string? at, bool reports, bool runs) =>
        new NodeSettings(Location: at,
            Head: reports ? Head : null).Runs(Check("c") with { Locations = from?.Split(' ', StringSplitOptions.RemoveEmptyEntries) })
            .Should().Be(runs);

    [Theory]
    [InlineData("dublin", "dublin", null)]
    [InlineData("dublin", "",
        "location of \"Pages.Page\": there is no location 'dublin'. There are none. Give a runner the token access.tokens.dublin "
            + "with the scope \"report\".")]
    [InlineData("rome",   "dublin",
        "location of \"Pages.Page\": there is no location 'rome'. There are: dublin. Give a runner the token access.tokens.rome with "
            + "the scope \"report\".")]
    [InlineData("",       "",
        "location of \"Pages.Page\": there is no location. Give runners tokens with the scope \"report\", each called like its "
            + "location, in access.tokens.")]
    [InlineData(null,     "",       null)]
    public void A_location_that_is_not_there_is_a_mistake_of_the_check(string? from, string known, string? mistake)
    {
        var settings = Settings
            with { Access = new AccessSettings { Tokens =
                [.. known.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(l => new ApiToken(l, "", [TokenScope.Report])),
                    new ApiToken("ci", "", [TokenScope.Deploy])] } };
        var found = new CheckFound("Pages.Page", "Page", "Pages", null, null, null, null, null, null, true, null, [], "Pages", null, null,
            From: from?.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        FoundCheck.Read(found, "s", "local", null, settings).Mistake.Should().Be(mistake);
        FoundCheck.Read(found, "s", "local", null,
            settings with { Node = new NodeSettings(Location: "oslo", Head: Head) }).Mistake.Should()
            .BeNull("a satellite knows of no others");
    }

    [Theory]
    //          what each sees              apart
    [InlineData("dublin:Passed oslo:Passed", "")]
    [InlineData("dublin:Failed oslo:Passed", "dublin, works from oslo")]
    [InlineData("dublin:Broken oslo:Passed", "")]                                  // it could not look: that is no word on the product
    [InlineData("dublin:Broken oslo:Failed", "")]                                  // of those that can tell, all say so: it is down
    [InlineData("dublin:Broken oslo:Failed rome:Passed", "oslo, works from rome")]
    [InlineData("dublin:Broken oslo:Failed rome:Failed cork:Passed", "")]          // two of three that can tell: it is down
    [InlineData("dublin:Failed oslo:Failed", "")]                                  // it is down
    [InlineData("dublin:Failed oslo:Failed rome:Passed", "")]                      // two of three: it is down
    [InlineData("dublin:Failed oslo:Slow rome:Passed", "dublin, works from oslo rome")]
    [InlineData("dublin:Failed oslo:Lost", "")]                                    // nobody says that it works
    [InlineData("dublin:Failed", "")]
    public void What_one_location_sees_alone_is_apart(string views, string apart)
    {
        See("c", views);
        string.Join(' ', LocationView.Of(Check("c"), Views("c"), new AlertPolicy()).Where(s => s.IsApart)
            .Select(s => $"{s.Location}, works from {string.Join(' ', s.Others)}")).Should().Be(apart);
    }

    [Theory]
    //          what each sees                              where the check itself is not to blame
    [InlineData("dublin:Broken oslo:Passed",                "dublin")]
    [InlineData("dublin:Broken oslo:Failed",                "dublin")]
    [InlineData("dublin:Broken oslo:Broken",                "")]           // it is broken everywhere: the rules tell that
    [InlineData("dublin:Broken oslo:Broken rome:Passed",    "")]           // at most of them
    [InlineData("dublin:Broken oslo:Passed rome:Slow",      "dublin")]
    [InlineData("dublin:Broken oslo:Lost",                  "")]
    [InlineData("dublin:Failed oslo:Passed",                "")]
    public void What_is_broken_at_one_location_alone_is_that_locations_matter(string views, string apart)
    {
        See("c", views);
        string.Join(' ', LocationView.Of(Check("c"), Views("c"), new AlertPolicy()).Where(s => s.IsBrokenApart).Select(s => s.Location))
            .Should().Be(apart);
    }

    [Fact]
    public void Checks_that_are_broken_at_one_location_are_told_to_the_platform_team_once_and_never_as_the_way_to_the_site()
    {
        using var historyStore = new HistoryStore(Dialect.For(Path.Combine(folder, "smoke.db")));
        using var alerting = TestDesk.On(historyStore, Settings, time);
        Check[] checks = [Check("one"), Check("two"), Check("three")];
        var watch = new LocationWatch(() => checks, Views, alerting);
        foreach (var check in checks)
            See(check.Id, "dublin:Passed oslo:Broken");
        See("three", "dublin:Passed oslo:Failed");

        Last();
        Open().Should().BeEquivalentTo(["Monitor of Checks can run from oslo to platform", "Location of three to storefront"],
            "of those that could look from there, one fails");

        foreach (var check in checks)
            See(check.Id, "dublin:Passed oslo:Broken");
        Last();
        Open().Should().Equal("Monitor of Checks can run from oslo to platform");

        foreach (var check in checks)
            See(check.Id, "dublin:Passed oslo:Passed");
        Last();
        Open().Should().BeEmpty();

        alerting.Planner.Look();
        alerting.Outbox.Notifications().Select(n => n.Text.Split('\n')[0]).Should().Contain("✓ Checks can run from oslo again (platform)");

        void Last()
        {
            watch.Look();
            time.Advance(TimeSpan.FromSeconds(15));
            watch.Look();
            alerting.Planner.Look();
        }

        string[] Open() => [.. alerting.Incidents.Open().Select(i => $"{i.Fault} of {i.Check} to {i.Team}")];
    }

    [Fact]
    public void One_check_that_fails_from_one_location_is_told_to_its_team_and_all_of_them_to_the_platform_team_once()
    {
        using var historyStore = new HistoryStore(Dialect.For(Path.Combine(folder, "smoke.db")));
        using var alerting = TestDesk.On(historyStore, Settings, time);
        var (incidents, outbox, planner) = (alerting.Incidents, alerting.Outbox, alerting.Planner);
        Check[] checks = [Check("one"), Check("two"), Check("three")];
        var watch = new LocationWatch(() => checks, Views, alerting);
        foreach (var check in checks)
            See(check.Id, "dublin:Passed oslo:Passed");

        See("one", "dublin:Passed oslo:Failed");
        Open().Should().BeEmpty("it may be a moment's matter");
        Pass(20);
        Open().Should().Equal("Location of one to storefront");

        See("two", "dublin:Passed oslo:Failed");
        See("three", "dublin:Passed oslo:Failed");
        Pass(20);
        Open().Should().Equal(["Monitor of The site is reached from oslo to platform"], "it is the location's way to the site");

        See("one", "dublin:Failed oslo:Failed");
        See("two", "dublin:Failed oslo:Failed");
        See("three", "dublin:Failed oslo:Failed");
        Pass(20);
        Open().Should().BeEmpty("now it is down, which is another's to tell");

        planner.Look();
        outbox.Notifications().Select(n => n.Text.Split('\n')[0]).Should().BeEquivalentTo(
            "⚠ \"g: one\" is broken from oslo only, in local (storefront)", "✓ \"g: one\" is seen alike from everywhere again (storefront)",
            "⚠ From oslo only: all 3 checks fail, elsewhere they work (platform)", "✓ The site is reached from oslo again (platform)");

        string[] Open() { watch.Look(); return [.. incidents.Open().Select(i => $"{i.Fault} of {i.Check} to {i.Team}")]; }
        void Pass(int seconds)
        {
            for (var passed = 0; passed < seconds; passed += 5)
            {
                watch.Look();
                planner.Look();
                time.Advance(TimeSpan.FromSeconds(5));
            }
        }
    }

    [Theory]
    [InlineData("Passed", -30)]
    [InlineData("Lost", 0)]
    [InlineData("Broken", 0)]
    [InlineData("Skipped", 0)]
    public void A_check_that_does_not_tell_from_a_location_does_not_say_that_the_location_is_well(string third, int minutes)
    {
        using var historyStore = new HistoryStore(Dialect.For(Path.Combine(folder, "smoke.db")));
        using var alerting = TestDesk.On(historyStore, Settings, time);
        Check[] checks = [Check("hourly"), Check("one"), Check("two")];
        Run Looked(string check, string location, Outcome outcome, int minutes) =>
            Monitoring.Checks.Run.Without(Check(check), Noon.AddMinutes(minutes), outcome, "") with { Location = location };
        var lasts = new[] { ("hourly", Enum.Parse<Outcome>(third), minutes), ("one", Outcome.Failed, 0), ("two", Outcome.Failed, 0) }
            .ToLookup(l => l.Item1,
                l => new[] { Looked(l.Item1, "dublin", Outcome.Passed, l.Item3), Looked(l.Item1, "oslo", l.Item2, l.Item3) });
        var watch = new LocationWatch(() => checks, id => lasts[id].Single(), alerting);

        watch.Look();
        time.Advance(TimeSpan.FromSeconds(15));
        watch.Look();

        alerting.Incidents.Open().Should().OnlyContain(i => i.Team == "platform");
        alerting.Planner.Look();
        alerting.Outbox.Notifications().Should()
            .Contain(n => n.Text.Contains("⚠ From oslo only: 2 of 3 checks fail, elsewhere they work (platform)"));
    }

    /// <summary>A run that was lost says neither: the location may be cut off, and its team is not to be told of one check.</summary>
    [Fact]
    public void A_check_whose_run_was_lost_is_waited_for()
    {
        using var historyStore = new HistoryStore(Dialect.For(Path.Combine(folder, "smoke.db")));
        using var alerting = TestDesk.On(historyStore, Settings, time);
        Check[] checks = [Check("one"), Check("two"), Check("three")];
        var lasts = checks.ToDictionary(c => c.Id, c => new[] { Looked(c, "dublin", Outcome.Passed), Looked(c, "oslo", Outcome.Lost) });
        lasts["one"] = [Looked(checks[0], "dublin", Outcome.Passed), Looked(checks[0], "oslo", Outcome.Failed)];
        var watch = new LocationWatch(() => checks, id => lasts[id], alerting);

        Pass(30);
        alerting.Incidents.Open().Should().BeEmpty();

        foreach (var check in checks[1..])
            lasts[check.Id] = [Looked(check, "dublin", Outcome.Passed), Looked(check, "oslo", Outcome.Failed)];
        Pass(20);
        alerting.Incidents.Open().Should().ContainSingle().Which.Team.Should().Be("platform");

        Run Looked(Check check, string location, Outcome outcome) =>
            Monitoring.Checks.Run.Without(check, time.GetUtcNow(), outcome, "") with { Location = location };
        void Pass(int seconds)
        {
            for (var passed = 0; passed <= seconds; passed += 5)
            {
                watch.Look();
                time.Advance(TimeSpan.FromSeconds(5));
            }
        }
    }

    [Theory]
    //          the others are due   one of them, after 30 s   told after 20 s   after 50 s      after 80 s
    [InlineData("5s",                "Failed",                 "",               "platform",     "platform")]
    [InlineData("5s",                "Passed",                 "",               "storefront",   "storefront")]
    [InlineData("5s",                null,                     "",               "",             "storefront")]
    [InlineData("1h",                null,                     "storefront",     "storefront",   "storefront")]
    public void The_first_check_that_fails_waits_for_those_that_are_due(string every, string? next, string soon, string later, string last)
    {
        using var historyStore = new HistoryStore(Dialect.For(Path.Combine(folder, "smoke.db")));
        using var alerting = TestDesk.On(historyStore, Settings, time);
        var schedule = Schedule.Parse(every, null, null).Schedule;
        Check[] checks = [Check("one"), Check("two") with { Schedule = schedule }, Check("three") with { Schedule = schedule }];
        var lasts = checks.ToDictionary(c => c.Id, c => new[] { Looked(c, "dublin", Outcome.Passed), Looked(c, "oslo", Outcome.Passed) });
        time.Advance(TimeSpan.FromSeconds(1));
        lasts["one"] = [Looked(checks[0], "dublin", Outcome.Passed), Looked(checks[0], "oslo", Outcome.Failed)];
        var watch = new LocationWatch(() => checks, id => lasts[id], alerting);

        Pass(20);
        Told().Should().Be(soon);
        Pass(10);
        if (next is not null)
            lasts["two"] = [Looked(checks[1], "dublin", Outcome.Passed), Looked(checks[1], "oslo", Enum.Parse<Outcome>(next))];
        Pass(20);
        Told().Should().Be(later);
        Pass(30);
        Told().Should().Be(last);

        Run Looked(Check check, string location, Outcome outcome) =>
            Monitoring.Checks.Run.Without(check, time.GetUtcNow(), outcome, "") with { Location = location };
        string Told() => string.Join(", ", alerting.Incidents.Open().Select(i => i.Team));
        void Pass(int seconds)
        {
            for (var passed = 0; passed < seconds; passed += 5)
            {
                watch.Look();
                time.Advance(TimeSpan.FromSeconds(5));
            }
            watch.Look();
        }
    }

    [Fact]
    public async Task Time_is_reckoned_by_what_most_locations_say()
    {
        using var historyStore = new HistoryStore(Dialect.For(Path.Combine(folder, "smoke.db")));
        var check = Check("c");
        historyStore.RegisterChecks([check]);
        var historyWriter = new HistoryWriter(historyStore, null, TimeProvider.System, NullLogger<HistoryWriter>.Instance);
        var writing = historyWriter.Run();
        await Save("dublin", Outcome.Passed, 0);
        await Save("oslo", Outcome.Failed, 1);
        await Save("rome", Outcome.Passed, 2);
        await Save("oslo", Outcome.Failed, 3);
        await Save("rome", Outcome.Failed, 4);
        await Save("dublin", Outcome.Passed, 5);
        await Save("oslo", Outcome.Passed, 2);
        historyWriter.Close();
        await writing;

        historyStore.Read(db => Dapper.SqlMapper.Query<(string, long, long)>(db, "select location, up, down from runs order by seq"))
            .Should().Equal(
            ("dublin", 0, 0), ("oslo", 60_000, 0), ("rome", 60_000, 0), ("oslo", 60_000, 0), ("rome", 60_000, 0), ("dublin", 0, 60_000),
            ("oslo", 0, 0));
        historyWriter.Last("c").Should().BeEquivalentTo(new { Location = "dublin" }, "what is reported late is no news");
        historyWriter.Views("c").Select(r => (r.Location, r.Outcome)).Should()
            .BeEquivalentTo([("dublin", Outcome.Passed), ("oslo", Outcome.Passed), ("rome", Outcome.Failed)]);
        new HistoryWriter(historyStore, null, time, NullLogger<HistoryWriter>.Instance).Views("c").Should()
            .HaveCount(3, "they are known again after a restart");

        Task Save(string location, Outcome outcome, int minute)
        {
            var run = Monitoring.Checks.Run.Without(check, Noon.AddMinutes(minute), outcome, "") with { Location = location };
            return historyWriter.Save(run, _ => (Ruling.Nothing, []), lasts => Uptime.Between(check, lasts, run.At, [], "storefront"));
        }
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static RunnerSettings Settings => new(new Dictionary<string, Team>(), Team.Unrouted("platform"), new AlertPolicy());

    private static Check Check(string id) =>
        new(id, "k", "s", "local", id, "g", "cl", "storefront")
        {
            Schedule = Schedule.Usual,
            Limit = TimeSpan.FromSeconds(1),
            Locations = [],
        };

    private void See(string check, string views) =>
        seen[check] = views.Split(' ').Select(v => v.Split(':')).ToDictionary(v => v[0], v => Enum.Parse<Outcome>(v[1]));

    private Run[] Views(string check) =>
        [.. seen[check].Select(v => Run.Without(Check(check), time.GetUtcNow(), v.Value, "Sorry") with { Location = v.Key })];
}
