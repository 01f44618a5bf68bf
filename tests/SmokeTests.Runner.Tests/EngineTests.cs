using Microsoft.Extensions.Time.Testing;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Workers;

namespace SmokeTests.Runner.Tests;

public class EngineTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task What_a_site_bears_is_shared_by_the_runners_on_one_history()
    {
        var nodes = 3;
        var gate = new PrioritySemaphore(10, () => nodes);
        for (var n = 0; n < 3; n++)
            gate.Enter(n, CancellationToken.None).IsCompleted.Should().BeTrue("a third of ten is three");
        var fourth = gate.Enter(3, CancellationToken.None);
        fourth.IsCompleted.Should().BeFalse();

        nodes = 1;
        gate.Leave();

        await fourth;
        gate.Limit.Should().Be(10, "the others have gone");
        new PrioritySemaphore(2, () => 3).Limit.Should().Be(1, "a node that may run nothing would run its checks never");
    }

    [Fact]
    public async Task A_gate_lets_in_as_many_as_it_may_and_those_that_wait_by_order()
    {
        var gate = new PrioritySemaphore(1);
        var cancel = TestContext.Current.CancellationToken;
        await gate.Enter(0, cancel);
        using var impatient = new CancellationTokenSource();
        var (late, early, gone) = (gate.Enter(20, cancel), gate.Enter(10, cancel), gate.Enter(5, impatient.Token));
        gate.Waiting.Should().Be(3);
        await impatient.CancelAsync();
        await gone.Invoking(g => g).Should().ThrowAsync<OperationCanceledException>();

        gate.Leave();
        await early;
        late.IsCompleted.Should().BeFalse();
        gate.Inside.Should().Be(1, "who has given up takes no place");
        gate.Leave();
        await late;
        gate.Leave();
        gate.Inside.Should().Be(0);
        gate.Allow(2);
        await gate.Enter(0, cancel);
        await gate.Enter(0, cancel);
        gate.Enter(0, cancel).IsCompleted.Should().BeFalse();
    }

    [Fact]
    public void What_confirms_what_pages_and_what_somebody_waits_for_goes_before_the_rest_but_not_for_ever()
    {
        var usual = new RunRequest(Noon, Confirms: false);
        long[] order =
        [
            new RunRequest(Noon, Confirms: true).Order(Noon, pages: true),
            new RunRequest(Noon, Confirms: true).Order(Noon, pages: false),
            usual.Order(Noon, pages: true),
            usual.Order(Noon, pages: false),
        ];
        order.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        new RunRequest(null, Confirms: false).Order(Noon, false).Should().BeLessThan(usual.Order(Noon, true));
        new RunRequest(Noon.AddMinutes(-2), false).Order(Noon, false).Should()
            .BeLessThan(new RunRequest(Noon, true).Order(Noon, true), "who has waited for two minutes waits no longer");
    }

    [Theory]
    //          now  wait  load    next
    [InlineData(256, 500,  0,      179)]
    [InlineData(8,   500,  0,      8)]
    [InlineData(179, 0,    0,      187)]
    [InlineData(256, 0,    0,      256)]
    [InlineData(256, 0,    3.9,    256)]   // a machine that is busy, no more
    [InlineData(256, 0,    4,      179)]   // each thread has a quarter of a core
    [InlineData(8,   500,  25,     8)]
    public void Fewer_runs_begin_while_work_waits_for_threads_or_threads_for_cores_and_more_when_neither_does(int now, double wait,
        double load, int next) =>
        ConcurrencyLimits.Next(now, wait, load).Should().Be(next);

    [Fact]
    public void Lateness_is_that_of_the_last_minute_and_missed_times_are_counted_for_ever()
    {
        var clock = new FakeTimeProvider(Noon);
        var latenessTracker = new LatenessTracker(clock);
        foreach (var ms in Enumerable.Range(1, 100))
            latenessTracker.Began(TimeSpan.FromMilliseconds(ms));
        latenessTracker.Missed(3);
        latenessTracker.LastMinute().Should().Be(new Lateness(100, 51, 91, 100, 100, 3, 3));
        clock.Advance(TimeSpan.FromSeconds(61));
        latenessTracker.LastMinute().Should().Be(new Lateness(0, 0, 0, 0, 0, 0, 3));
    }

    [Theory]
    [InlineData("2026-11-23T07:59:59Z", false)]
    [InlineData("2026-11-23T08:00:00Z", true)]
    [InlineData("2026-11-23T17:59:59Z", true)]
    [InlineData("2026-11-23T18:00:00Z", false)]
    [InlineData("2026-11-28T10:00:00Z", true)]
    [InlineData("2026-11-29T10:00:00Z", false)]
    [InlineData("2026-12-25T10:00:00Z", false)]
    public void A_calendar_is_open_in_its_hours_but_not_on_its_holidays(string at, bool open) =>
        Office("UTC").IsOpen(DateTimeOffset.Parse(at)).Should().Be(open);

    [Theory]
    [InlineData("UTC", "2026-11-23T12:00:00Z", "2026-11-23T12:00:00Z")]
    [InlineData("UTC", "2026-11-23T18:00:00Z", "2026-11-24T08:00:00Z")]
    [InlineData("UTC", "2026-11-28T12:00:00Z", "2026-11-30T08:00:00Z")]
    [InlineData("UTC", "2026-12-24T18:00:00Z", "2026-12-26T09:00:00Z")]
    // Daylight saving begins on 28 March 2027 in Paris: eight o'clock is an hour earlier.
    [InlineData("Europe/Paris", "2027-03-26T18:00:00Z", "2027-03-27T08:00:00Z")]
    [InlineData("Europe/Paris", "2027-03-27T18:00:00Z", "2027-03-29T06:00:00Z")]
    public void A_calendar_knows_when_it_opens_next(string zone, string from, string opens) =>
        Office(zone).NextOpen(DateTimeOffset.Parse(from)).Should().Be(DateTimeOffset.Parse(opens));

    [Fact]
    public void A_calendar_of_every_hour_that_daylight_saving_leaves_out_opens_after_the_gap()
    {
        var night = Calendar.Parse("Europe/Paris", "Sun 02:30-03:30", [], (key, what) => throw new InvalidOperationException(key + what))!;
        night.NextOpen(DateTimeOffset.Parse("2027-03-28T00:00:00Z")).Should().Be(DateTimeOffset.Parse("2027-03-28T01:00:00Z"));
        // The hour that is repeated opens with its first time.
        night.NextOpen(DateTimeOffset.Parse("2027-10-30T22:00:00Z")).Should().Be(DateTimeOffset.Parse("2027-10-31T00:30:00Z"));
    }

    [Theory]
    [InlineData("Mars/Base", "Mon-Fri 08:00-18:00", "", "zone: 'Mars/Base' is not a time zone. Write an IANA name such as Europe/Paris")]
    [InlineData("UTC", "", "", "hours: are missing. Write days and hours: \"Mon-Fri 08:00-18:00, Sat 09:00-12:00\"")]
    [InlineData("UTC", "Mon-Fri 18:00-08:00", "",
        "hours: 'Mon-Fri 18:00-08:00' is not understood. Write days and hours, which end after they begin: \"Mon-Fri 08:00-18:00\"; "
            + "a whole day ends at 24:00")]
    [InlineData("UTC", "Someday 08:00-18:00", "",
        "hours: 'Someday 08:00-18:00' is not understood. Write days and hours, which end after they begin: \"Mon-Fri 08:00-18:00\"; "
            + "a whole day ends at 24:00")]
    [InlineData("UTC", "Mon-Fri 08:00-18:00", "Christmas", "except: 'Christmas' is not a day. Write 2026-12-25")]
    public void A_calendar_that_is_not_understood_says_what_to_write(string zone, string hours, string except, string said)
    {
        var mistakes = new List<string>();
        Calendar.Parse(zone, hours, except.Length == 0 ? [] : [except], (key, what) => mistakes.Add($"{key}: {what}")).Should().BeNull();
        mistakes.Should().Equal(said);
    }

    [Fact]
    public void A_check_that_keeps_to_a_calendar_is_due_when_it_opens_spread_over_ten_seconds()
    {
        var schedule = Schedule.Parse("1m", null, null).Schedule.Within(Office("UTC"));
        schedule.After(Noon, 0).Should().Be(Noon.AddMinutes(1));
        schedule.After(Noon.AddHours(7), 500).Should().Be(Noon.AddHours(20).AddSeconds(5));
        schedule.Between(Noon, Noon.AddMinutes(5), 0).Should().Be(4);
        schedule.ToString().Should().Be("every 1 min, in its hours");
    }

    [Fact]
    public void A_copy_of_a_suite_is_mended_from_its_source_as_long_as_that_is_the_same_version()
    {
        var (source, copies) = (Directory.CreateTempSubdirectory().FullName, Directory.CreateTempSubdirectory().FullName);
        Directory.CreateDirectory(Path.Combine(source, "runtimes"));
        File.WriteAllText(Path.Combine(source, "Suite.dll"), "one");
        File.WriteAllText(Path.Combine(source, "runtimes", "native.so"), "native");
        var suite = SuiteCopy.Take(new Suite(Path.Combine(source, "Suite.dll"), "Suite"), copies);
        suite.Folder.Should().StartWith(copies);
        Directory.Delete(suite.Folder, recursive: true);
        suite.Mend();
        File.ReadAllText(Path.Combine(suite.Folder, "runtimes", "native.so")).Should().Be("native");
        suite.Copy!.Repairs.Should().Be(2, "the first copy counts");

        var version = SuiteCopy.VersionOf(source);
        File.WriteAllText(Path.Combine(source, "Suite.dll"), "number two");
        SuiteCopy.VersionOf(source).Should().NotBe(version);
        suite.Mend();
        File.Delete(Path.Combine(suite.Folder, "Suite.dll"));
        suite.Invoking(s => s.Mend()).Should().Throw<SuiteFailedException>()
            .WithMessage("Suite: 1 files of this version are gone, Suite.dll for one, and * holds another version by now.");
        SuiteCopy.Tidy(copies, []);
        Directory.GetDirectories(copies).Should().BeEmpty();
    }

    [Fact]
    public void A_worker_gets_what_its_settings_name_and_none_of_the_runners_secrets()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        File.WriteAllText(Path.Combine(folder, "smoketests.json"), """
            { "environments": { "local": { "site": "http://x", "accounts": { "a": { "user": "u", "password": "${TRIM_PASSWORD}" } } } },
              "teams": { "t": { "slack": "${TRIM_WEBHOOK}" } }, "history": { "database": "${TRIM_DATABASE}" } }
            """);
        string[] set = ["TRIM_PASSWORD", "TRIM_WEBHOOK", "TRIM_DATABASE", "TRIM_OTHER", "TRIM_PASSED", "SMOKETESTS__teams__t__slack",
            "SMOKETESTS__slack__signingSecret", "SMOKETESTS__environments__local__site"];
        foreach (var name in set)
            Environment.SetEnvironmentVariable(name, "x");
        using var processGroup = new ProcessGroup();
        var post = new WorkerOptions(null, null, null, () => { }) { WorkerLimits = new WorkerLimits { Pass = ["TRIM_PASS*"] },
            Owner = "me" };
        var given = WorkerStartInfo.Command(new Suite(Path.Combine(folder, "Suite.dll"), "Suite"), "socket", post,
            processGroup).Environment;
        given.Keys.Should().Contain(["PATH", "TRIM_PASSWORD", "TRIM_PASSED", "SMOKETESTS__environments__local__site", "SMOKETESTS_RUNNER",
            "SMOKETESTS_WORKER"]);
        given.Keys.Should().NotContain(["TRIM_WEBHOOK", "TRIM_DATABASE", "TRIM_OTHER", "SMOKETESTS__teams__t__slack",
            "SMOKETESTS__slack__signingSecret"]);
        given["DOTNET_GCHeapHardLimit"].Should().Be("0x30000000", "three quarters of a gigabyte");
        foreach (var name in set)
            Environment.SetEnvironmentVariable(name, null);
    }

    private static Calendar Office(string zone) =>
        Calendar.Parse(zone, "Mon-Fri 08:00-18:00, Sat 09:00-12:00", ["2026-12-25"],
            (key, what) => throw new InvalidOperationException(key + what))!;
}
